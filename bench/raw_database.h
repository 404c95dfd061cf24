// Raw RocksDB, with the options of our log and nothing else: rows under sequential keys,
// each batch synced. The baseline for append benchmarks.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/types/span.h"

namespace rocksdb {
class DB;
}

namespace tranche {

class RawDatabase {
 public:
  explicit RawDatabase(const std::string& directory);
  ~RawDatabase();

  // Puts the values under the next keys, in a single write. May be called by several
  // threads.
  void Put(uint64_t first_key, absl::Span<const std::string> values);

 private:
  std::unique_ptr<rocksdb::DB> database_;
};

}  // namespace tranche
