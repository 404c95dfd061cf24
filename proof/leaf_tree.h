// A Merkle tree (log/merkle_tree.h) in memory, whose leaves may change and become more.
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

  // Makes `hash` the leaf at `index`, which is at most size(). Each call since the last Root names a higher index than
  // the one before it.
  void Set(uint64_t index, const Digest& hash);

  // Cost: a hash for each node above a leaf that has changed since the last call.
  Digest Root();

  // The nodes as they were at the last Root; the tree must outlive the reader.
  NodeReader Nodes() const;

 private:
  std::vector<std::vector<Digest>> levels_ = {{}};  // by level, the nodes all of whose leaves are there
  std::vector<uint64_t> changed_;                   // ascending
};

}  // namespace tranche
