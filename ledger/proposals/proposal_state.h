// What has become of a proposal.
//
// Thread safety: pure functions on what they are given.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "projections/catalogue/actors.h"
#include "projections/index/balance_index.h"
#include "proto/event.pb.h"

namespace tranche {

enum class ProposalState : uint8_t { kOpen, kApproved, kRejected, kWithdrawn, kExpired };

// The English word for it.
absl::string_view WordOf(ProposalState state);

struct ProposalStanding {
  ProposalState state = ProposalState::kOpen;
  Sequence decision = 0;  // the event that decided it; 0: none
};

// What had become of a proposal by an instant.
//
// proposal  its first part.
// known_at  the last event that counts.
// day       the day of that instant, by the ledger's offset: after its last day a proposal that nobody has decided is
//           expired.
// actors    as known then; they say whether it was rejected or withdrawn.
// events    reads the decision.
//
// Cost: a step for each event that names the proposal, and a read if it was decided.
// Errors: DATA_LOSS  what decided it cannot be read.
absl::StatusOr<ProposalStanding> StandingOf(const v1::Event& proposal, Sequence known_at, CivilDate day,
                                            const Actors& actors, const BalanceIndex& index, const EventReader& events);

// True if both actors are registered and of one person.
bool AreOnePerson(const Actors& actors, absl::string_view a, absl::string_view b);

}  // namespace tranche
