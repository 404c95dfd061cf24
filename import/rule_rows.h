// Rows of a CSV file that define spending rules. data/README.md lists the columns.
//
// Thread safety: pure functions.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "import/csv_file.h"
#include "import/row_cells.h"
#include "projections/catalogue/catalogue.h"

namespace tranche {

// True when the header is that of spending rules.
bool IsRules(const CsvFile& file);

// Reads all rows, in order, into events without actor and provenance. A row without an event_id has the key of its rule
// and its first day.
//
// catalogue  resolves the names of areas and sources.
//
// Errors:
//   INVALID_ARGUMENT  a column is missing or unknown, or rows are wrong: each is reported with its line and column, up
//                     to 50.
absl::StatusOr<std::vector<RowEvent>> RuleEvents(const CsvFile& file, const Catalogue& catalogue);

}  // namespace tranche
