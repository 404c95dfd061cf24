// What RocksDB says of a call, as a status. For the sources of this folder only.
#pragma once

#include <rocksdb/status.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tranche::storage {

// `where` begins the message: what was being done, to what.
//
//   DATA_LOSS           bytes are damaged.
//   RESOURCE_EXHAUSTED  the disk is full.
//   NOT_FOUND           a file is not there.
//   UNAVAILABLE         anything else that is not OK.
absl::Status ToStatus(const rocksdb::Status& status, absl::string_view where);

}  // namespace tranche::storage
