// Finds the rows of a file that are already in the ledger. A row is identified by its key. If it says the same as an
// event that has another key, a person must decide whether it is that event or another one that looks like it.
//
// Thread safety: pure functions on a snapshot of a ledger.
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

// How to treat a row that says the same as an event in the ledger.
enum class Repeated {
  kAsk,   // undecided: the file is refused
  kSame,  // it is that event: nothing is recorded for the row
  kNew,   // it is another event: it is recorded
};

struct RepeatedRow {
  size_t index = 0;  // of the row, from 0
  Sequence sequence = 0;
};

struct RepeatedRows {
  // The file was imported before: its rows have known keys, or were treated as existing events then.
  bool is_same_file = false;
  // Rows without a key of their own that say the same as an event with another key; each event at most once.
  std::vector<RepeatedRow> equal;
};

// Looks up `rows`, which must have keys (import/row_keys.h).
//
// Cost: a look-up of each key, and that of EqualEvents for new rows.
// Errors: DATA_LOSS  the ledger cannot be read.
absl::StatusOr<RepeatedRows> FindRepeatedRows(const std::vector<RowEvent>& rows, const ReadView& view);

// Finds the rows of a file of units, groupings, sources or areas that the ledger has: events with the key of the row
// that mean the same (events/meaning.h), whoever recorded them, and when.
//
// Cost: a look-up of each key, and a point read for each that is known.
// Errors: ALREADY_EXISTS  a key was used with another content, such as another name or date; the message names the row
//         and the first field that differs. DATA_LOSS  the ledger cannot be read.
absl::StatusOr<std::vector<RepeatedRow>> FindDefinedRows(const std::vector<RowEvent>& rows, const ReadView& view);

// The error ALREADY_EXISTS: lists each row with the event that it repeats, up to 50, and how to proceed.
//
// file  its path; rows  those that were looked up.
absl::Status AskAbout(absl::string_view file, const std::vector<RowEvent>& rows, const RepeatedRows& repeated);

}  // namespace tranche
