// What opening a ledger does about an index whose format this program does not know, or that is missing: the index is
// derived from the log again (docs/storage_format.md, "Formats").
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

// An index of another format was found: what is about to be derived from the log again.
struct IndexNotice {
  uint32_t found = 0;  // 0: the index has no number
  uint32_t wanted = kIndexFormat;
  Sequence events = 0;        // all of which are read
  bool is_temporary = false;  // for this reader alone; the directory stays as it is
};

// Called before the work begins.
using IndexNoticeVisitor = std::function<void(const IndexNotice& notice)>;

// An opened database whose log is to be indexed.
struct LogToIndex {
  storage::Database* database = nullptr;
  Sequence head = 0;
  uint32_t epoch_events = 0;
};

// Returns null when this program knows the format of the index. Otherwise:
//   to_write  puts a new index in the place of the stored one and returns null. The new one is durable; a process that
//             is killed before leaves the stored one, and the next call begins anew.
//   a reader  returns a temporary database whose index it is to use; nothing is written to the ledger.
//
// notice  called before the work begins; may be null.
//
// Cost of an unknown format: every event is read, see BuildIndex.
//
// Errors: those of BuildIndex and TemporaryDatabase::Create, and
//   DATA_LOSS  the stored Merkle tree is missing, or is not that of the events: they are not what was recorded.
absl::StatusOr<std::unique_ptr<storage::TemporaryDatabase>> PrepareIndex(const LogToIndex& log, bool to_write,
                                                                         const IndexNoticeVisitor& notice);

}  // namespace tranche
