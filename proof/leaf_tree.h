// An in-memory Merkle tree (log/merkle_tree.h) whose leaves may be changed and appended.
//
// Thread safety: a value; const members may run concurrently.
#pragma once

#include <cstdint>
#include <vector>

#include "log/merkle_tree.h"

namespace tranche {

class LeafTree {
 public:
  uint64_t size() const { return levels_.front().size(); }

  // Sets the leaf at `index`, at most size(), to `hash`. Between two calls of Root, indexes must be strictly ascending.
  void Set(uint64_t index, const Digest& hash);

  // Cost: one hash for each node above a leaf changed since the last call.
  Digest Root();

  // The nodes as of the last Root; the tree must outlive the reader.
  NodeReader Nodes() const;

 private:
  std::vector<std::vector<Digest>> levels_ = {{}};  // by level: the complete nodes
  std::vector<uint64_t> changed_;                   // ascending
};

}  // namespace tranche
