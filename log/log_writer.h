// The seam under the commit queue: who makes events durable. Today that is one RocksDB (log/local_log.h); a log that
// several machines share is another (one append of a row, then the rows in this node's copy).
//
// Only what a writer has acknowledged becomes visible. After the first append that did not return OK nothing more is
// appended: what was decided on top of it can no longer be true. The ledger is then opened again.
#pragma once

#include "absl/status/status.h"
#include "events/sequence.h"
#include "log/merkle_tree.h"
#include "storage/database.h"

namespace tranche {

// Events that become durable together, all or none, and everything that is derived from them.
struct LogGroup {
  Sequence first = 0;
  Sequence last = 0;    // inclusive
  Digest root = {};     // of the Merkle tree of events 1 to `last`
  storage::Batch rows;  // of the local database: the stored bytes of the events, their index rows and tree
};

class LogWriter {
 public:
  virtual ~LogWriter() = default;

  // Appends `group`, whose first event follows the last one that was appended. Called by one thread at a time; returns
  // when the outcome is known, or can no longer be waited for.
  //
  // OK: the group is durable and its rows are in the local database, visible to its readers.
  //
  // Errors:
  //   UNAVAILABLE  the outcome is unknown: the group may or may not be there, now or after the next open.
  //   any other    the group is not there and never will be.
  virtual absl::Status Append(const LogGroup& group) = 0;
};

}  // namespace tranche
