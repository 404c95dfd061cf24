// What an event BalancesCommitted commits to, and whether it is correct (docs/proofs.md).
//
// Thread safety: free functions on values and on a log, which other threads may read at the same time.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "log/merkle_tree.h"
#include "proto/event.pb.h"

namespace tranche {

// The last sequence included in the balances to which `commitment`, an event BalancesCommitted, commits.
Sequence CommittedAt(const v1::Event& commitment);

// True if that is a sequence before its own, in canonical form.
bool NamesEarlierBalances(const v1::Event& commitment);

// A commitment that differs from the balances derived from the events.
struct WrongCommitment {
  Sequence sequence = 0;
  absl::Status
      found;  // commitment.wrong: "it commits to 5 balance lines with the root ..., the events up to 183 make 4"
};

// Those of `commitments` that are wrong, by sequence.
//
// commitments  events BalancesCommitted of `log`, in any order.
// log          can be read up to the last of them.
//
// Cost: one pass over the log up to the greatest CommittedAt, and RunningBalanceMap::Root for each of them.
// Errors: those of VisitInOrder.
absl::StatusOr<std::vector<WrongCommitment>> FindWrongCommitments(absl::Span<const v1::Event> commitments,
                                                                  const EventLog& log);

// True when `commitment` commits to `lines` leaves with `root`.
bool CommitsTo(const v1::Event& commitment, uint64_t lines, const Digest& root);

// FAILED_PRECONDITION, as in WrongCommitment: what `commitment` says, and what was made of the events.
absl::Status WrongBalances(const v1::Event& commitment, uint64_t lines, const Digest& root);

}  // namespace tranche
