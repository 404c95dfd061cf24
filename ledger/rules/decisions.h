// Decides whether a command may be recorded: it becomes an event with its tranche filled in and its postings known, or
// a refusal that says why. No clock, no writes; history is read through the index and the log.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/event_view.h"
#include "events/kinds/kind.h"
#include "events/posting_list.h"
#include "ledger/rules/scope_states.h"
#include "log/event_log.h"
#include "projections/catalogue/catalogue.h"
#include "projections/index/balance_index.h"
#include "proto/event.pb.h"

namespace tranche {

// What a decision is based on: everything before the command, including earlier commands of its batch.
struct DecisionGround {
  const Catalogue& catalogue;
  const BalanceIndex& index;
  ScopeStates& states;
  const EventReader& events;
  // Nobody reads why a command is refused: what costs more than the decision is left out of the reason.
  bool is_brief = false;
};

// The result of a decision; reusable for many commands in turn.
struct Decision {
  PostingList postings;      // views of the command, or of `reversed`
  std::string reversed;      // the event that a reversal reverses, as it is stored
  EventView reversed_event;  // a view of it
};

// Decides on one command whose key is new and whose envelope was checked: fills in the tranche of `*command`, what it
// is late for and who questions it, and sets `*decision`, valid as long as both are neither moved nor changed.
// Catalogue events are accepted unchanged: Catalogue::Apply decides on them. After an error both are unspecified.
//
// Cost: ScopeStates::Of and CheckGuards for each unit, source and year that the command touches.
//
// Errors:
//   INVALID_ARGUMENT     a field is missing, malformed, or names something unknown.
//   FAILED_PRECONDITION  this program does not know the rules in force (rules_version.h), or a rule is violated: a
//                        guard, an area limit, a unit that does not exist on the date, a reversal of an event that
//                        cannot be reversed, or not from that date, a closing (late_entries.h), a spending rule
//                        (spending_checks.h).
//   OUT_OF_RANGE         a reversal names an event that the log does not have.
//   DATA_LOSS            what was recorded before cannot be read.
absl::Status Decide(const DecisionGround& ground, v1::Event* command, Decision* decision);

// As Decide, for a view of a command of `kind`, which moves money or reverses an event, whose lines and amounts were
// checked (line_rules.h), and the view itself (EventKind::check_view). Only ever says yes: on true the tranches of
// `*command`, or the date of a reversal, are filled in, and `*decision` is set, both valid as long as the texts of the
// command; on false Decide says why it is refused, if it is.
//
// reason  of the command.
bool DecideView(const DecisionGround& ground, const EventKind& kind, absl::string_view reason, EventView* command,
                Decision* decision);

}  // namespace tranche
