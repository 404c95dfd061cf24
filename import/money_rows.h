// Rows of a CSV file that move money: plans, tranches, payments and everything else
// that `tranche record` records, one event per row. data/README.md lists the columns.
//
// Thread safety: a pure function.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/scope.h"
#include "events/sequence.h"
#include "import/amount_text.h"
#include "import/csv_file.h"
#include "import/row_cells.h"
#include "projections/catalogue/catalogue.h"
#include "proto/event.pb.h"

namespace tranche {

// Finds the commitment or the advance, as `kind` says, that a cell names, as FindNamed (projections/named_lookup.h)
// does.
using NamedFinder = std::function<absl::StatusOr<Sequence>(v1::Event::KindCase kind, absl::string_view text,
                                                           const std::optional<Scope>& scope)>;

// What is known of a file of which rows cannot be read.
struct PartlyRead {
  RowErrors errors;
  std::vector<RowEvent> rows;                  // the others, in order
  std::map<Scope, int64_t> first_unread_line;  // of the unit, source and year of rows that cannot be read
};

// Reads all rows, in order, each into an event without an actor.
//
// catalogue  resolves the names in the cells, at the row's effective date; its terms
//            give the currency, and so the name of the column amount_<code>.
// locale     how the column `amount` is written.
// find_named what the columns `commitment` and `advance` name; of events recorded before this file.
// partly     if rows are wrong, set to what can be said of the others; may be null.
//
// A row with recorded_at is imported; one without is stamped when it is recorded. Its
// key is the cell event_id; without one it has no key yet (import/row_keys.h).
//
// Errors:
//   INVALID_ARGUMENT  a column is missing or unknown, or rows are wrong: each is
//                     reported with its line and column, up to 50.
absl::StatusOr<std::vector<RowEvent>> MoneyEvents(const CsvFile& file, const Catalogue& catalogue, Locale locale,
                                                  const NamedFinder& find_named, PartlyRead* partly = nullptr);

}  // namespace tranche
