#include "projections/index/row_cache.h"

#include <utility>

#include "absl/hash/hash.h"

namespace tranche {
namespace {

uint64_t NameOf(uint32_t scope_id, uint32_t epoch) { return uint64_t{scope_id} << 32 | epoch; }

// Includes the overhead of the hash table and the CLOCK queue.
size_t BytesOf(const SharedRow& row) { return row->bytes() + 64; }

}  // namespace

RowCache::Shard& RowCache::ShardOf(uint64_t name) { return shards_[absl::Hash<uint64_t>()(name) % kShards]; }

SharedRow RowCache::Find(uint32_t scope_id, uint32_t epoch) {
  const uint64_t name = NameOf(scope_id, epoch);
  Shard& shard = ShardOf(name);
  const MutexLock lock(shard.mutex);
  const auto found = shard.rows.find(name);
  if (found == shard.rows.end()) return nullptr;
  found->second.was_asked_for = true;
  return found->second.row;
}

void RowCache::Keep(uint32_t scope_id, uint32_t epoch, SharedRow row) {
  const uint64_t name = NameOf(scope_id, epoch);
  Shard& shard = ShardOf(name);
  const MutexLock lock(shard.mutex);
  const size_t bytes = BytesOf(row);
  if (!shard.rows.try_emplace(name, Kept{std::move(row)}).second) return;
  shard.bytes += bytes;
  shard.in_turn.push_back(name);
  while (shard.bytes > shard_bytes_max_) EvictOrSpareNext(&shard);
}

void RowCache::EvictOrSpareNext(Shard* shard) {
  const auto next = shard->rows.find(shard->in_turn.front());
  shard->in_turn.pop_front();
  if (next->second.was_asked_for) {
    next->second.was_asked_for = false;
    shard->in_turn.push_back(next->first);
    return;
  }
  shard->bytes -= BytesOf(next->second.row);
  shard->rows.erase(next);
}

}  // namespace tranche
