// What `verify` found, as tables.
//
// Thread safety: pure functions.
#pragma once

#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// One row for each finding; if there are none, people get one line that says so. For CSV.
Table VerifyTable(const v1::VerifyReport& report, const Reader& reader);

// For people: findings of one check that say the same of different places are one row, with the first and the last
// sequence and how many there are. It says what the first one says.
Table VerifySummary(const v1::VerifyReport& report, const Reader& reader);

}  // namespace tranche
