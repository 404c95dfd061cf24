// Rows of a CSV file of figures as somebody printed them, one event a row.
// data/README.md lists the columns.
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

// Reads all rows, in their order, each into a FigurePublished without an actor, known
// from when it is recorded.
//
// catalogue  what the names in the cells are looked up in, at the date that the figure
//            is about; its terms say the currency.
// locale     the notation of the column `printed`.
//
// Errors:
//   INVALID_ARGUMENT  a column is missing or unknown, or rows are wrong: every one of
//                     them is told with its line and column, up to 50.
absl::StatusOr<std::vector<RowEvent>> FigureEvents(const CsvFile& file, const Catalogue& catalogue, Locale locale);

}  // namespace tranche
