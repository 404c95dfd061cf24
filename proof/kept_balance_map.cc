#include "proof/kept_balance_map.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/numeric/bits.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "proof/balance_root.h"
#include "proof/boundary_events.h"
#include "proof/ordered_tree.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

using storage::Family;

constexpr absl::string_view kHeadKey = "balance map";
constexpr int kTileBits = 8;
constexpr uint64_t kTileNodes = uint64_t{1} << kTileBits;
constexpr int kLevels = 64 / kTileBits;
constexpr uint64_t kTilesPerBatch = 64;

// A tile has nodes that are `level` times kTileBits above the leaves, side by side.
struct TilePlace {
  int level = 0;
  uint64_t place = 0;

  // That of the node whose first leaf is `leaf`.
  static TilePlace Of(int level, uint64_t leaf) { return {level, (leaf >> (kTileBits * level)) / kTileNodes}; }

  std::string Key() const { return absl::StrCat(kHeadKey, " ", level, absl::StrFormat(" %020d", place)); }

  friend bool operator==(const TilePlace&, const TilePlace&) = default;
};

struct KeptNode {
  Digest hash = {};
  // Of a leaf: its key, which begins with the separator between it and the leaf before; of other nodes, that of their
  // first leaf alone.
  std::string key;
  uint64_t separator_size = 0;

  absl::string_view separator() const { return absl::string_view(key).substr(0, separator_size); }
};

void AppendNode(const KeptNode& node, std::string* tile) {
  absl::StrAppend(tile, ToBytes(node.hash));
  storage::AppendVarint(node.separator_size, tile);
  storage::AppendBytes(node.key, tile);
}

bool ReadNode(storage::PackedReader* reader, KeptNode* node) {
  const absl::StatusOr<Digest> hash = ToDigest(reader->rest().substr(0, sizeof(Digest)));
  absl::string_view key;
  if (!hash.ok() || !reader->Skip(sizeof(Digest)) || !reader->ReadVarint(&node->separator_size) ||
      !reader->ReadBytes(&key) || node->separator_size > key.size())
    return false;
  node->hash = *hash;
  node->key = std::string(key);
  return true;
}

std::string HeadValue(Sequence known_at, uint64_t leaves) { return absl::StrCat(known_at, " ", leaves); }

// The tile at `place` of the tree of `map`; empty if the tree has no whole node there.
std::string TileOf(const BalanceMap& map, TilePlace place) {
  const int level_bits = kTileBits * place.level;
  const uint64_t end = std::min(map.size() >> level_bits, (place.place + 1) * kTileNodes);
  std::string tile;
  for (uint64_t node = place.place * kTileNodes; node < end; ++node) {
    const uint64_t first = node << level_bits;
    const std::string& separator = map.tree().separator(first);
    const std::string key = place.level == 0 ? std::string(BalanceLeaf::KeyIn(map.leaf(first))) : separator;
    AppendNode({map.tree().Node(first, first + (uint64_t{1} << level_bits)), key, separator.size()}, &tile);
  }
  return tile;
}

absl::Status NotKept() { return absl::NotFoundError("the tree is not kept as it was"); }

class KeptTree final : public LineTree {
 public:
  KeptTree(const ReadView& view, const storage::Database& database, Sequence known_at, uint64_t size)
      : view_(view), database_(database), known_at_(known_at), size_(size) {}

  uint64_t size() const override { return size_; }

  absl::StatusOr<Digest> Node(uint64_t first, uint64_t end) override {
    const uint64_t leaves = end - first;
    if (!absl::has_single_bit(leaves)) return Split(first, OrderedTree::SplitOf(first, end), end);
    const int level = absl::countr_zero(leaves) / kTileBits;
    if (leaves > uint64_t{1} << (kTileBits * level)) return Split(first, first + leaves / 2, end);
    const absl::StatusOr<KeptNode> node = At(level, first);
    if (!node.ok()) return node.status();
    return node->hash;
  }

  absl::StatusOr<std::string> Separator(uint64_t index) override {
    int level = absl::countr_zero(index) / kTileBits;
    // Near its end the tree has no whole node that high.
    while (level > 0 && index >> (kTileBits * level) >= size_ >> (kTileBits * level)) --level;
    const absl::StatusOr<KeptNode> node = At(level, index);
    if (!node.ok()) return node.status();
    return std::string(node->separator());
  }

  absl::StatusOr<std::string> Leaf(uint64_t index) override {
    const absl::StatusOr<KeptNode> node = At(0, index);
    if (!node.ok()) return node.status();
    if (absl::StartsWith(node->key, kBoundaryPrefix)) return node->key;  // it is the whole leaf
    const absl::StatusOr<Scope> scope = BalanceLeaf::ScopeIn(node->key);
    if (!scope.ok()) return scope.status();
    if (scope_ != *scope) {
      auto leaves = BalanceMap::LeavesOf(view_, *scope, known_at_);
      if (!leaves.ok()) return leaves.status();
      scope_ = *scope;
      leaves_ = *std::move(leaves);
    }
    const auto leaf = std::lower_bound(leaves_.begin(), leaves_.end(), node->key);
    return leaf == leaves_.end() ? absl::StatusOr<std::string>(NotKept()) : *leaf;
  }

 private:
  struct Tile {
    TilePlace place;
    std::vector<KeptNode> nodes;
  };

  absl::StatusOr<Digest> Split(uint64_t first, uint64_t middle, uint64_t end) {
    const absl::StatusOr<Digest> left = Node(first, middle);
    if (!left.ok()) return left;
    const absl::StatusOr<Digest> right = Node(middle, end);
    if (!right.ok()) return right;
    const absl::StatusOr<std::string> separator = Separator(middle);
    if (!separator.ok()) return separator.status();
    return SplitHash(*left, *right, *separator);
  }

  // The node of a tile that begins with the leaf `first`.
  absl::StatusOr<KeptNode> At(int level, uint64_t first) {
    const TilePlace place = TilePlace::Of(level, first);
    std::optional<Tile>& tile = tiles_[static_cast<size_t>(level)];
    if (!tile || tile->place != place) tile = {place, Read(place)};
    const uint64_t index = (first >> (kTileBits * level)) % kTileNodes;
    return index < tile->nodes.size() ? absl::StatusOr<KeptNode>(tile->nodes[index]) : NotKept();
  }

  // The nodes of a tile; none if it cannot be read.
  std::vector<KeptNode> Read(TilePlace place) const {
    const auto stored = database_.Get(Family::kMeta, place.Key());
    if (!stored.ok() || !stored->has_value()) return {};
    std::vector<KeptNode> nodes;
    storage::PackedReader reader(**stored);
    while (!reader.AtEnd()) {
      if (!ReadNode(&reader, &nodes.emplace_back())) return {};
    }
    return nodes;
  }

  const ReadView& view_;
  const storage::Database& database_;
  const Sequence known_at_;
  const uint64_t size_;
  std::array<std::optional<Tile>, kLevels> tiles_;  // the last one of each level: a proof goes from left to right
  std::optional<Scope> scope_;                      // the last one of a leaf
  std::vector<std::string> leaves_;                 // its leaves, ascending
};

}  // namespace

absl::Status KeepBalanceMap(const BalanceMap& map, Sequence known_at, storage::Database* database) {
  const auto head = database->Get(Family::kMeta, kHeadKey);
  if (!head.ok()) return head.status();
  if (*head == HeadValue(known_at, map.size())) return absl::OkStatus();
  storage::Batch batch = database->NewBatch();
  batch.Put(Family::kMeta, kHeadKey, "");  // nothing is kept while the tiles are of two maps
  uint64_t staged = 0;
  for (int level = 0; level < kLevels && map.size() >> (kTileBits * level) > 0; ++level) {
    const uint64_t tiles = ((map.size() >> (kTileBits * level)) + kTileNodes - 1) / kTileNodes;
    for (uint64_t place = 0; place < tiles; ++place) {
      const std::string key = TilePlace{level, place}.Key();
      const std::string tile = TileOf(map, {level, place});
      const auto before = database->Get(Family::kMeta, key);
      if (!before.ok()) return before.status();
      if (*before == tile) continue;
      batch.Put(Family::kMeta, key, tile);
      if (++staged % kTilesPerBatch != 0) continue;
      const absl::Status written = database->WriteUnsynced(std::exchange(batch, database->NewBatch()));
      if (!written.ok()) return written;
    }
  }
  if (absl::Status written = database->WriteUnsynced(std::exchange(batch, database->NewBatch())); !written.ok())
    return written;
  batch.Put(Family::kMeta, kHeadKey, HeadValue(known_at, map.size()));
  return database->Write(batch);
}

bool ProveFromKeptMap(const ReadView& view, const storage::Database& database, const v1::Event& balance_root,
                      const LinePrefixes& prefixes, LineNodes* nodes) {
  const auto head = database.Get(Family::kMeta, kHeadKey);
  if (!head.ok() || !head->has_value()) return false;
  const Sequence known_at = BalancesKnownAt(balance_root);
  const std::vector<std::string> parts = absl::StrSplit(**head, ' ');
  uint64_t size = 0;
  if (!absl::SimpleAtoi(parts.back(), &size) || **head != HeadValue(known_at, size)) return false;
  KeptTree tree(view, database, known_at, size);
  const absl::StatusOr<Digest> root = ToDigest(balance_root.balances_committed().root());
  const bool holds = root.ok() && ProveLines(&tree, prefixes, nodes).ok() && CheckLines(*nodes, *root, prefixes).ok();
  if (!holds) nodes->Clear();
  return holds;
}

}  // namespace tranche
