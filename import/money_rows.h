// Rows of a CSV file that move money: plans, tranches, payments and everything else
// that `tranche record` records, one event per row. data/README.md lists the columns.
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

// Reads all rows, in order, each into an event without an actor.
//
// catalogue  resolves the names in the cells, at the row's effective date; its terms
//            give the currency, and so the name of the column amount_<code>.
// locale     how the column `amount` is written.
//
// A row with recorded_at is imported; one without is stamped when it is recorded. Its
// key is the cell event_id; without one it has no key yet (import/row_keys.h).
//
// Errors:
//   INVALID_ARGUMENT  a column is missing or unknown, or rows are wrong: each is
//                     reported with its line and column, up to 50.
absl::StatusOr<std::vector<RowEvent>> MoneyEvents(const CsvFile& file, const Catalogue& catalogue, Locale locale);

}  // namespace tranche
