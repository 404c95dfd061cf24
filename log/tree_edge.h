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

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
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

  // Appends leaves, in order, and calls `visit(level, first, hashes)` for the nodes that they complete on each level,
  // the leaves first: a span of nodes that follow each other, the first of them at place `first`. During these calls
  // size() is still without them. Cost: one hash for each leaf on average, those of a level side by side (NodeHashes).
  template <typename Visitor>
  void AddAll(absl::Span<const Digest> leaves, const Visitor& visit) {
    Row nodes(leaves.begin(), leaves.end());
    Row above;
    for (size_t level = 0; !nodes.empty(); ++level) {
      visit(static_cast<int>(level), size_ >> level, absl::MakeConstSpan(nodes));
      if (Has(level)) nodes.insert(nodes.begin(), hashes_[level]);
      if (hashes_.size() <= level) hashes_.resize(level + 1);
      hashes_[level] = nodes.back();
      above.resize(nodes.size() / 2);
      NodeHashes(absl::MakeConstSpan(nodes).first(2 * above.size()), absl::MakeSpan(above));
      nodes.swap(above);
    }
    size_ += leaves.size();
  }

  // The same for one leaf, with `visit(level, hash)`.
  template <typename Visitor>
  void Add(const Digest& leaf, const Visitor& visit) {
    AddAll(absl::MakeConstSpan(&leaf, 1),
           [&visit](int level, uint64_t, absl::Span<const Digest> hashes) { visit(level, hashes.front()); });
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
  using Row = absl::InlinedVector<Digest, 2>;  // on the stack, for a leaf alone

  bool Has(size_t level) const { return (size_ >> level & 1) != 0; }

  uint64_t size_ = 0;
  std::vector<Digest> hashes_;  // by level; stale where the bit of size() is not set
};

}  // namespace tranche
