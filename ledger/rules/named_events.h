// The earlier event that a command names: the commitment that a payment pays or that is released, the advance that is
// cleared or recovered, either of them carried over. What a command takes over from it, and that no more of it is used
// up than there is, on any day.
#pragma once

#include "absl/status/status.h"
#include "events/event_view.h"
#include "ledger/rules/decisions.h"
#include "proto/event.pb.h"

namespace tranche {

// Checks that what `*command` names can be named by it, and fills in what it takes over: a command of
// TrancheUse::kNamed the line and the tranche, any other the tranche, if it names none. A command that names nothing
// stays as it is.
//
// Cost: a read of the event that is named.
//
// Errors:
//   INVALID_ARGUMENT     a command of TrancheUse::kNamed names nothing; a carry-over names two.
//   FAILED_PRECONDITION  what it names is of another kind, was reversed, or is of another line or tranche.
//   OUT_OF_RANGE         the log has no such event.
//   DATA_LOSS            what was recorded before cannot be read.
absl::Status TakeOverFromNamed(const DecisionGround& ground, v1::Event* command);

// Checks that as much of what `command` names is left, on its effective date and on every later day, as it uses up: its
// amount from its own effective date on, before which it is 0, less what VisitNamedUses tells.
//
// Cost: that of VisitNamedUses.
// Errors: FAILED_PRECONDITION  it is not; the message names the first such day, the amount available and that asked.
//         DATA_LOSS            what was recorded before cannot be read.
absl::Status CheckLeftOfNamed(const DecisionGround& ground, const EventView& command);

// Checks that `reversed` may be reversed from `date` on: no unreversed event names it, and none was
// reversed only after that date.
//
// Errors: as CheckLeftOfNamed; the message names the event that must be reversed first.
absl::Status CheckNothingNames(const DecisionGround& ground, const EventView& reversed, CivilDate date);

// Checks that the number of a contract is free among those of its unit, source and year that are not reversed. One that
// is carried over keeps its number beside others: who signed it chose it among the numbers of another line.
//
// Errors: FAILED_PRECONDITION  it is not; the message names the event that has it.
//         DATA_LOSS            what was recorded before cannot be read.
absl::Status CheckNumberIsFree(const DecisionGround& ground, const EventView& command);

}  // namespace tranche
