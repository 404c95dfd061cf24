// Postings as tables: the answers of `explain`, `restate` and `replay`.
//
// Thread safety: pure functions. Amounts in the messages must be decimal digits.
#pragma once

#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// The postings by sequence. For people there is one column for each measure that occurs, so that each column adds up to
// the total, as in `balance`; CSV also has each amount next to the name of its measure.
Table ExplanationTable(const v1::Explanation& explanation, const Reader& reader);

// The postings that account for the change, as in ExplanationTable; their total is the change.
Table RestatementPostingsTable(const v1::Restatement& restatement, const Reader& reader);

// The steps of `replay --watch`, with the balance of the line and measure after each.
Table ReplayStepsTable(const v1::ReplayReport& report, const Reader& reader);

// The balances at the end, one row for each line and measure.
Table ReplayTable(const v1::ReplayReport& report, const Reader& reader);

}  // namespace tranche
