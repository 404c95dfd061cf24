#include "proof/proven_lines.h"

#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kDoesNotHold = absl::StatusCode::kFailedPrecondition;

std::string Leaf(absl::string_view unit, absl::string_view rest) {
  return absl::StrCat(unit, absl::string_view("\0", 1), rest);
}

// The leaves of `units`.
LinePrefixes Of(const std::vector<std::string>& units) {
  std::vector<std::string> prefixes;
  for (const std::string& unit : units) prefixes.push_back(Leaf(unit, ""));
  return LinePrefixes(std::move(prefixes));
}

class HonestTree {
 public:
  explicit HonestTree(std::vector<std::string> leaves) : leaves_(std::move(leaves)) {
    for (size_t i = 0; i < leaves_.size(); ++i)
      tree_.Set(i, LeafHash(leaves_[i]), i > 0 ? SeparatorOf(leaves_[i - 1], leaves_[i]) : "");
    root_ = tree_.Root();
  }

  LineNodes Show(const LinePrefixes& prefixes) const {
    LineNodes nodes;
    LinesInMemory tree(tree_, leaves_);
    EXPECT_THAT(ProveLines(&tree, prefixes, &nodes), IsOk());
    return nodes;
  }
  const Digest& root() const { return root_; }

 private:
  std::vector<std::string> leaves_;
  OrderedTree tree_;
  Digest root_ = {};
};

TEST(ProvenLinesTest, TheLinesOfSomeUnitsAreShownAndTheOthersAreHashes) {
  std::vector<std::string> leaves;
  for (int unit = 10; unit < 30; ++unit) {
    for (const char* line : {"a", "b", "c"}) leaves.push_back(Leaf(absl::StrCat("P", unit), line));
  }
  const HonestTree tree(leaves);
  const LinePrefixes two = Of({"P12", "P29"});
  const LineNodes nodes = tree.Show(two);
  EXPECT_THAT(CheckLines(nodes, tree.root(), two),
              IsOkAndHolds(ElementsAre(leaves[6], leaves[7], leaves[8], leaves[57], leaves[58], leaves[59])));
  int shown = 0;
  for (const v1::LineNode& node : nodes) shown += node.has_leaf() ? 1 : 0;
  EXPECT_EQ(shown, 6) << "no line of another unit is given away";
  EXPECT_LT(nodes.size(), 30);
  EXPECT_THAT(CheckLines(nodes, tree.root(), Of({"P13"})), StatusIs(kDoesNotHold, HasSubstr("leaves out")));
  EXPECT_THAT(CheckLines(tree.Show(Of({"P2"})), tree.root(), Of({"P2"})), IsOkAndHolds(IsEmpty()));
  EXPECT_EQ(tree.Show(LinePrefixes({""})).size(), 119);
}

TEST(ProvenLinesTest, ATreeWithoutLeavesHasTheRootOfNothing) {
  EXPECT_THAT(CheckLines({}, Sha256(""), Of({"P1"})), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(CheckLines({}, LeafHash(""), Of({"P1"})), StatusIs(kDoesNotHold, HasSubstr("another root")));
}

TEST(ProvenLinesTest, WhatIsNoTreeIsRefused) {
  const HonestTree tree({Leaf("A", "1"), Leaf("B", "1"), Leaf("C", "1")});
  const LinePrefixes b = Of({"B"});
  const LineNodes nodes = tree.Show(b);
  LineNodes changed = nodes;
  changed.RemoveLast();
  EXPECT_THAT(CheckLines(changed, tree.root(), b), StatusIs(kDoesNotHold, HasSubstr("cut off")));
  changed = nodes;
  *changed.Add() = nodes.Get(0);
  EXPECT_THAT(CheckLines(changed, tree.root(), b), StatusIs(kDoesNotHold, HasSubstr("more nodes follow")));
  changed.Clear();
  changed.Add();
  EXPECT_THAT(CheckLines(changed, tree.root(), b), StatusIs(kDoesNotHold, HasSubstr("is empty")));
  changed.Clear();
  for (int i = 0; i < 70; ++i) changed.Add()->set_separator(std::string(static_cast<size_t>(100 - i), 'x'));
  EXPECT_THAT(CheckLines(changed, tree.root(), b), StatusIs(kDoesNotHold, HasSubstr("too deep")));
  changed.Clear();
  for (int i = 0; i < 3; ++i) changed.Add()->set_separator("x");
  EXPECT_THAT(CheckLines(changed, tree.root(), b), StatusIs(kDoesNotHold, HasSubstr("not in order")));
}

// A tree as whoever runs the ledger may build it: of any shape, with any leaves in any order, and any separators.
struct HostileTree {
  std::string leaf;
  std::string separator;
  std::unique_ptr<HostileTree> left, right;
  Digest hash = {};

  HostileTree(int leaves, std::mt19937* random) {
    const auto pick = [random](const std::vector<std::string>& texts) { return texts[(*random)() % texts.size()]; };
    if (leaves == 1) {
      leaf = pick({Leaf("A", "1"), Leaf("B", "1"), Leaf("B", "2"), Leaf("B", "3"), Leaf("C", "1")});
      hash = LeafHash(leaf);
      return;
    }
    separator = pick({"A", "B", Leaf("B", "1"), Leaf("B", "2"), Leaf("B", "21"), "C", Leaf("C", "1"), "D"});
    const int on_left = 1 + static_cast<int>((*random)() % static_cast<uint32_t>(leaves - 1));
    left = std::make_unique<HostileTree>(on_left, random);
    right = std::make_unique<HostileTree>(leaves - on_left, random);
    hash = SplitHash(left->hash, right->hash, separator);
  }
};

// Every way to show a part of `tree` and to hide the rest.
std::vector<std::vector<v1::LineNode>> WaysToShow(const HostileTree& tree) {
  std::vector<std::vector<v1::LineNode>> ways(1, std::vector<v1::LineNode>(1));
  ways[0][0].set_hash(std::string(ToBytes(tree.hash)));
  v1::LineNode node;
  if (tree.left == nullptr) {
    node.set_leaf(tree.leaf);
    ways.push_back({node});
    return ways;
  }
  node.set_separator(tree.separator);
  for (const auto& left : WaysToShow(*tree.left)) {
    for (const auto& right : WaysToShow(*tree.right)) {
      ways.push_back({node});
      ways.back().insert(ways.back().end(), left.begin(), left.end());
      ways.back().insert(ways.back().end(), right.begin(), right.end());
    }
  }
  return ways;
}

// The lists of leaves of B that pass as all of them under the root of `tree`.
std::set<std::vector<std::string>> Believed(const HostileTree& tree) {
  std::set<std::vector<std::string>> believed;
  for (const std::vector<v1::LineNode>& way : WaysToShow(tree)) {
    LineNodes nodes;
    for (const v1::LineNode& node : way) *nodes.Add() = node;
    const auto leaves = CheckLines(nodes, tree.hash, Of({"B"}));
    if (leaves.ok()) believed.emplace(leaves->begin(), leaves->end());
  }
  return believed;
}

TEST(ProvenLinesTest, UnderOneRootAtMostOneListOfLinesPassesWhateverTheTree) {
  std::mt19937 random(20261126);
  int trees_with_one = 0;
  int trees_with_none = 0;
  for (int i = 0; i < 3000; ++i) {
    const HostileTree tree(1 + static_cast<int>(random() % 5), &random);
    const size_t lists = Believed(tree).size();
    ASSERT_LE(lists, 1U) << "tree " << i;
    (lists == 1 ? trees_with_one : trees_with_none) += 1;
  }
  EXPECT_GT(trees_with_one, 300);
  EXPECT_GT(trees_with_none, 300);
}

}  // namespace
}  // namespace tranche
