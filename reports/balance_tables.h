// Balances as tables: the answers of `balance` and `restate`.
//
// Thread safety: pure functions. Amounts in the messages must be decimal digits.
#pragma once

#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// Without dimensions one line for each measure, each balance and each rate; otherwise a row for each combination of
// the dimensions, and the total. People do not see what was disbursed or executed, nor what depends on it, where it is
// zero in every row; CSV has it all, with the coordinates of the answer on each row.
Table BalanceTable(const v1::BalanceReport& report, const Reader& reader);

// Three rows: before, after, change. The rates of the change are left out: they would be no rates.
Table RestatementTable(const v1::Restatement& restatement, const Reader& reader);

}  // namespace tranche
