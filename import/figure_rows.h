// Rows of a CSV file of published figures, one event per row. data/README.md lists the
// columns.
//
// Thread safety: a pure function.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "import/amount_text.h"
#include "import/csv_file.h"
#include "import/row_cells.h"
#include "projections/catalogue/catalogue.h"

namespace tranche {

// Reads all rows, in order, each into a FigurePublished without an actor, known from
// the moment it is recorded.
//
// catalogue  resolves the names in the cells, at the date that the figure is about;
//            its terms give the currency.
// locale     the notation of the column `printed`.
//
// Errors:
//   INVALID_ARGUMENT  a column is missing or unknown, or rows are wrong: each is
//                     reported with its line and column, up to 50.
absl::StatusOr<std::vector<RowEvent>> FigureEvents(const CsvFile& file, const Catalogue& catalogue, Locale locale);

}  // namespace tranche
