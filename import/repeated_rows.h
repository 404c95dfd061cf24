// Which rows of a file are in the ledger already. A row is known by its key, or it says the same as an event that has
// another key; then a person must say whether it is that event or another one that looks like it.
//
// Thread safety: pure functions on one moment of a ledger.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/sequence.h"
#include "import/row_cells.h"
#include "projections/read_view.h"

namespace tranche {

// What a row is that says the same as an event of the ledger.
enum class Repeated {
  kAsk,   // not said: the file is refused
  kSame,  // the event: nothing is recorded for the row
  kNew,   // another payment: it is recorded
};

struct RepeatedRow {
  size_t index = 0;  // of the row, from 0
  Sequence sequence = 0;
};

struct RepeatedRows {
  // The file was imported before: its rows are known by their keys, or were taken for other events then.
  bool is_same_file = false;
  // Rows without a key of their own that say the same as an event with another key; each event once.
  std::vector<RepeatedRow> equal;
};

// Looks up `rows`, which have keys (import/row_keys.h).
//
// Cost: a look-up of each key, and that of EqualEvents for new rows.
// Errors: DATA_LOSS  the ledger cannot be read.
absl::StatusOr<RepeatedRows> FindRepeatedRows(const std::vector<RowEvent>& rows, const ReadView& view);

// ALREADY_EXISTS: each row with the event that it says the same as, up to 50, and how to go on.
//
// file  its path; rows  those that were looked up.
absl::Status AskAbout(absl::string_view file, const std::vector<RowEvent>& rows, const RepeatedRows& repeated);

}  // namespace tranche
