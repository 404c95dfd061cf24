// The right edge of a Merkle tree that grows (log/merkle_tree.h): a hash for each whole
// subtree that it is made of, one for each bit that is set in its size. With it the next
// leaf can be added, and the root told, when nothing else was kept.
//
// Thread safety: none of its own.
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
  // Becomes the edge of the first `size` leaves; `nodes` may ask for size() already.
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

  // Adds the next leaf and calls `visit(level, hash)` for each node that it completes, the
  // leaf first. Meanwhile size() is that without it. Cost: one hash on average.
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

  // The root of all leaves. Cost: a hash for each bit that is set in size().
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
  std::vector<Digest> hashes_;  // by level; those of bits that are not set are left from before
};

}  // namespace tranche
