// An in-memory Merkle tree over leaves in ascending order whose inner nodes bind that order: each also hashes a
// separator, which is greater than every leaf on its left and at most every leaf on its right. A path to a leaf that is
// not on its side of each separator convinces nobody, so a part of the tree that is not shown cannot hold a leaf that
// belongs elsewhere, whoever built it (docs/proofs.md). Its shape is that of RFC 6962, section 2.1. Leaves may be
// changed and appended.
//
// Thread safety: a value; const members may run concurrently.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "log/merkle_tree.h"

namespace tranche {

// SHA-256 of 0x01, the two children and the separator. With an empty one it is the node of RFC 6962.
Digest SplitHash(const Digest& left, const Digest& right, absl::string_view separator);

// The shortest text that is greater than `before` and at most `after`, which is greater than `before`: a prefix of
// `after`.
absl::string_view SeparatorOf(absl::string_view before, absl::string_view after);

class OrderedTree {
 public:
  uint64_t size() const { return levels_.front().size(); }

  // Sets the leaf at `index`, at most size(). Between two calls of Root, indexes must be strictly ascending.
  //
  // separator  between this leaf and the one before it; of the first leaf it is not used.
  void Set(uint64_t index, const Digest& hash, absl::string_view separator);

  // The root; SHA-256 of nothing for a tree without leaves.
  // Cost: one hash for each node above a leaf changed since the last call.
  Digest Root();

  // A node as of the last Root: that over the leaves from `first` to before `end`, which must be a node of the tree.
  // Cost: one hash for each bit set in `end` - `first`, but one.
  Digest Node(uint64_t first, uint64_t end) const;

  // Where the node over these leaves, at least two, is split: the first leaf of its right half.
  static uint64_t SplitOf(uint64_t first, uint64_t end);

  // As set with the leaf at `index`.
  const std::string& separator(uint64_t index) const { return separators_[index]; }

 private:
  std::vector<std::vector<Digest>> levels_ = {{}};  // by level: the complete nodes
  std::vector<std::string> separators_;             // by leaf
  std::vector<uint64_t> changed_;                   // ascending
};

}  // namespace tranche
