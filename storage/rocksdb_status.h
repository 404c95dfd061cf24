// Translates a RocksDB status, quoting its English. For the sources of this folder only.
#pragma once

#include <rocksdb/status.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tranche::storage {

// what  what was tried, a literal: "cannot open".
// path  what it was tried on; empty if the words say it.
//
//   DATA_LOSS           bytes are damaged.
//   RESOURCE_EXHAUSTED  the disk is full.
//   NOT_FOUND           a file does not exist.
//   UNAVAILABLE         anything else that is not OK.
absl::Status ToStatus(const rocksdb::Status& status, absl::string_view what, absl::string_view path = "");

// `status` of ToStatus for a database that was there: NOT_FOUND becomes DATA_LOSS, since a file of it is missing.
absl::Status MissingIsDamage(const absl::Status& status);

}  // namespace tranche::storage
