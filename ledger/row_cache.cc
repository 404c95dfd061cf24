#include "ledger/row_cache.h"

#include "absl/hash/hash.h"

namespace tranche {
namespace {

uint64_t NameOf(uint32_t scope_id, uint32_t epoch) { return uint64_t{scope_id} << 32 | epoch; }

// With what the list and the table need for a row.
size_t BytesOf(const SharedRow& row) { return row->value().size() + sizeof(KeptRow) + 128; }

}  // namespace

RowCache::Shard& RowCache::ShardOf(uint64_t name) { return shards_[absl::Hash<uint64_t>()(name) % kShards]; }

SharedRow RowCache::Find(uint32_t scope_id, uint32_t epoch) {
  const uint64_t name = NameOf(scope_id, epoch);
  Shard& shard = ShardOf(name);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  const auto found = shard.rows.find(name);
  if (found == shard.rows.end()) return nullptr;
  shard.by_use.splice(shard.by_use.begin(), shard.by_use, found->second);
  return found->second->second;
}

void RowCache::Keep(uint32_t scope_id, uint32_t epoch, SharedRow row) {
  const uint64_t name = NameOf(scope_id, epoch);
  Shard& shard = ShardOf(name);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  if (shard.rows.contains(name)) return;
  shard.bytes += BytesOf(row);
  shard.by_use.emplace_front(name, std::move(row));
  shard.rows.emplace(name, shard.by_use.begin());
  while (shard.bytes > shard_bytes_max_) {
    shard.bytes -= BytesOf(shard.by_use.back().second);
    shard.rows.erase(shard.by_use.back().first);
    shard.by_use.pop_back();
  }
}

}  // namespace tranche
