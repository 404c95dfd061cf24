#include "proof/balance_map.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proof/boundary_events.h"
#include "tests/replay/small_history.h"
#include "tests/support/reference_ledger.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"
#include "tests/support/workload.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

// Readable in failure messages.
std::string Shown(const std::string& leaf) { return absl::StrReplaceAll(leaf, {{absl::string_view("\0", 1), "/"}}); }

std::vector<std::string> LeavesOf(const BalanceMap& map) {
  std::vector<std::string> leaves;
  for (uint64_t i = map.size() - map.lines(); i < map.size(); ++i) leaves.push_back(Shown(map.leaf(i)));
  return leaves;
}

TEST(BalanceMapTest, HasALeafForEachLineAndMeasureWithItsSumByDay) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  const auto map = BalanceMap::Make(ledger->View(), ledger->head());
  ASSERT_THAT(map, IsOk());
  EXPECT_THAT(LeavesOf(*map),
              ::testing::ElementsAre(
                  "P1/2024/national///plan/2024-01-01 100 1\n",
                  "P1/2024/national/conferences|fairs//allocated/2024-02-01 60 1\n",
                  // The reversed payment of 20 and its reversal, on one day, cancel out.
                  "P1/2024/national/fairs//disbursed/2024-02-15 5 1\n2024-03-01 5 3\n2024-03-02 26 4\n",
                  "P1/2024/national/fairs//executed/2024-03-10 7 1\n", "P3/2024/local///plan/2024-01-01 50 1\n"));
  // The worked example of docs/proofs.md, computed by another program; and the root that nodes without order had.
  OrderedTree lines;
  for (uint64_t i = map->size() - map->lines(), at = 0; i < map->size(); ++i, ++at)
    lines.Set(at, LeafHash(map->leaf(i)), at > 0 ? SeparatorOf(map->leaf(i - 1), map->leaf(i)) : "");
  EXPECT_EQ(absl::BytesToHexString(ToBytes(lines.Root())),
            "6945c967f6441d47fad5384e89908738772d64155fd77f0215d3e5df91ba6266");
  const auto without_order = BalanceMap::Make(ledger->View(), ledger->head(), false);
  ASSERT_THAT(without_order, IsOk());
  EXPECT_EQ(absl::BytesToHexString(ToBytes(without_order->root())),
            "d2c00fd5a5655e9211f7680e7035eaabb539fb0bcde7451cfadedf4f83353734");
}

TEST(BalanceMapTest, IsAsItWasKnown) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  const auto before = BalanceMap::Make(ledger->View(), history.late.sequence);
  ASSERT_THAT(before, IsOk());
  EXPECT_THAT(LeavesOf(*before),
              ::testing::Contains("P1/2024/national/fairs//disbursed/2024-02-15 5 1\n2024-03-01 25 2\n"));
  const auto nothing = BalanceMap::Make(ledger->View(), history.plan.sequence - 1);
  ASSERT_THAT(nothing, IsOk());
  EXPECT_EQ(nothing->lines(), 0u);
  const auto not_even_units = BalanceMap::Make(ledger->View(), 1);
  ASSERT_THAT(not_even_units, IsOk());
  EXPECT_EQ(not_even_units->size(), 0u);
  EXPECT_EQ(not_even_units->root(), Sha256(""));
}

TEST(BalanceMapTest, AProofShowsAllLeavesThatBeginWithAPrefix) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  const auto map = BalanceMap::Make(ledger->View(), ledger->head());
  ASSERT_THAT(map, IsOk());
  const auto shown = [&](const std::string& prefix) {
    LineNodes nodes;
    const LinePrefixes prefixes({prefix});
    map->Prove(prefixes, &nodes);
    const auto leaves = CheckLines(nodes, map->root(), prefixes);
    EXPECT_THAT(leaves, IsOk());
    return leaves.ok() ? leaves->size() : 0;
  };
  const int32_t this_year = 2024;
  const int32_t next_year = 2025;
  const std::string national = "national";
  const std::string local = "local";
  EXPECT_EQ(shown(""), map->size());
  EXPECT_EQ(shown(std::string(kBoundaryPrefix)), map->size() - map->lines());
  EXPECT_EQ(shown(LeafPrefix("P1", nullptr, nullptr)), 4u);
  EXPECT_EQ(shown(LeafPrefix("P1", &this_year, &national)), 4u);
  EXPECT_EQ(shown(LeafPrefix("P1", &next_year, nullptr)), 0u);
  EXPECT_EQ(shown(LeafPrefix("P2", nullptr, nullptr)), 0u);
  EXPECT_EQ(shown(LeafPrefix("P3", &this_year, &local)), 1u);
  EXPECT_EQ(shown(LeafPrefix("P", nullptr, nullptr)), 0u);
}

TEST(BalanceMapTest, ALeafIsReadBackAndInOneFormOnly) {
  BalanceLeaf leaf;
  leaf.line = {"P1", "national", 2024, "fairs", "bridge"};
  leaf.measure = Measure::kDisbursed;
  leaf.days = {{Day("2024-02-15"), {5, 1}}, {Day("2024-03-01"), {-25, 3}}};
  const std::string bytes = leaf.ToBytes();
  EXPECT_THAT(BalanceLeaf::Parse(bytes), IsOkAndHolds(leaf));
  EXPECT_EQ(leaf.At(Day("2024-02-14")), PostedSum());
  EXPECT_EQ(leaf.At(Day("2024-02-15")), (PostedSum{5, 1}));
  EXPECT_EQ(leaf.At(Day("2024-12-31")), (PostedSum{-25, 3}));
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"disbursed", "paid"},
                                                        {"2024-03-01", "2024-02-15"},
                                                        {"2024-03-01", "2024-02-30"},
                                                        {"-25", "-025"},
                                                        {"-25", "-0"},
                                                        {"-25 3\n", "-25 3"},
                                                        {"-25 3\n", "-25 3\n\n"},
                                                        {"-25", "2.5"},
                                                        {"-25 3", "-25"},
                                                        {"-25 3", "-25 03"},
                                                        {"-25 3", "-25 -3"},
                                                        {"fairs", std::string("fa\0irs", 6)},
                                                        {std::string("2024\0", 5), std::string("+2024\0", 6)},
                                                        {"-25", "1000000000000000000000000000001"}}) {
    const std::string changed = absl::StrReplaceAll(bytes, {{from, to}});
    ASSERT_NE(changed, bytes) << from;
    EXPECT_THAT(BalanceLeaf::Parse(changed), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no balance leaf")))
        << from << " -> " << to;
  }
}

using Line = std::tuple<BudgetLine, Measure>;

// What each line moved on each day, as known at a sequence, according to the reference
// ledger.
std::map<Line, std::map<int32_t, PostedSum>> MovedIn(const ReferenceLedger& reference, uint64_t known_at) {
  std::map<Line, std::map<int32_t, PostedSum>> moved;
  for (const ReferenceLedger::Movement& each : reference.Movements()) {
    if (each.sequence > known_at) continue;
    const BudgetLine line = {each.unit, each.source, each.year, each.area, each.project};
    PostedSum& day = moved[{line, each.kind}][each.date];
    day.amount += each.amount;
    ++day.postings;
  }
  return moved;
}

void ExpectSums(const BalanceLeaf& leaf, const std::map<int32_t, PostedSum>& moved) {
  EXPECT_EQ(leaf.days.size(), moved.size()) << Shown(leaf.ToBytes());
  PostedSum sum;
  for (const auto& [date, day] : moved) {
    sum.amount += day.amount;
    sum.postings += day.postings;
    EXPECT_EQ(leaf.At(CivilDate::FromNumber(date).value()), sum) << Shown(leaf.ToBytes());
  }
}

TEST(BalanceMapTest, HasEveryLineAndDayOfTheReferenceLedgerAndNoOther) {
  for (const uint64_t seed : {1u, 2u, 3u, 4u}) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    Workload workload(seed);
    TestLedger ledger;
    ReferenceLedger reference;
    std::vector<v1::Event> first;
    for (Sequence sequence = 1; sequence <= ledger->head(); ++sequence) {
      first.push_back(ledger->log().Read(sequence).value());
      first.back().clear_sequence();
    }
    ASSERT_TRUE(reference.Append(first).has_value());
    for (int i = 0; i < 100; ++i) {
      const std::vector<v1::Event> batch = workload.NextBatch(ledger->head());
      ASSERT_EQ(ledger.Append(batch).ok(), reference.Append(batch).has_value());
    }
    const Sequence known_at = ledger->head() / 2 + workload.Pick(ledger->head() / 2);
    const auto wanted = MovedIn(reference, known_at);
    const auto map = BalanceMap::Make(ledger->View(), known_at);
    ASSERT_THAT(map, IsOk());
    ASSERT_EQ(map->lines(), wanted.size());
    for (uint64_t i = map->size() - map->lines(); i < map->size(); ++i) {
      const auto leaf = BalanceLeaf::Parse(map->leaf(i));
      ASSERT_THAT(leaf, IsOk());
      const auto moved = wanted.find({leaf->line, leaf->measure});
      ASSERT_NE(moved, wanted.end()) << Shown(map->leaf(i));
      ExpectSums(*leaf, moved->second);
      EXPECT_TRUE(i == 0 || map->leaf(i - 1) < map->leaf(i));
    }
  }
}

}  // namespace
}  // namespace tranche
