// The interface below the commit queue that makes events durable: in one RocksDB (log/local_log.h), or in a log that
// several machines share, and then in this one's copy (log/shared_writer.h).
//
// Only what a writer has acknowledged becomes visible. After the first append that does not return OK, nothing more is
// appended: later batches were decided on top of a state that may not exist. The ledger must then be reopened.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/sequence.h"
#include "log/merkle_tree.h"
#include "storage/database.h"

namespace tranche {

// Events that become durable atomically, with everything derived from them.
struct LogGroup {
  Sequence first = 0;
  Sequence last = 0;    // inclusive
  Digest root = {};     // of the Merkle tree of events 1 to `last`
  storage::Batch rows;  // for the local database: the stored bytes of the events, their index and tree rows
  std::vector<absl::string_view> stored_bytes = {};  // of each event, for as long as it is being appended
};

class LogWriter {
 public:
  virtual ~LogWriter() = default;

  // Appends `group`, whose first event directly follows the last one appended. Called by one thread at a time; returns
  // when the outcome is known, or when waiting for it has been given up.
  //
  // OK: the group is durable and its rows are in the local database, visible to its readers.
  //
  // Errors:
  //   UNAVAILABLE  the outcome is unknown: the group may or may not exist, now or after the next open.
  //   any other    the group was not appended and never will be.
  virtual absl::Status Append(const LogGroup& group) = 0;
};

}  // namespace tranche
