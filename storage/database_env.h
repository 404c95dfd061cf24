// The environment that RocksDB works in: its own, but with a clock that never shows an instant before 1970, by which
// RocksDB would abort the process. For the sources of this folder only.
#pragma once

#include <rocksdb/env.h>

#include <memory>

#include "storage/unwritten_end.h"

namespace tranche::storage {

// Never null; lives as long as the process. Thread safety: as rocksdb::Env::Default().
rocksdb::Env* DatabaseEnv();

// As DatabaseEnv, but the log that `end` names ends before it. The database that uses it must not outlive it.
std::unique_ptr<rocksdb::Env> DatabaseEnvWithout(const UnwrittenEnd& end);

}  // namespace tranche::storage
