// The rows of the balance index that were asked for lately. A row never changes, so what
// is here is never out of date.
//
// Memory: at most about kRowCacheBytes; beyond that, rows that were not asked for lately
// are dropped: in the order in which they came, but for those that were asked for since they
// were last spared (the clock algorithm, which leaves alone what is only read).
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>

#include "absl/container/flat_hash_map.h"
#include "projections/index/kept_row.h"

namespace tranche {

inline constexpr size_t kRowCacheBytes = size_t{1} << 30;

class RowCache {
 public:
  explicit RowCache(size_t bytes_max = kRowCacheBytes) : shard_bytes_max_(bytes_max / kShards) {}

  // The row of a scope and an epoch; null when it is not here.
  SharedRow Find(uint32_t scope_id, uint32_t epoch);

  void Keep(uint32_t scope_id, uint32_t epoch, SharedRow row);

 private:
  static constexpr size_t kShards = 16;
  struct Kept {
    SharedRow row;
    bool was_asked_for = false;
  };
  struct Shard {
    std::mutex mutex;  // guards all that follows
    absl::flat_hash_map<uint64_t, Kept> rows;
    std::deque<uint64_t> in_turn;  // the next to drop or spare first
    size_t bytes = 0;
  };

  Shard& ShardOf(uint64_t name);
  static void DropOrSpareNext(Shard* shard);

  const size_t shard_bytes_max_;
  std::array<Shard, kShards> shards_;
};

}  // namespace tranche
