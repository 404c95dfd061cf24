#include "log/merkle_tree.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <utility>

#include "events/check.h"
#include "events/refusal.h"

namespace tranche {
namespace {

constexpr uint8_t kLeafPrefix = 0x00;
constexpr uint8_t kNodePrefix = 0x01;

// How many entries are gathered for one call of Sha256OfEach.
constexpr size_t kGathered = 64;

// `size` leaves from `first` on; `first` is a multiple of the smallest power of two >= `size`.
struct Range {
  uint64_t first = 0;
  uint64_t size = 0;

  Range Left() const { return {first, LeftSize(size)}; }
  Range Right() const { return {first + LeftSize(size), size - LeftSize(size)}; }
};

absl::StatusOr<Digest> HashOf(const Range& range, const NodeReader& nodes) {
  if (std::has_single_bit(range.size)) {
    const int level = std::countr_zero(range.size);
    return nodes(level, range.first >> level);
  }
  const absl::StatusOr<Digest> left = HashOf(range.Left(), nodes);
  if (!left.ok()) return left;
  const absl::StatusOr<Digest> right = HashOf(range.Right(), nodes);
  if (!right.ok()) return right;
  return NodeHash(*left, *right);
}

absl::Status AddHash(const Range& range, const NodeReader& nodes, std::vector<Digest>* proof) {
  const absl::StatusOr<Digest> hash = HashOf(range, nodes);
  if (hash.ok()) proof->push_back(*hash);
  return hash.status();
}

absl::Status Contradiction(absl::string_view text, RefusalFields fields = {}) {
  return Within("the proof does not hold", {},
                Refuse(absl::StatusCode::kFailedPrecondition, "proof.does-not-hold", text, std::move(fields)));
}

absl::Status CheckLength(size_t found, bool is_enough) {
  return is_enough ? absl::OkStatus()
                   : Contradiction("its path of {hashes} hashes has another length", {NumberField("hashes", found)});
}

}  // namespace

Digest LeafHash(absl::string_view entry) {
  Digest hash;
  LeafHashes(absl::MakeConstSpan(&entry, 1), absl::MakeSpan(&hash, 1));
  return hash;
}

Digest NodeHash(const Digest& left, const Digest& right) {
  const std::array<Digest, 2> children = {left, right};
  Digest hash;
  NodeHashes(children, absl::MakeSpan(&hash, 1));
  return hash;
}

void LeafHashes(absl::Span<const absl::string_view> entries, absl::Span<Digest> hashes) {
  Sha256OfEach(kLeafPrefix, entries, hashes);
}

void NodeHashes(absl::Span<const Digest> children, absl::Span<Digest> parents) {
  TRANCHE_CHECK(children.size() == 2 * parents.size(), children.size(), " children of ", parents.size(), " nodes");
  constexpr size_t kPairBytes = 2 * sizeof(Digest);
  const auto* bytes = reinterpret_cast<const char*>(children.data());
  std::array<absl::string_view, kGathered> pairs;
  for (size_t done = 0; done < parents.size(); done += kGathered) {
    const size_t count = std::min(kGathered, parents.size() - done);
    for (size_t i = 0; i < count; ++i) pairs[i] = {bytes + (done + i) * kPairBytes, kPairBytes};
    Sha256OfEach(kNodePrefix, absl::MakeConstSpan(pairs.data(), count), parents.subspan(done, count));
  }
}

Digest FoldHashes(absl::Span<const Digest> hashes) {
  std::vector<Digest> row(hashes.begin(), hashes.end());
  std::vector<Digest> above;
  while (row.size() > 1) {
    above.resize(row.size() / 2);
    NodeHashes(row, absl::MakeSpan(above));
    row.swap(above);
  }
  return row.front();
}

absl::string_view ToBytes(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

absl::StatusOr<Digest> ToDigest(absl::string_view bytes) {
  Digest digest;
  if (bytes.size() != digest.size())
    return Refuse(absl::StatusCode::kInvalidArgument, "hash.length", "found {bytes} byte{bytes:s}, wanted a hash of 32",
                  {NumberField("bytes", bytes.size())});
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

absl::StatusOr<Digest> RootOf(uint64_t size, const NodeReader& nodes) {
  return size == 0 ? Sha256("") : HashOf({0, size}, nodes);
}

absl::StatusOr<std::vector<Digest>> InclusionProof(uint64_t index, uint64_t size, const NodeReader& nodes) {
  TRANCHE_CHECK(index < size, "an inclusion proof of leaf ", index, " of ", size);
  std::vector<Digest> proof;
  for (Range range = {0, size}; range.size > 1;) {
    const bool is_left = index < range.Right().first;
    if (absl::Status added = AddHash(is_left ? range.Right() : range.Left(), nodes, &proof); !added.ok()) return added;
    range = is_left ? range.Left() : range.Right();
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

absl::StatusOr<std::vector<Digest>> ConsistencyProof(uint64_t from, uint64_t to, const NodeReader& nodes) {
  TRANCHE_CHECK(from >= 1 && from <= to, "a consistency proof from ", from, " to ", to);
  std::vector<Digest> proof;
  Range range = {0, to};
  while (from != range.first + range.size) {
    const bool is_left = from <= range.Right().first;
    if (absl::Status added = AddHash(is_left ? range.Right() : range.Left(), nodes, &proof); !added.ok()) return added;
    range = is_left ? range.Left() : range.Right();
  }
  // The node that both trees share; omitted if it is the old root itself, which the verifier
  // already has.
  const absl::Status added = range.first > 0 ? AddHash(range, nodes, &proof) : absl::OkStatus();
  if (!added.ok()) return added;
  std::reverse(proof.begin(), proof.end());
  return proof;
}

absl::Status CheckInclusion(const Digest& leaf, uint64_t index, uint64_t size, absl::Span<const Digest> proof,
                            const Digest& root) {
  if (index >= size)
    return Contradiction("leaf {leaf} is not in a tree of {size}",
                         {NumberField("leaf", index), NumberField("size", size)});
  uint64_t node = index;
  uint64_t last = size - 1;
  Digest hash = leaf;
  for (const Digest& sibling : proof) {
    if (last == 0) return CheckLength(proof.size(), false);
    if (node % 2 == 1 || node == last) {
      hash = NodeHash(sibling, hash);
      while (node % 2 == 0 && node != 0) node >>= 1, last >>= 1;
    } else {
      hash = NodeHash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (absl::Status length = CheckLength(proof.size(), last == 0); !length.ok()) return length;
  return hash == root ? absl::OkStatus() : Contradiction("it leads to another root");
}

absl::Status CheckConsistency(uint64_t from, const Digest& from_root, uint64_t to, const Digest& to_root,
                              absl::Span<const Digest> proof) {
  if (from < 1 || from > to)
    return Contradiction("a tree of {from} does not begin one of {to}",
                         {NumberField("from", from), NumberField("to", to)});
  if (from == to) {
    if (absl::Status length = CheckLength(proof.size(), proof.empty()); !length.ok()) return length;
    return from_root == to_root ? absl::OkStatus() : Contradiction("two roots of one size");
  }
  std::vector<Digest> path(proof.begin(), proof.end());
  if (std::has_single_bit(from)) path.insert(path.begin(), from_root);
  if (path.empty()) return CheckLength(0, false);
  uint64_t node = from - 1;
  uint64_t last = to - 1;
  for (; node % 2 == 1; node >>= 1) last >>= 1;
  Digest old_hash = path.front();
  Digest new_hash = path.front();
  for (const Digest& sibling : absl::MakeSpan(path).subspan(1)) {
    if (last == 0) return CheckLength(proof.size(), false);
    if (node % 2 == 1 || node == last) {
      old_hash = NodeHash(sibling, old_hash);
      new_hash = NodeHash(sibling, new_hash);
      while (node % 2 == 0 && node != 0) node >>= 1, last >>= 1;
    } else {
      new_hash = NodeHash(new_hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (absl::Status length = CheckLength(proof.size(), last == 0); !length.ok()) return length;
  if (old_hash != from_root) return Contradiction("it leads to another root of {size}", {NumberField("size", from)});
  return new_hash == to_root ? absl::OkStatus()
                             : Contradiction("it leads to another root of {size}", {NumberField("size", to)});
}

}  // namespace tranche
