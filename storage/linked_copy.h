// Copies a database while another process writes to it, for the price of a few hard
// links: tables are immutable, so two directories can share them.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace tranche::storage {

// Makes the new directory `to` a copy of the database in `from` as it was at one moment
// during the call, including everything synced before the call. `from` may be open for
// writing in any process; later writes are not visible in the copy.
//
// Tables become hard links when both directories are on one file system and belong to this
// user, and are copied otherwise; RocksDB's write-ahead log and MANIFEST are always copied. The
// copy can be opened read-only. It is short-lived and not synced; `to` is removed again on
// an error.
//
// Cost: the write-ahead log is read, at most a few hundred MiB; with links, nothing else.
//
// Errors:
//   DATA_LOSS           the records of `from` are damaged.
//   NOT_FOUND           a file of `from` is missing, and was still missing half a second later.
//   RESOURCE_EXHAUSTED  the disk is full.
//   UNAVAILABLE         input or output failed, or the writer changed the tables under
//                       every attempt; try again.
absl::Status LinkCopy(const std::string& from, const std::string& to);

}  // namespace tranche::storage
