// Builds a whole index from the log: the balance index, its format number and the tree.
#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "log/event_tree.h"
#include "storage/database.h"

namespace tranche {

struct IndexToBuild {
  const EventLog* log = nullptr;
  Sequence head = 0;          // the last event to read, at least 1
  uint32_t epoch_events = 0;  // see BalanceIndex
  // Where the rows go: an empty family. They are written unsynced.
  storage::Database* database = nullptr;
  storage::Family family = storage::Family::kIndex;
  // Called now and then with the number of events done and in total. May be null.
  std::function<void(uint64_t done, uint64_t total)> progress = nullptr;
  // Up to which event the row of the tail is to be, in the last epoch; 0: there is to be none.
  Sequence tail = 0;
  // Takes the rows that were made of the next events, in place of writing them; once it has returned OK, the database
  // must have them. A status that is not OK ends the work. May be null.
  std::function<absl::Status(const storage::Batch& rows)> take = nullptr;
};

// Reads every event up to the head and writes, or hands on, the rows of all complete epochs, and that of the tail.
// Returns the tree, all of whose full tiles are written; it refers to the database.
//
// Cost: every event is read; memory for one epoch.
//
// Errors: those of Database::Write, or of `take`, and
//   DATA_LOSS  an event cannot be read; the message names it.
absl::StatusOr<std::unique_ptr<EventTree>> BuildIndex(const IndexToBuild& wanted);

}  // namespace tranche
