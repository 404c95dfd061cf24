// Records or proposes the events of a file's rows.
//
// Thread safety: as Ledger::Append.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/sequence.h"
#include "import/importer.h"
#include "import/repeated_rows.h"
#include "import/row_cells.h"
#include "ledger/ledger.h"

namespace tranche {

// The outcome of a row.
struct RowOutcome {
  Sequence sequence = 0;  // 0: proposed, or not looked at
  bool was_recorded_before = false;
};

// What to do with rows that are new.
struct Recording {
  AppendOptions append;
  const ImportOptions* asked = nullptr;  // null: they are recorded
};

// The refusals of commands as one, each with the row that it refuses.
//
// row_of   the row of the command at an index.
// refused  those of single commands; if there are none, `status` is about something else, and is returned.
absl::Status AtRows(const std::function<const RowEvent&(size_t index)>& row_of, const std::vector<std::string>& columns,
                    const RefusedCommands& refused, const absl::Status& status);

// Records the rows that are not in `recorded`, or proposes them; then those that were recorded before, by their keys,
// are left out too. Returns the outcome of every row, in order.
//
// columns  the header of the file, for messages.
//
// Errors: those of Ledger::Append and Ledger::Propose, at the row.
absl::StatusOr<std::vector<RowOutcome>> RecordRows(std::vector<RowEvent> rows, const std::vector<std::string>& columns,
                                                   const std::vector<RepeatedRow>& recorded, Recording recording,
                                                   Ledger* ledger);

}  // namespace tranche
