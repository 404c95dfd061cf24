// The Merkle tree of RFC 6962, section 2.1: its hashes, its proofs, and how each proof is
// checked. An entry of the log is a leaf; the root of the first n leaves is a promise
// that none of them is ever altered, removed or moved. Nothing here knows what the
// entries are, or where hashes are kept.
//
// A node is named by its level and its place: node (l, i) stands for the 2^l leaves from
// i * 2^l on. Only nodes all of whose leaves are there have a name; the rest of a tree
// is made of them.
//
// Thread safety: pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tranche {

// SHA-256.
using Digest = std::array<uint8_t, 32>;

Digest Sha256(absl::string_view bytes);

// SHA-256 of 0x00 and the entry; of 0x01 and the two children.
Digest LeafHash(absl::string_view entry);
Digest NodeHash(const Digest& left, const Digest& right);

// The root of `hashes`, whose number is a power of two, each standing for as many leaves.
Digest FoldHashes(absl::Span<const Digest> hashes);

// The 32 bytes of a digest, and back. Errors: INVALID_ARGUMENT  `bytes` are not 32.
absl::string_view ToBytes(const Digest& digest);
absl::StatusOr<Digest> ToDigest(absl::string_view bytes);

// Gives the hash of node (level, index). Errors are handed on by who asks.
using NodeReader = std::function<absl::StatusOr<Digest>(int level, uint64_t index)>;

// The root of the first `size` leaves; of none, SHA-256 of nothing.
// Cost: a node for each bit that is set in `size`.
absl::StatusOr<Digest> RootOf(uint64_t size, const NodeReader& nodes);

// The path from the leaf at `index` (from 0, below `size`) to the root of the first `size`
// leaves, the lowest hash first. Cost: about log2(size) nodes, squared.
absl::StatusOr<std::vector<Digest>> InclusionProof(uint64_t index, uint64_t size, const NodeReader& nodes);

// What shows that the first `from` leaves of the first `to` are those of the root of
// `from`; 1 <= from <= to. Empty when they are equal. Cost: as InclusionProof.
absl::StatusOr<std::vector<Digest>> ConsistencyProof(uint64_t from, uint64_t to, const NodeReader& nodes);

// Is the leaf the one at `index` of the tree? RFC 9162, section 2.1.3.2.
// Errors: FAILED_PRECONDITION  no; the message says what does not fit.
absl::Status CheckInclusion(const Digest& leaf, uint64_t index, uint64_t size, absl::Span<const Digest> proof,
                            const Digest& root);

// Does the tree of `from` leaves begin that of `to`? RFC 9162, section 2.1.4.2.
// Errors: FAILED_PRECONDITION  no; the message says what does not fit.
absl::Status CheckConsistency(uint64_t from, const Digest& from_root, uint64_t to, const Digest& to_root,
                              absl::Span<const Digest> proof);

}  // namespace tranche
