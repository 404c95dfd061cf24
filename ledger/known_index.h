// Handles, at open, an index that is missing or whose format this program does not know: the index is derived from the
// log again (docs/storage_format.md, "Formats").
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "events/sequence.h"
#include "projections/index/index_format.h"
#include "storage/database.h"
#include "storage/temporary_database.h"

namespace tranche {

// An index of another format was found: describes the rebuild that is about to start.
struct IndexNotice {
  uint32_t found = 0;  // 0: the index has no format number
  uint32_t wanted = kIndexFormat;
  Sequence events = 0;        // all of which are read
  bool is_temporary = false;  // for this reader only; the directory is not changed
};

// Called before the work begins.
using IndexNoticeVisitor = std::function<void(const IndexNotice& notice)>;

// An open database whose log must be indexed.
struct LogToIndex {
  storage::Database* database = nullptr;
  Sequence head = 0;
  uint32_t epoch_events = 0;
};

// Returns null when this program knows the format of the index. Otherwise:
//   to_write  replaces the stored index atomically and returns null. The new one is durable; if the process is killed
//             earlier, the stored one remains, and the next call starts over.
//   a reader  returns a temporary database whose index must be used instead; nothing is written to the ledger.
//
// notice  called before the work begins; may be null.
//
// Cost of an unknown format: every event is read, see BuildIndex.
//
// Errors: those of BuildIndex and TemporaryDatabase::Create, and
//   DATA_LOSS  the stored Merkle tree is missing or does not match the events: they are not what was recorded.
absl::StatusOr<std::unique_ptr<storage::TemporaryDatabase>> PrepareIndex(const LogToIndex& log, bool to_write,
                                                                         const IndexNoticeVisitor& notice);

}  // namespace tranche
