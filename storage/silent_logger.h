// RocksDB's diary of its own doings, not kept. For the sources of this folder only.
#pragma once

#include <rocksdb/env.h>

#include <cstdarg>

namespace tranche::storage {

// A reader leaves no trace in the directory, and a writer would be aborted by an assertion in
// RocksDB at the second line that a full disk has no room for.
class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace tranche::storage
