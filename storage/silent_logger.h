// Discards RocksDB's info log. For the sources of this folder only.
#pragma once

#include <rocksdb/env.h>

#include <cstdarg>

namespace tranche::storage {

// A reader must leave no trace in the directory, and on a full disk a writer would hit an
// assertion in RocksDB's logger.
class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace tranche::storage
