// The environment that RocksDB works in: its own, but with a clock that never shows an instant before 1970, by which
// RocksDB would abort the process. For the sources of this folder only.
#pragma once

#include <rocksdb/env.h>

namespace tranche::storage {

// Never null; lives as long as the process. Thread safety: as rocksdb::Env::Default().
rocksdb::Env* DatabaseEnv();

}  // namespace tranche::storage
