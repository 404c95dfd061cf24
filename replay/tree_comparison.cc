#include "replay/tree_comparison.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "events/refusal.h"
#include "log/merkle_tree.h"
#include "log/tree_rows.h"

namespace tranche {
namespace {

using storage::Family;

std::string InBase64(const Digest& digest) { return absl::Base64Escape(ToBytes(digest)); }

// `found` of the bytes, `recorded` in the tree.
absl::Status OtherLeaf(Sequence sequence, bool is_altered, const Digest& found, const Digest& recorded) {
  const RefusalFields fields = {NumberField("sequence", sequence), TextField("found", InBase64(found)),
                                TextField("wanted", InBase64(recorded))};
  if (is_altered)
    return Adding(Refuse(absl::StatusCode::kDataLoss, "event.altered",
                         "events: sequence {sequence}: its bytes have the hash {found}, the tree has {wanted}, which "
                         "leads to its root: the event was altered after it was recorded",
                         fields),
                  "restore the ledger from a backup");
  return Adding(
      Refuse(absl::StatusCode::kDataLoss, "tree.other-leaf",
             "events: sequence {sequence}: its bytes have the hash {found}, the tree has {wanted}, which does "
             "not lead to its root: the tree is damaged",
             fields),
      "run `tranche rebuild`");
}

// The stored rows as a tree. What was not in a full tile was never stored, and is taken
// from the events.
class StoredTree {
 public:
  StoredTree(const storage::Database& database, const EventTree& events) : database_(database), events_(events) {}

  absl::StatusOr<Digest> Node(int level, uint64_t index) const {
    const int above = level % kTreeTileHeight;
    const uint64_t first = index << above;
    const uint64_t place = first / kTreeTileHashes;
    if (!IsFull(level / kTreeTileHeight, place)) return OpenNode(level, index);
    const auto tile = ReadTreeTile(database_, Family::kIndex, level / kTreeTileHeight, place);
    if (!tile.ok()) return tile.status();
    return FoldHashes(absl::MakeSpan(*tile).subspan(first % kTreeTileHashes, size_t{1} << above));
  }

  // True if the path from the stored `leaf` of the event leads to the stored root.
  bool Attests(Sequence sequence, const Digest& leaf) const {
    const absl::StatusOr<TreeHead> head = ReadTreeHead(database_, Family::kIndex);
    if (!head.ok() || head->size != events_.size()) return false;
    const auto nodes = [this](int level, uint64_t index) { return Node(level, index); };
    const auto path = InclusionProof(sequence - 1, head->size, nodes);
    return path.ok() && CheckInclusion(leaf, sequence - 1, head->size, *path, head->root).ok();
  }

 private:
  bool IsFull(int tile_level, uint64_t place) const {
    return (place + 1) << ((tile_level + 1) * kTreeTileHeight) <= events_.size();
  }

  absl::StatusOr<Digest> OpenNode(int level, uint64_t index) const {
    if (level == 0) return events_.Leaf(index + 1);
    const absl::StatusOr<Digest> left = Node(level - 1, 2 * index);
    if (!left.ok()) return left;
    const absl::StatusOr<Digest> right = Node(level - 1, 2 * index + 1);
    if (!right.ok()) return right;
    return NodeHash(*left, *right);
  }

  const storage::Database& database_;
  const EventTree& events_;
};

class TreeComparison {
 public:
  TreeComparison(const storage::Database& stored, const EventTree& events, const TreeDifferenceVisitor& visitor)
      : database_(stored), stored_(stored, events), events_(events), visitor_(visitor) {}

  absl::Status Run() {
    for (int level = 0; events_.size() >> ((level + 1) * kTreeTileHeight) > 0; ++level) {
      const uint64_t tiles = events_.size() >> ((level + 1) * kTreeTileHeight);
      for (uint64_t place = 0; place < tiles; ++place) {
        if (absl::Status compared = CompareTile(level, place); !compared.ok()) return compared;
      }
    }
    return CompareHeads();
  }

 private:
  absl::Status CompareTile(int level, uint64_t place) {
    const auto wanted = events_.ReadTile(level, place);
    if (!wanted.ok()) return wanted.status();
    const auto found = ReadTreeTile(database_, Family::kIndex, level, place);
    const Sequence first = (place << ((level + 1) * kTreeTileHeight)) + 1;
    if (!found.ok()) return Report({first, false, found.status()});
    if (*found == *wanted) return absl::OkStatus();
    if (level == 0) return CompareLeaves(first, *found, *wanted);
    if (found_altered_) return absl::OkStatus();
    return Report({first, false,
                   Adding(Refuse(absl::StatusCode::kDataLoss, "tree.other-tile",
                                 "tree: tile {tile} of level {level} is not that of the events",
                                 {NumberField("tile", place), NumberField("level", static_cast<uint64_t>(level))}),
                          "run `tranche rebuild`")});
  }

  absl::Status CompareLeaves(Sequence first, absl::Span<const Digest> found, absl::Span<const Digest> wanted) {
    for (size_t i = 0; i < found.size(); ++i) {
      if (found[i] == wanted[i]) continue;
      const Sequence sequence = first + i;
      const bool is_altered = stored_.Attests(sequence, found[i]);
      absl::Status reported = Report({sequence, is_altered, OtherLeaf(sequence, is_altered, wanted[i], found[i])});
      if (!reported.ok()) return reported;
    }
    return absl::OkStatus();
  }

  absl::Status CompareHeads() {
    const absl::StatusOr<TreeHead> found = ReadTreeHead(database_, Family::kIndex);
    if (!found.ok()) return Report({1, false, found.status()});
    const absl::StatusOr<Digest> wanted = events_.Root(events_.size());
    if (!wanted.ok()) return wanted.status();
    if (found->size == events_.size() && found->root == *wanted) return absl::OkStatus();
    if (is_different_) return absl::OkStatus();
    const Sequence first = events_.size() - events_.size() % kTreeTileHashes + 1;
    return Report(
        {first, true,
         Adding(Refuse(absl::StatusCode::kDataLoss, "event.other-root",
                       "events: sequence {sequence}: the log up to {head} has the root {found}, recorded was {wanted} "
                       "of {recorded} event{recorded:s}: an event from here on was altered after it was recorded",
                       {NumberField("sequence", first), NumberField("head", events_.size()),
                        TextField("found", InBase64(*wanted)), TextField("wanted", InBase64(found->root)),
                        NumberField("recorded", found->size)}),
                "restore the ledger from a backup")});
  }

  absl::Status Report(const TreeDifference& difference) {
    is_different_ = true;
    found_altered_ = found_altered_ || difference.is_altered_event;
    visitor_(difference);
    return absl::OkStatus();
  }

  const storage::Database& database_;
  StoredTree stored_;
  const EventTree& events_;
  const TreeDifferenceVisitor& visitor_;
  bool is_different_ = false;
  bool found_altered_ = false;
};

}  // namespace

absl::Status CompareTrees(const storage::Database& stored, const EventTree& events,
                          const TreeDifferenceVisitor& visitor) {
  return TreeComparison(stored, events, visitor).Run();
}

}  // namespace tranche
