// One list of hashes by which several leaves of a Merkle tree lead to its root: their inclusion proofs, with each hash
// only once and none that follows from the leaves themselves (docs/proofs.md, "Shared paths").
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "log/merkle_tree.h"

namespace tranche {

// The hashes by which the leaves at `indices` lead to the root of the first `size` leaves; none for no leaf.
//
// indices  from 0, ascending, without repetition, below `size`.
// nodes    is asked from left to right on each level, for each node once.
// Cost: a step for each node above a leaf, and a node for each hash.
// Errors: those of `nodes`.
absl::StatusOr<std::vector<Digest>> ShareInclusionProofs(absl::Span<const uint64_t> indices, uint64_t size,
                                                         const NodeReader& nodes);

// The hash of a leaf, and its place from 0.
struct PlacedLeaf {
  uint64_t index = 0;
  Digest hash = {};
};

// Verifies that the leaves are in the tree of `size` leaves with this root, by exactly the hashes that
// ShareInclusionProofs gives for them. Cost: a hash for each node above a leaf.
//
// leaves  ascending by index, without repetition.
// Errors: FAILED_PRECONDITION  they are not, or there are more or fewer hashes; the message says what does not match.
absl::Status CheckSharedInclusion(absl::Span<const PlacedLeaf> leaves, uint64_t size, absl::Span<const Digest> hashes,
                                  const Digest& root);

}  // namespace tranche
