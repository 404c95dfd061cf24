// Answers about the ledger rather than about its money: `reconcile`, `rebuild`,
// `status`, `rules` and `generate`.
//
// Thread safety: pure functions.
#pragma once

#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// One row for each figure; the count of each verdict as a note.
Table ReconciliationTable(const v1::Reconciliation& reconciliation, const Reader& reader);

// One line for each count, and the first difference, if any.
Table RebuildTable(const v1::RebuildReport& report, const Reader& reader);

// One row for each version of the rules.
Table RulesTable(const v1::RulesReport& report, const Reader& reader);

// One line for each property.
Table StatusTable(const v1::StatusReport& report, const Reader& reader);
Table GenerateTable(const v1::GenerateReport& report, const Reader& reader);

}  // namespace tranche
