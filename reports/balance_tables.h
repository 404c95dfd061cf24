// Balances as tables: the answers of `balance` and `restate`.
//
// Thread safety: pure functions. Amounts in the messages must be decimal digits.
#pragma once

#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// Without dimensions, one line for each measure, balance and rate; otherwise one row for each combination of the
// dimensions, and the total. For people, disbursed and executed, and what depends on them, are hidden if zero in every
// row; CSV has everything, with the coordinates of the answer on each row.
//
// is_page  `report` has only some of the rows: nothing is hidden, because other pages may have it.
Table BalanceTable(const v1::BalanceReport& report, const Reader& reader, bool is_page = false);

// Three rows: before, after, change. The rates of the change are omitted: they would be meaningless.
Table RestatementTable(const v1::Restatement& restatement, const Reader& reader);

}  // namespace tranche
