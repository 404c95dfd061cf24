// The Merkle tree of RFC 6962, section 2.1: hashes, proofs, and the checks of both kinds
// of proof. An entry of the log is a leaf; the root of the first n leaves commits to each
// of them: none can be altered, removed or moved without changing it. This file is
// independent of what the entries are and of where hashes are stored.
//
// A node is addressed by level and place: node (l, i) covers the 2^l leaves from i * 2^l
// on. Only complete nodes, all of whose leaves exist, have an address; the incomplete ones
// on the right edge are computed from them.
//
// Thread safety: pure functions.
#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "log/sha256.h"

namespace tranche {

// SHA-256 of 0x00 followed by the entry; of 0x01 followed by the two children.
Digest LeafHash(absl::string_view entry);
Digest NodeHash(const Digest& left, const Digest& right);

// The same of many, two to three times faster each than one by one (log/sha256.h): `hashes[i]` becomes that of
// `entries[i]`, `parents[i]` that of `children[2 * i]` and `children[2 * i + 1]`. There are as many hashes as entries,
// and twice as many children as parents; parents are other memory than children.
void LeafHashes(absl::Span<const absl::string_view> entries, absl::Span<Digest> hashes);
void NodeHashes(absl::Span<const Digest> children, absl::Span<Digest> parents);

// The root over `hashes`: a power of two of them, all on the same level.
Digest FoldHashes(absl::Span<const Digest> hashes);

// The 32 bytes of a digest, and back. Errors: INVALID_ARGUMENT  `bytes` are not 32.
absl::string_view ToBytes(const Digest& digest);
absl::StatusOr<Digest> ToDigest(absl::string_view bytes);

// Where RFC 6962, section 2.1, splits a tree of `size` leaves, 2 or more: the leaves of its left half, the largest
// power of two below `size`.
constexpr uint64_t LeftSize(uint64_t size) { return std::bit_floor(size - 1); }

// Returns the hash of node (level, index). Callers propagate its errors.
using NodeReader = std::function<absl::StatusOr<Digest>(int level, uint64_t index)>;

// The root of the first `size` leaves; for 0, the SHA-256 of the empty string.
// Cost: one node for each bit set in `size`.
absl::StatusOr<Digest> RootOf(uint64_t size, const NodeReader& nodes);

// The path from the leaf at `index` (from 0, below `size`) to the root of the first `size`
// leaves, the lowest hash first. Cost: about log2(size) nodes, squared.
absl::StatusOr<std::vector<Digest>> InclusionProof(uint64_t index, uint64_t size, const NodeReader& nodes);

// The proof that the tree of the first `from` leaves is a prefix of the tree of the first
// `to`; 1 <= from <= to. Empty if the two are equal. Cost: as InclusionProof.
absl::StatusOr<std::vector<Digest>> ConsistencyProof(uint64_t from, uint64_t to, const NodeReader& nodes);

// Verifies an inclusion proof (RFC 9162, section 2.1.3.2): that the leaf is at `index` of
// the tree.
// Errors: FAILED_PRECONDITION  it is not; the message says what does not match.
absl::Status CheckInclusion(const Digest& leaf, uint64_t index, uint64_t size, absl::Span<const Digest> proof,
                            const Digest& root);

// Verifies a consistency proof (RFC 9162, section 2.1.4.2): that the tree of `from` leaves
// is a prefix of that of `to`.
// Errors: FAILED_PRECONDITION  it is not; the message says what does not match.
absl::Status CheckConsistency(uint64_t from, const Digest& from_root, uint64_t to, const Digest& to_root,
                              absl::Span<const Digest> proof);

}  // namespace tranche
