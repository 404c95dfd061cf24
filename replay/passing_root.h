// The Merkle root of entries that pass by once, in order: nothing is kept but a hash for
// each bit of their number (ledger/merkle_tree.h).
//
// Thread safety: none of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "ledger/merkle_tree.h"

namespace tranche {

class PassingRoot {
 public:
  void Add(const Digest& leaf) {
    Digest hash = leaf;
    size_t level = 0;
    for (; (size_ >> level & 1) != 0; ++level) hash = NodeHash(edge_[level], hash);
    if (edge_.size() <= level) edge_.resize(level + 1);
    edge_[level] = hash;
    ++size_;
  }

  uint64_t size() const { return size_; }

  // That of all that were added.
  Digest Root() const {
    std::optional<Digest> root;
    for (size_t level = 0; level < edge_.size(); ++level) {
      if ((size_ >> level & 1) != 0) root = root ? NodeHash(edge_[level], *root) : edge_[level];
    }
    return root ? *root : Sha256("");
  }

 private:
  uint64_t size_ = 0;
  std::vector<Digest> edge_;  // by level, those of a set bit of size_
};

}  // namespace tranche
