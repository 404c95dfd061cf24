// Whether proposals may be made and decided on, by whom: the rules of four eyes (docs/event_catalogue.md, "Approvals").
// With four eyes on they are rules of the ledger, by which verify judges too.
//
// Grants are read on the day of the decision, those of the proposer too; effective dates play no part.
//
// Thread safety: pure functions on what they are given.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/civil_date.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "projections/catalogue/catalogue.h"
#include "projections/index/balance_index.h"
#include "proto/event.pb.h"

namespace tranche {

// What is known before the event that is judged.
struct ApprovalGround {
  const Catalogue& catalogue;
  const BalanceIndex& index;
  const EventReader& events;
  CivilDate today;        // of the event's recorded_at, by the ledger's offset
  Sequence known_at = 0;  // the event before it
};

// Checks that four eyes is on and that the grants of the proposer allow all commands of a proposal whose parts have
// been recorded.
//
// proposal  its first part.
//
// Errors: FAILED_PRECONDITION  four-eyes.off; those of Authority::Take, and of reading the parts.
absl::Status CheckMayPropose(const ApprovalGround& ground, const v1::Event& proposal);

// Checks `approval`, a ChangeApproved with its actor, and returns the first part of the proposal. Whether the rules
// accept its commands is another question.
//
// Cost: every command is read, twice.
// Errors:
//   INVALID_ARGUMENT     proposal.unknown.
//   FAILED_PRECONDITION  four-eyes.off; proposal.decided, proposal.expired; proposal.other-digest.
//   PERMISSION_DENIED    approval.same-person; approver or proposer lacks the grants, as Authority::Take says; the
//                        signature, as CheckApprovalSignature says.
//   DATA_LOSS            a part cannot be read.
absl::StatusOr<v1::Event> CheckMayApprove(const ApprovalGround& ground, const v1::Event& approval);

// Checks `rejection`, a ChangeRejected with its actor: by the person who proposed, or by somebody who might approve.
// Errors: those of CheckMayApprove.
absl::Status CheckMayReject(const ApprovalGround& ground, const v1::Event& rejection);

}  // namespace tranche
