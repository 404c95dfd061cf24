#include "log/event_tree.h"

#include <mutex>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "log/tree_rows.h"

namespace tranche {
namespace {

constexpr int kTileHeight = kTreeTileHeight;
constexpr uint64_t kTileHashes = kTreeTileHashes;

}  // namespace

absl::Status EventTree::Load(const EventLog& log, Sequence head) {
  for (int level = 0; head >> (level * kTileHeight) > 0; ++level) {
    absl::Status loaded = LoadTile(level, head >> (level * kTileHeight), log);
    if (!loaded.ok()) return loaded;
  }
  if (absl::Status loaded = edge_.Load(head, Nodes()); !loaded.ok()) return loaded;
  roots_[head] = edge_.Root();
  return CheckStoredRoot(head);
}

// Finds the open tile of a level again, which has so many hashes with all the tiles before it.
absl::Status EventTree::LoadTile(int level, uint64_t hashes, const EventLog& log) {
  Tile& tile = open_tiles_.emplace_back();
  for (uint64_t i = hashes - hashes % kTileHashes; i < hashes; ++i) {
    if (level == 0) {
      const absl::StatusOr<std::string> event = log.ReadBytes(i + 1);
      if (!event.ok()) return event.status();
      tile.push_back(LeafHash(*event));
      continue;
    }
    const absl::StatusOr<Tile> below = ReadTreeTile(database_, family_, level - 1, i);
    if (!below.ok()) return below.status();
    tile.push_back(FoldHashes(*below));
  }
  return absl::OkStatus();
}

absl::Status EventTree::CheckStoredRoot(Sequence head) const {
  const absl::StatusOr<TreeHead> stored = ReadTreeHead(database_, family_);
  if (!stored.ok()) return stored.status();
  if (stored->size == head && stored->root == edge_.Root()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(
      "tree: sequence ", head - head % kTileHashes + 1, ": the events up to ", head, " lead to the root ",
      absl::Base64Escape(ToBytes(edge_.Root())), ", recorded was ", absl::Base64Escape(ToBytes(stored->root)), " of ",
      stored->size, " events: what is recorded is not what was recorded; run `tranche verify` to see what differs"));
}

void EventTree::AddToTile(int level, const Digest& hash) {
  if (open_tiles_.size() <= static_cast<size_t>(level)) open_tiles_.resize(static_cast<size_t>(level) + 1);
  Tile& tile = open_tiles_[static_cast<size_t>(level)];
  tile.push_back(hash);
  if (tile.size() < kTileHashes) return;
  const TileName name = {level, (edge_.size() >> (level * kTileHeight)) / kTileHashes};
  unwritten_[name].swap(tile);
  unstaged_.push_back(name);
}

void EventTree::Add(const Digest& leaf) {
  const std::unique_lock<std::shared_mutex> lock(mutex_);
  edge_.Add(leaf, [this](int level, const Digest& hash) {
    if (level % kTileHeight == 0) AddToTile(level / kTileHeight, hash);
  });
}

void EventTree::Stage(storage::Batch* batch) {
  for (const TileName& name : unstaged_) StageTreeTile(family_, name.first, name.second, unwritten_.at(name), batch);
  unstaged_.clear();
  const Digest root = edge_.Root();
  StageTreeHead(family_, {edge_.size(), root}, batch);
  const std::unique_lock<std::shared_mutex> lock(mutex_);
  roots_[edge_.size()] = root;
}

void EventTree::Written(Sequence last) {
  const std::unique_lock<std::shared_mutex> lock(mutex_);
  std::erase_if(unwritten_, [last](const auto& row) {
    const auto& [level, place] = row.first;
    return (place + 1) << ((level + 1) * kTileHeight) <= last;
  });
  roots_.erase(roots_.begin(), roots_.lower_bound(last));
}

Sequence EventTree::size() const {
  const std::shared_lock<std::shared_mutex> lock(mutex_);
  return edge_.size();
}

// Null for one that is full and written. The lock is held.
const EventTree::Tile* EventTree::FindTile(TileName name) const {
  const auto [level, place] = name;
  const auto found = unwritten_.find(name);
  if (found != unwritten_.end()) return &found->second;
  const bool is_open = (edge_.size() >> (level * kTileHeight)) / kTileHashes == place;
  return is_open ? &open_tiles_[static_cast<size_t>(level)] : nullptr;
}

absl::StatusOr<Digest> EventTree::Node(int level, uint64_t index) const {
  const int above = level % kTileHeight;  // of the hashes of the tile
  const uint64_t first = index << above;
  const TileName name = {level / kTileHeight, first / kTileHashes};
  const auto fold = [&](const Tile& tile) {
    return FoldHashes(absl::MakeSpan(tile).subspan(first % kTileHashes, size_t{1} << above));
  };
  {
    const std::shared_lock<std::shared_mutex> lock(mutex_);
    TRANCHE_CHECK((index + 1) << level <= edge_.size(), "node (", level, ", ", index, ") of a tree of ", edge_.size());
    if (const Tile* tile = FindTile(name)) return fold(*tile);
  }
  const absl::StatusOr<Tile> tile = ReadTreeTile(database_, family_, name.first, name.second);
  if (!tile.ok()) return tile.status();
  return fold(*tile);
}

absl::StatusOr<EventTree::Tile> EventTree::FullTile(int level, uint64_t place) const {
  {
    const std::shared_lock<std::shared_mutex> lock(mutex_);
    if (const Tile* tile = FindTile({level, place})) return *tile;
  }
  return ReadTreeTile(database_, family_, level, place);
}

NodeReader EventTree::Nodes() const {
  return [this](int level, uint64_t index) { return Node(level, index); };
}

absl::StatusOr<Digest> EventTree::Root(Sequence size) const {
  {
    const std::shared_lock<std::shared_mutex> lock(mutex_);
    const auto known = roots_.find(size);
    if (known != roots_.end()) return known->second;
  }
  return RootOf(size, Nodes());
}

absl::StatusOr<Digest> EventTree::Leaf(Sequence sequence) const { return Node(0, sequence - 1); }

absl::StatusOr<std::vector<Digest>> EventTree::ProveInclusion(Sequence sequence, Sequence size) const {
  return InclusionProof(sequence - 1, size, Nodes());
}

absl::StatusOr<std::vector<Digest>> EventTree::ProveConsistency(Sequence from, Sequence to) const {
  return ConsistencyProof(from, to, Nodes());
}

}  // namespace tranche
