// A cache of recently used rows of the balance index. Rows are immutable, so entries
// never go stale.
//
// Memory: at most about kRowCacheBytes; beyond that, rows are evicted oldest first,
// except that a row used since its last turn gets another (CLOCK: a hit only sets a bit).
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "events/mutex.h"
#include "projections/index/cached_row.h"

namespace tranche {

inline constexpr size_t kRowCacheBytes = size_t{1} << 30;

class RowCache {
 public:
  explicit RowCache(size_t bytes_max = kRowCacheBytes) : shard_bytes_max_(bytes_max / kShards) {}

  // The row of a scope and an epoch; null when it is not cached.
  SharedRow Find(uint32_t scope_id, uint32_t epoch);

  void Keep(uint32_t scope_id, uint32_t epoch, SharedRow row);

 private:
  static constexpr size_t kShards = 16;
  struct Kept {
    SharedRow row;
    bool was_asked_for = false;
  };
  struct Shard {
    Mutex mutex;
    absl::flat_hash_map<uint64_t, Kept> rows ABSL_GUARDED_BY(mutex);
    std::deque<uint64_t> in_turn ABSL_GUARDED_BY(mutex);  // the next to evict or spare first
    size_t bytes ABSL_GUARDED_BY(mutex) = 0;
  };

  Shard& ShardOf(uint64_t name);
  static void EvictOrSpareNext(Shard* shard) ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard->mutex);

  const size_t shard_bytes_max_;
  std::array<Shard, kShards> shards_;
};

}  // namespace tranche
