// Rows of a CSV file about projects: projects, indicators or outputs, one event per row. data/README.md lists the
// columns.
//
// Thread safety: pure functions.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "import/amount_text.h"
#include "import/csv_file.h"
#include "import/row_cells.h"
#include "projections/catalogue/catalogue.h"

namespace tranche {

// True when the header is that of projects, indicators or outputs.
bool IsProjectFile(const CsvFile& file);

// Reads all rows, in order, each into an event without an actor and provenance. Its key is the cell event_id; without
// one it has no key yet (import/row_keys.h).
//
// catalogue  resolves the names in the cells; indicators that the same file defines are not known.
// locale     how amounts are written.
//
// Errors:
//   INVALID_ARGUMENT  a column is missing or unknown, or rows are wrong: each is reported with its line and column, up
//                     to 50.
absl::StatusOr<std::vector<RowEvent>> ProjectEvents(const CsvFile& file, const Catalogue& catalogue, Locale locale);

}  // namespace tranche
