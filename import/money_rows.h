// Rows of a CSV file that move money: plans, tranches, payments and what else
// `tranche record` records, one event a row. data/README.md lists the columns.
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

// Reads all rows, in their order, each into an event without an actor.
//
// catalogue  what the names in the cells are looked up in, at the row's effective date;
//            its terms say the currency, and so the name of the column amount_<code>.
// locale     how the column `amount` is written.
//
// A row with recorded_at is imported, one without is recorded now. Its key is the cell
// event_id; without one it has none yet (import/row_keys.h).
//
// Errors:
//   INVALID_ARGUMENT  a column is missing or unknown, or rows are wrong: every one of
//                     them is told with its line and column, up to 50.
absl::StatusOr<std::vector<RowEvent>> MoneyEvents(const CsvFile& file, const Catalogue& catalogue, Locale locale);

}  // namespace tranche
