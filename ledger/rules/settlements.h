// Settlements: what was paid out of a source in a budget year is approved, in parts or finally. A final settlement
// leaves nothing open, and from its recording on the scope takes only corrections, and the reversal of these or of the
// settlement itself. On every day settled is within what was paid for good, and settled and corrected are together not
// negative.
//
// A settled scope has a year-end closing in force, which cannot be opened again: scopes without one cost nothing here.
//
// Thread safety: as Decide.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "events/civil_date.h"
#include "events/event_view.h"
#include "events/posting.h"
#include "events/scope.h"
#include "events/sequence.h"
#include "ledger/rules/decisions.h"
#include "ledger/rules/scope_state.h"
#include "log/event_log.h"
#include "projections/index/balance_index.h"
#include "proto/event.pb.h"

namespace tranche {

// The final settlement of `scope` that is not reversed, by everything that was added to `index`; 0 if there is none.
// Cost: a read of each settlement of the scope. Errors: DATA_LOSS  what was recorded cannot be read.
absl::StatusOr<Sequence> FinalSettlementOf(const BalanceIndex& index, const EventReader& events, const Scope& scope);

// Checks that no scope of a line of `command` is settled, unless it is a correction of that or reverses one, or the
// settlement itself without any.
//
// reversed  what the command reverses, whose lines are looked at, or null.
// Cost: nothing without a year-end closing in force; with one, that of FinalSettlementOf.
// Errors: FAILED_PRECONDITION  settlement.settled; settlement.corrected  reverse the correction that it names first.
//         DATA_LOSS            what was recorded cannot be read.
absl::Status CheckNotSettled(const DecisionGround& ground, const EventView& command, const EventView* reversed);

// Checks `command`, a SettlementApproved; of any other kind, OK. A final one: the year is closed at its end, before the
// settlement takes effect; nothing is open in any tranche, which are all told; what is approved and disallowed comes to
// what was paid; nothing of the scope takes effect later.
//
// Errors: FAILED_PRECONDITION  settlement.not-closed, settlement.open, settlement.other-amount, settlement.later-event.
//         DATA_LOSS            what was recorded cannot be read.
absl::Status CheckSettlement(const DecisionGround& ground, const EventView& command);

// Checks `command`, if it is a PriorPeriodCorrection: its scope is settled, by then, and it has a reason.
//
// Errors: INVALID_ARGUMENT     correction.reason-missing.
//         FAILED_PRECONDITION  correction.not-settled, correction.too-early.
//         DATA_LOSS            what was recorded cannot be read.
absl::Status CheckCorrection(const DecisionGround& ground, const v1::Event& command);

// Checks that with the postings `asked`, of `scope` on `day`, what is settled stays within what was paid for good, and
// settled and corrected are not negative, on every day.
//
// Cost: none if nothing of the scope is settled and `asked` settles nothing; otherwise as BalanceIndex::VisitDays.
// Errors: FAILED_PRECONDITION  guard.settled-over-paid, guard.settled-below-zero, guard.corrected-below-zero.
//         DATA_LOSS            the index is damaged.
absl::Status CheckSettledMoney(const DecisionGround& ground, const ScopeView& scope, const ScopeState& state,
                               absl::Span<const PostingView> asked, CivilDate day);

}  // namespace tranche
