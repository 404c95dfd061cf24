// The right edge of a growing Merkle tree (log/merkle_tree.h): the root of each complete
// subtree, one for each bit set in the tree's size. Enough to append a leaf and compute
// the root without any other state.
//
// Thread safety: not synchronized.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "log/merkle_tree.h"

namespace tranche {

class TreeEdge {
 public:
  // Resets this to the edge of the first `size` leaves; `nodes` may already call size().
  // Errors: those of `nodes`.
  absl::Status Load(uint64_t size, const NodeReader& nodes) {
    size_ = size;
    hashes_.resize(static_cast<size_t>(std::bit_width(size)));
    for (size_t level = 0; level < hashes_.size(); ++level) {
      if (!Has(level)) continue;
      const absl::StatusOr<Digest> node = nodes(static_cast<int>(level), (size >> level) - 1);
      if (!node.ok()) return node.status();
      hashes_[level] = *node;
    }
    return absl::OkStatus();
  }

  // Appends the next leaf and calls `visit(level, hash)` for each node that it completes,
  // the leaf first. During these calls size() does not include it yet. Cost: one hash on
  // average.
  template <typename Visitor>
  void Add(const Digest& leaf, const Visitor& visit) {
    Digest hash = leaf;
    size_t level = 0;
    visit(0, hash);
    for (; Has(level); ++level) {
      hash = NodeHash(hashes_[level], hash);
      visit(static_cast<int>(level) + 1, hash);
    }
    if (hashes_.size() <= level) hashes_.resize(level + 1);
    hashes_[level] = hash;
    ++size_;
  }

  void Add(const Digest& leaf) {
    Add(leaf, [](int, const Digest&) {});
  }

  uint64_t size() const { return size_; }

  // The root of all leaves. Cost: one hash for each bit set in size().
  Digest Root() const {
    std::optional<Digest> root;
    for (size_t level = 0; level < hashes_.size(); ++level) {
      if (Has(level)) root = root ? NodeHash(hashes_[level], *root) : hashes_[level];
    }
    return root ? *root : Sha256("");
  }

 private:
  bool Has(size_t level) const { return (size_ >> level & 1) != 0; }

  uint64_t size_ = 0;
  std::vector<Digest> hashes_;  // by level; stale where the bit of size() is not set
};

}  // namespace tranche
