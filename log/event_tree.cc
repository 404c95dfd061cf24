#include "log/event_tree.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "events/check.h"
#include "events/refusal.h"

namespace tranche {
namespace {

constexpr int kTileHeight = kTreeTileHeight;
constexpr uint64_t kTileHashes = kTreeTileHashes;

// The hashes of a tile that lead to a node.
struct HashesOfNode {
  int level = 0;  // of the tile
  uint64_t place = 0;
  size_t first = 0;
  size_t count = 0;

  static HashesOfNode Of(int level, uint64_t index) {
    const int above = level % kTileHeight;
    const uint64_t first = index << above;
    return {level / kTileHeight, first / kTileHashes, first % kTileHashes, size_t{1} << above};
  }
  Digest Fold(const EventTree::Tile& tile) const { return FoldHashes(absl::MakeSpan(tile).subspan(first, count)); }
};

}  // namespace

absl::Status EventTree::Load(const EventLog& log, Sequence head) {
  for (int level = 0; head >> (level * kTileHeight) > 0; ++level) {
    absl::StatusOr<Tile> tile = ReadOpenTile(level, head >> (level * kTileHeight), log);
    if (!tile.ok()) return tile.status();
    open_tiles_.push_back(*std::move(tile));
  }
  if (absl::Status loaded = edge_.Load(head, Nodes()); !loaded.ok()) return loaded;
  roots_[head] = edge_.Root();
  return CheckStoredRoot({head, edge_.Root()});
}

// Reads the open tile of a level; `hashes` is the number of hashes on that level.
absl::StatusOr<EventTree::Tile> EventTree::ReadOpenTile(int level, uint64_t hashes, const EventLog& log) const {
  const uint64_t first = hashes - hashes % kTileHashes;
  Tile tile;
  if (first == hashes) return tile;
  std::vector<std::string> events;
  const auto add_event = [&events](absl::string_view stored_bytes) {
    events.emplace_back(stored_bytes);
    return absl::OkStatus();
  };
  const auto add_tile = [&tile](absl::Span<const Digest> below) { tile.push_back(FoldHashes(below)); };
  absl::Status read = level == 0 ? log.VisitBytes(first + 1, hashes, add_event)
                                 : VisitTreeTiles(database_, family_, level - 1, first, hashes, add_tile);
  if (!read.ok()) return read;
  if (level == 0) {
    tile.resize(events.size());
    LeafHashes(std::vector<absl::string_view>(events.begin(), events.end()), absl::MakeSpan(tile));
  }
  return tile;
}

absl::Status EventTree::CheckStoredRoot(const TreeHead& found) const {
  const absl::StatusOr<TreeHead> stored = ReadTreeHead(database_, family_);
  if (!stored.ok()) return stored.status();
  if (stored->size == found.size && stored->root == found.root) return absl::OkStatus();
  return Adding(
      Refuse(
          absl::StatusCode::kDataLoss, "tree.other-root",
          "tree: sequence {first}: the events up to {size} lead to the root {found}, recorded was {stored} of "
          "{stored_size} event{stored_size:s}: what is recorded is not what was recorded",
          {NumberField("first", found.size - found.size % kTileHashes + 1), NumberField("size", found.size),
           TextField("found", absl::Base64Escape(ToBytes(found.root))),
           TextField("stored", absl::Base64Escape(ToBytes(stored->root))), NumberField("stored_size", stored->size)}),
      "run `tranche verify` to see what differs");
}

// `first` is the place of the first of `hashes` on the level of tiles.
void EventTree::AddToTiles(int level, uint64_t first, absl::Span<const Digest> hashes) {
  if (open_tiles_.size() <= static_cast<size_t>(level)) open_tiles_.resize(static_cast<size_t>(level) + 1);
  Tile& tile = open_tiles_[static_cast<size_t>(level)];
  for (size_t i = 0; i < hashes.size(); ++i) {
    tile.push_back(hashes[i]);
    if (tile.size() < kTileHashes) continue;
    const TileName name = {level, (first + i) / kTileHashes};
    unwritten_[name].swap(tile);
    unstaged_.push_back(name);
  }
}

void EventTree::Add(absl::Span<const Digest> leaves) {
  const WriterLock lock(mutex_);
  edge_.AddAll(leaves, [this](int level, uint64_t first, absl::Span<const Digest> hashes) {
    mutex_.AssertHeld();
    if (level % kTileHeight == 0) AddToTiles(level / kTileHeight, first, hashes);
  });
}

void EventTree::AddEvents(absl::Span<const absl::string_view> stored_bytes) {
  std::vector<Digest> leaves(stored_bytes.size());
  LeafHashes(stored_bytes, absl::MakeSpan(leaves));
  Add(leaves);
}

Digest EventTree::Stage(storage::Batch* batch) {
  const WriterLock lock(mutex_);
  for (const TileName& name : unstaged_) StageTreeTile(family_, name.first, name.second, unwritten_.at(name), batch);
  unstaged_.clear();
  const Digest root = edge_.Root();
  StageTreeHead(family_, {edge_.size(), root}, batch);
  roots_[edge_.size()] = root;
  return root;
}

void EventTree::MarkWritten(Sequence last) {
  const WriterLock lock(mutex_);
  std::erase_if(unwritten_, [last](const auto& row) {
    const auto& [level, place] = row.first;
    return (place + 1) << ((level + 1) * kTileHeight) <= last;
  });
  roots_.erase(roots_.begin(), roots_.lower_bound(last));
}

Sequence EventTree::size() const {
  const ReaderLock lock(mutex_);
  return edge_.size();
}

// Null if the tile is full and written.
const EventTree::Tile* EventTree::FindTile(TileName name) const {
  const auto [level, place] = name;
  const auto found = unwritten_.find(name);
  if (found != unwritten_.end()) return &found->second;
  const bool is_open = (edge_.size() >> (level * kTileHeight)) / kTileHashes == place;
  return is_open ? &open_tiles_[static_cast<size_t>(level)] : nullptr;
}

absl::StatusOr<Digest> EventTree::Node(int level, uint64_t index) const {
  const HashesOfNode hashes = HashesOfNode::Of(level, index);
  {
    const ReaderLock lock(mutex_);
    TRANCHE_CHECK((index + 1) << level <= edge_.size(), "node (", level, ", ", index, ") of a tree of ", edge_.size());
    if (const Tile* tile = FindTile({hashes.level, hashes.place})) return hashes.Fold(*tile);
  }
  const absl::StatusOr<Tile> tile = ReadTreeTile(database_, family_, hashes.level, hashes.place);
  if (!tile.ok()) return tile.status();
  return hashes.Fold(*tile);
}

absl::StatusOr<EventTree::Tile> EventTree::ReadTile(int level, uint64_t place) const {
  {
    const ReaderLock lock(mutex_);
    if (const Tile* tile = FindTile({level, place})) return *tile;
  }
  return ReadTreeTile(database_, family_, level, place);
}

NodeReader EventTree::Nodes() const {
  return [this](int level, uint64_t index) { return Node(level, index); };
}

NodeReader EventTree::NodesInOrder() const {
  std::map<int, std::pair<uint64_t, Tile>> last;  // by level: the place of a tile, and the tile
  return [this, last](int level, uint64_t index) mutable -> absl::StatusOr<Digest> {
    const HashesOfNode hashes = HashesOfNode::Of(level, index);
    auto& [place, tile] = last[hashes.level];
    if (tile.empty() || place != hashes.place) {
      absl::StatusOr<Tile> read = ReadTile(hashes.level, hashes.place);
      if (!read.ok()) return read.status();
      place = hashes.place;
      tile = *std::move(read);
    }
    return hashes.Fold(tile);
  };
}

absl::StatusOr<Digest> EventTree::Root(Sequence size) const {
  {
    const ReaderLock lock(mutex_);
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
