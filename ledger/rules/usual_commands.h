// Decides on usual commands (events/command_view.h): when the ledger takes one, and when verify judges the event that
// one became.
#pragma once

#include <cstdint>

#include "events/command_view.h"
#include "ledger/rules/checked_lines.h"
#include "ledger/rules/decisions.h"
#include "projections/index/scope_table.h"

namespace tranche {

// As DecideView, for a command as it was read: its lines and amounts are checked first. Only ever says yes.
//
// line   FingerprintOf(command->line) (projections/index/key_index.h), if it has one.
// lines  by the ground's catalogue.
// place  on true, that of the account of its only posting in the ground's index, if it is known; otherwise null. Valid
//        until the next call with `lines`.
//
// Cost: as CheckedLines::Check and DecideView.
bool DecideUsual(const DecisionGround& ground, uint64_t line, CheckedLines* lines, CommandView* command,
                 Decision* decision, ScopeTable::Place** place);

}  // namespace tranche
