#include "proof/shared_paths.h"

#include "proof/does_not_hold.h"

namespace tranche {
namespace {

// The node over the `size` leaves from `first` on.
absl::StatusOr<Digest> HashOf(uint64_t first, uint64_t size, const NodeReader& nodes) {
  return RootOf(size, [&](int level, uint64_t index) { return nodes(level, (first >> level) + index); });
}

class PathSharer {
 public:
  PathSharer(absl::Span<const uint64_t> indices, const NodeReader& nodes) : indices_(indices), nodes_(nodes) {}

  // Adds what is needed of the node over the `size` leaves from `first` on.
  absl::Status Add(uint64_t first, uint64_t size) {
    if (next_ == indices_.size() || indices_[next_] - first >= size) {
      const absl::StatusOr<Digest> hash = HashOf(first, size, nodes_);
      if (hash.ok()) hashes_.push_back(*hash);
      return hash.status();
    }
    if (size == 1) {
      ++next_;
      return absl::OkStatus();
    }
    const uint64_t left = LeftSize(size);
    if (absl::Status added = Add(first, left); !added.ok()) return added;
    return Add(first + left, size - left);
  }

  std::vector<Digest>& hashes() { return hashes_; }

 private:
  absl::Span<const uint64_t> indices_;
  const NodeReader& nodes_;
  size_t next_ = 0;  // the first index that was not passed yet
  std::vector<Digest> hashes_;
};

class PathChecker {
 public:
  PathChecker(absl::Span<const PlacedLeaf> leaves, absl::Span<const Digest> hashes)
      : leaves_(leaves), hashes_(hashes) {}

  // The node over the `size` leaves from `first` on.
  absl::StatusOr<Digest> Read(uint64_t first, uint64_t size) {
    if (next_leaf_ == leaves_.size() || leaves_[next_leaf_].index - first >= size) {
      if (next_hash_ == hashes_.size()) return DoesNotHold("the hashes that its events share are too few");
      return hashes_[next_hash_++];
    }
    if (size == 1) return leaves_[next_leaf_++].hash;
    const uint64_t half = LeftSize(size);
    const absl::StatusOr<Digest> left = Read(first, half);
    if (!left.ok()) return left;
    const absl::StatusOr<Digest> right = Read(first + half, size - half);
    if (!right.ok()) return right;
    return NodeHash(*left, *right);
  }

  bool is_at_end() const { return next_hash_ == hashes_.size(); }

 private:
  absl::Span<const PlacedLeaf> leaves_;
  absl::Span<const Digest> hashes_;
  size_t next_leaf_ = 0;  // the first leaf that was not passed yet
  size_t next_hash_ = 0;
};

}  // namespace

absl::StatusOr<std::vector<Digest>> ShareInclusionProofs(absl::Span<const uint64_t> indices, uint64_t size,
                                                         const NodeReader& nodes) {
  PathSharer sharer(indices, nodes);
  const absl::Status added = indices.empty() ? absl::OkStatus() : sharer.Add(0, size);
  if (!added.ok()) return added;
  return std::move(sharer.hashes());
}

absl::Status CheckSharedInclusion(absl::Span<const PlacedLeaf> leaves, uint64_t size, absl::Span<const Digest> hashes,
                                  const Digest& root) {
  if (!leaves.empty() && leaves.back().index >= size)
    return DoesNotHold("event {sequence} is after the {size} event{size:s} of the checkpoint",
                       {NumberField("sequence", leaves.back().index + 1), NumberField("size", size)});
  PathChecker checker(leaves, hashes);
  const absl::StatusOr<Digest> found = leaves.empty() ? root : checker.Read(0, size);
  if (!found.ok()) return found.status();
  if (!checker.is_at_end()) return DoesNotHold("the hashes that its events share are too many");
  return *found == root ? absl::OkStatus()
                        : DoesNotHold("its events and the hashes that they share lead to another root");
}

}  // namespace tranche
