#include "proof/shared_paths.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAreArray;

constexpr auto kDoesNotHold = absl::StatusCode::kFailedPrecondition;

// A tree whose leaves are the numbers of their places, and how often each node was read.
class CountedTree {
 public:
  explicit CountedTree(uint64_t size) : size_(size) {}

  absl::StatusOr<Digest> Node(int level, uint64_t index) {
    ++read_[{level, index}];
    return Plain(level, index);
  }
  NodeReader Nodes() {
    return [this](int level, uint64_t index) { return Node(level, index); };
  }
  Digest Root() {
    return *RootOf(size_, [this](int level, uint64_t index) { return Plain(level, index); });
  }
  std::vector<PlacedLeaf> Leaves(const std::vector<uint64_t>& indices) {
    std::vector<PlacedLeaf> leaves;
    for (const uint64_t index : indices) leaves.push_back({index, Leaf(index)});
    return leaves;
  }
  static Digest Leaf(uint64_t index) { return LeafHash(absl::StrCat(index)); }
  const std::map<std::pair<int, uint64_t>, int>& read() const { return read_; }

 private:
  Digest Plain(int level, uint64_t index) {
    return level == 0 ? Leaf(index) : NodeHash(Plain(level - 1, 2 * index), Plain(level - 1, 2 * index + 1));
  }

  uint64_t size_;
  std::map<std::pair<int, uint64_t>, int> read_;
};

// The places that are set in `bits`.
std::vector<uint64_t> PlacesIn(uint64_t bits) {
  std::vector<uint64_t> places;
  for (uint64_t place = 0; bits >> place != 0; ++place) {
    if ((bits >> place) % 2 == 1) places.push_back(place);
  }
  return places;
}

TEST(SharedPathsTest, AnyLeavesOfAnyTreeLeadToItsRootByExactlyTheirHashes) {
  for (uint64_t size = 1; size <= 9; ++size) {
    for (uint64_t bits = 1; bits < uint64_t{1} << size; ++bits) {
      SCOPED_TRACE(absl::StrCat("leaves ", bits, " of ", size));
      CountedTree tree(size);
      const std::vector<uint64_t> places = PlacesIn(bits);
      auto hashes = ShareInclusionProofs(places, size, tree.Nodes());
      ASSERT_THAT(hashes, IsOk());
      const auto leaves = tree.Leaves(places);
      EXPECT_THAT(CheckSharedInclusion(leaves, size, *hashes, tree.Root()), IsOk());
      if (places.size() == 1) {
        EXPECT_THAT(*hashes, UnorderedElementsAreArray(*InclusionProof(places[0], size, tree.Nodes())));
      }
      hashes->push_back(tree.Root());
      EXPECT_THAT(CheckSharedInclusion(leaves, size, *hashes, tree.Root()),
                  StatusIs(kDoesNotHold, HasSubstr("too many")));
      hashes->pop_back();
      for (Digest& hash : *hashes) {
        hash[7] ^= 1;
        EXPECT_THAT(CheckSharedInclusion(leaves, size, *hashes, tree.Root()),
                    StatusIs(kDoesNotHold, HasSubstr("root")));
        hash[7] ^= 1;
      }
      if (hashes->empty()) continue;
      hashes->pop_back();
      EXPECT_THAT(CheckSharedInclusion(leaves, size, *hashes, tree.Root()),
                  StatusIs(kDoesNotHold, HasSubstr("too few")));
    }
  }
}

TEST(SharedPathsTest, OtherLeavesDoNotLeadToTheRoot) {
  CountedTree tree(6);
  const auto hashes = ShareInclusionProofs({1, 4}, 6, tree.Nodes());
  ASSERT_THAT(hashes, IsOk());
  for (const auto& other : std::vector<std::vector<uint64_t>>{{0, 4}, {1, 5}, {1}, {4}, {1, 2, 4}, {}})
    EXPECT_THAT(CheckSharedInclusion(tree.Leaves(other), 6, *hashes, tree.Root()), StatusIs(kDoesNotHold));
  EXPECT_THAT(CheckSharedInclusion({{1, tree.Leaf(4)}, {4, tree.Leaf(1)}}, 6, *hashes, tree.Root()),
              StatusIs(kDoesNotHold));
  EXPECT_THAT(CheckSharedInclusion(tree.Leaves({1, 6}), 6, *hashes, tree.Root()),
              StatusIs(kDoesNotHold, HasSubstr("event 7 is after the 6 events")));
  EXPECT_THAT(CheckSharedInclusion(tree.Leaves({1, UINT64_MAX}), 6, *hashes, tree.Root()), StatusIs(kDoesNotHold));
}

TEST(SharedPathsTest, NoLeafNeedsNoHash) {
  CountedTree tree(6);
  EXPECT_TRUE(ShareInclusionProofs({}, 6, tree.Nodes())->empty());
  EXPECT_THAT(CheckSharedInclusion({}, 6, {}, tree.Root()), IsOk());
  EXPECT_THAT(CheckSharedInclusion({}, 6, {tree.Root()}, tree.Root()), StatusIs(kDoesNotHold, HasSubstr("too many")));
}

TEST(SharedPathsTest, ATreeOfEverySizeIsWalkedInNoMoreStepsThanItHasLevels) {
  const Digest leaf = CountedTree::Leaf(0);
  EXPECT_THAT(CheckSharedInclusion({{UINT64_MAX - 1, leaf}}, UINT64_MAX, {}, leaf),
              StatusIs(kDoesNotHold, HasSubstr("too few")));
}

TEST(SharedPathsTest, ANodeIsReadOnceAndFromLeftToRightOnItsLevel) {
  CountedTree tree(37);
  std::map<int, uint64_t> last;
  const NodeReader nodes = [&](int level, uint64_t index) {
    EXPECT_TRUE(!last.contains(level) || last[level] < index) << level << ", " << index;
    last[level] = index;
    return tree.Node(level, index);
  };
  ASSERT_THAT(ShareInclusionProofs({3, 4, 18, 35}, 37, nodes), IsOk());
  for (const auto& [node, times] : tree.read()) EXPECT_EQ(times, 1) << node.first << ", " << node.second;
}

}  // namespace
}  // namespace tranche
