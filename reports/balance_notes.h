// Notes on balances: what is missing, what counts elsewhere and what cannot be determined.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "events/measure.h"
#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// "1/3": members without a record, of all members; "yes" if the gap is further down; empty if complete.
std::string IncompleteMark(const v1::BalanceRow& row, Locale locale);

// True if a member, or a unit, source and year that states the other of plan and execution, lacks a record of
// `measure`, which is one of these two.
bool IsIncomplete(const v1::BalanceRow& row, Measure measure);

// Incomplete rows, money that cannot be attributed, what available money does not say, units that have ended, and the
// region grouping where the answer is about regions. If there are many rows or members, the first five are named.
//
// shown  the columns that people see: a note on any other is left out.
std::vector<std::string> BalanceNotes(const v1::BalanceReport& report, const std::vector<Column>& shown,
                                      const Reader& reader);

// That one payment may take less than is available to disburse.
std::string InPartsNote(Locale locale);

// Why nothing is available by area or project.
std::string AvailableNote(Locale locale);

}  // namespace tranche
