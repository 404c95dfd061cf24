// Raw RocksDB, with the options of our log and nothing else: rows under sequential keys,
// each batch synced. The baseline for append benchmarks, and of reading a log of one row an event.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
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

  // Calls `each` with the values of the keys from `first` to `last`, both included, in order. May be called by several
  // threads.
  void Visit(uint64_t first, uint64_t last, const std::function<void(absl::string_view value)>& each) const;

 private:
  std::unique_ptr<rocksdb::DB> database_;
};

}  // namespace tranche
