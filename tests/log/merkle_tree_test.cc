#include "log/merkle_tree.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Hex(const Digest& digest) { return absl::BytesToHexString(ToBytes(digest)); }

std::vector<std::string> Hex(const std::vector<Digest>& digests) {
  std::vector<std::string> texts;
  for (const Digest& digest : digests) texts.push_back(Hex(digest));
  return texts;
}

// The tree exactly as defined in section 2.1 of RFC 6962, over whole lists.
class PlainTree {
 public:
  explicit PlainTree(std::vector<std::string> entries) : entries_(std::move(entries)) {}

  uint64_t size() const { return entries_.size(); }
  Digest Leaf(uint64_t index) const { return LeafHash(entries_[index]); }

  Digest Hash(uint64_t first, uint64_t size) const {
    if (size == 0) return Sha256("");
    if (size == 1) return Leaf(first);
    uint64_t left = 1;
    while (2 * left < size) left *= 2;
    return NodeHash(Hash(first, left), Hash(first + left, size - left));
  }

  NodeReader Nodes() const {
    return [this](int level, uint64_t index) -> absl::StatusOr<Digest> {
      return Hash(index << level, uint64_t{1} << level);
    };
  }

 private:
  std::vector<std::string> entries_;
};

// The test vectors of the reference implementation of RFC 6962
// (google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc).
PlainTree Published() {
  std::vector<std::string> entries;
  for (const char* hex :
       {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"})
    entries.push_back(absl::HexStringToBytes(hex));
  return PlainTree(entries);
}

constexpr const char* kPublishedRoots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                           "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                           "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                           "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                           "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                           "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                           "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                           "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                           "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

TEST(MerkleTreeTest, HasThePublishedRoots) {
  const PlainTree tree = Published();
  for (uint64_t size = 0; size <= tree.size(); ++size) {
    const auto root = RootOf(size, tree.Nodes());
    ASSERT_THAT(root, IsOk());
    EXPECT_EQ(Hex(*root), kPublishedRoots[size]) << size;
  }
}

TEST(MerkleTreeTest, HasThePublishedInclusionProofs) {
  const PlainTree tree = Published();
  EXPECT_THAT(InclusionProof(0, 1, tree.Nodes()), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(Hex(*InclusionProof(0, 8, tree.Nodes())),
              ElementsAre("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                          "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"));
  EXPECT_THAT(Hex(*InclusionProof(5, 8, tree.Nodes())),
              ElementsAre("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
  EXPECT_THAT(Hex(*InclusionProof(2, 3, tree.Nodes())),
              ElementsAre("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"));
  EXPECT_THAT(Hex(*InclusionProof(1, 5, tree.Nodes())),
              ElementsAre("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"));
}

TEST(MerkleTreeTest, HasThePublishedConsistencyProofs) {
  const PlainTree tree = Published();
  EXPECT_THAT(ConsistencyProof(1, 1, tree.Nodes()), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(Hex(*ConsistencyProof(1, 8, tree.Nodes())),
              ElementsAre("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                          "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"));
  EXPECT_THAT(Hex(*ConsistencyProof(6, 8, tree.Nodes())),
              ElementsAre("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
  EXPECT_THAT(Hex(*ConsistencyProof(2, 5, tree.Nodes())),
              ElementsAre("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"));
}

PlainTree Counted(uint64_t size) {
  std::vector<std::string> entries;
  for (uint64_t i = 0; i < size; ++i) entries.push_back(absl::StrCat("entry ", i));
  return PlainTree(entries);
}

constexpr uint64_t kSizeMax = 40;

TEST(MerkleTreeTest, EveryInclusionProofHolds) {
  const PlainTree tree = Counted(kSizeMax);
  for (uint64_t size = 1; size <= kSizeMax; ++size) {
    for (uint64_t index = 0; index < size; ++index) {
      const auto proof = InclusionProof(index, size, tree.Nodes());
      ASSERT_THAT(proof, IsOk());
      EXPECT_THAT(CheckInclusion(tree.Leaf(index), index, size, *proof, tree.Hash(0, size)), IsOk())
          << index << " of " << size;
    }
  }
}

TEST(MerkleTreeTest, EveryConsistencyProofHolds) {
  const PlainTree tree = Counted(kSizeMax);
  for (uint64_t to = 1; to <= kSizeMax; ++to) {
    for (uint64_t from = 1; from <= to; ++from) {
      const auto proof = ConsistencyProof(from, to, tree.Nodes());
      ASSERT_THAT(proof, IsOk());
      EXPECT_THAT(CheckConsistency(from, tree.Hash(0, from), to, tree.Hash(0, to), *proof), IsOk())
          << from << " to " << to;
    }
  }
}

// Tampers with the parts of a proof.
template <typename Check>
void ExpectEveryChangeIsFound(const std::vector<Digest>& proof, const Check& check) {
  for (size_t i = 0; i < proof.size(); ++i) {
    std::vector<Digest> changed = proof;
    changed[i][7] ^= 0x20;
    EXPECT_THAT(check(changed), StatusIs(absl::StatusCode::kFailedPrecondition)) << "hash " << i;
    changed = proof;
    changed.erase(changed.begin() + static_cast<ptrdiff_t>(i));
    EXPECT_THAT(check(changed), StatusIs(absl::StatusCode::kFailedPrecondition)) << "without hash " << i;
  }
  std::vector<Digest> longer = proof;
  longer.push_back(Sha256("more"));
  EXPECT_THAT(check(longer), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another length")));
}

TEST(MerkleTreeTest, AChangedInclusionProofDoesNotHold) {
  const PlainTree tree = Counted(kSizeMax);
  for (uint64_t size : {1, 2, 7, 8, 9, 31, 40}) {
    const Digest root = tree.Hash(0, size);
    for (uint64_t index = 0; index < size; ++index) {
      const auto proof = InclusionProof(index, size, tree.Nodes());
      ASSERT_THAT(proof, IsOk());
      ExpectEveryChangeIsFound(*proof, [&](const std::vector<Digest>& changed) {
        return CheckInclusion(tree.Leaf(index), index, size, changed, root);
      });
      EXPECT_FALSE(CheckInclusion(LeafHash("another"), index, size, *proof, root).ok());
      EXPECT_FALSE(CheckInclusion(tree.Leaf(index), index, size, *proof, Sha256("root")).ok());
      EXPECT_FALSE(CheckInclusion(tree.Leaf(index), size, size, *proof, root).ok());
      if (size == 1) continue;
      EXPECT_FALSE(CheckInclusion(tree.Leaf(index), (index + 1) % size, size, *proof, root).ok());
    }
  }
}

TEST(MerkleTreeTest, AChangedConsistencyProofDoesNotHold) {
  const PlainTree tree = Counted(kSizeMax);
  for (uint64_t to : {2, 7, 8, 9, 31, 40}) {
    for (uint64_t from = 1; from <= to; ++from) {
      const Digest from_root = tree.Hash(0, from);
      const Digest to_root = tree.Hash(0, to);
      const auto proof = ConsistencyProof(from, to, tree.Nodes());
      ASSERT_THAT(proof, IsOk());
      ExpectEveryChangeIsFound(*proof, [&](const std::vector<Digest>& changed) {
        return CheckConsistency(from, from_root, to, to_root, changed);
      });
      EXPECT_FALSE(CheckConsistency(from, Sha256("x"), to, to_root, *proof).ok()) << from << " to " << to;
      EXPECT_FALSE(CheckConsistency(from, from_root, to, Sha256("x"), *proof).ok()) << from << " to " << to;
      EXPECT_FALSE(CheckConsistency(to, to_root, from, from_root, *proof).ok() && from != to);
    }
  }
  EXPECT_FALSE(CheckConsistency(0, Sha256(""), 7, tree.Hash(0, 7), {}).ok());
}

TEST(MerkleTreeTest, ALeafIsNeverTakenForANode) {
  const Digest left = LeafHash("left");
  const Digest right = LeafHash("right");
  EXPECT_NE(LeafHash(absl::StrCat(ToBytes(left), ToBytes(right))), NodeHash(left, right));
}

TEST(MerkleTreeTest, ManyHashesAtOnceAreThoseOfEach) {
  for (size_t count = 0; count <= 150; ++count) {
    std::vector<std::string> entries;
    for (size_t i = 0; i < 2 * count; ++i) entries.push_back(absl::StrCat("entry ", i * i * i));
    std::vector<Digest> leaves(entries.size());
    LeafHashes(std::vector<absl::string_view>(entries.begin(), entries.end()), absl::MakeSpan(leaves));
    std::vector<Digest> parents(count);
    NodeHashes(leaves, absl::MakeSpan(parents));
    for (size_t i = 0; i < leaves.size(); ++i) ASSERT_EQ(leaves[i], LeafHash(entries[i])) << i << " of " << count;
    for (size_t i = 0; i < count; ++i)
      ASSERT_EQ(parents[i], NodeHash(leaves[2 * i], leaves[2 * i + 1])) << i << " of " << count;
  }
}

TEST(MerkleTreeTest, ADigestIsThirtyTwoBytes) {
  EXPECT_THAT(ToDigest(ToBytes(Sha256("a"))), IsOkAndHolds(Sha256("a")));
  EXPECT_THAT(ToDigest("short"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found 5 bytes")));
}

TEST(MerkleTreeTest, AnErrorOfWhoReadsTheNodesIsHandedOn) {
  const NodeReader damaged = [](int, uint64_t) -> absl::StatusOr<Digest> { return absl::DataLossError("a tile"); };
  EXPECT_THAT(RootOf(3, damaged), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(InclusionProof(1, 3, damaged), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(ConsistencyProof(2, 3, damaged), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace tranche
