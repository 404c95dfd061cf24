#include "bench/interleaved.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

using ::testing::DoubleNear;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::SizeIs;

TEST(InterleavedTest, EverySecondRoundRunsInTheOppositeOrder) {
  std::vector<std::string> order;
  const std::vector<Contender> contenders = {
      {"ours", 1, [&order] { order.emplace_back("prepare"); }, [&order] { order.emplace_back("ours"); }},
      {"raw", 1, nullptr, [&order] { order.emplace_back("raw"); }}};
  EXPECT_THAT(RunRound(contenders, 0), SizeIs(2));
  EXPECT_THAT(RunRound(contenders, 1), Each(Ge(0.0)));
  EXPECT_THAT(order, ElementsAre("prepare", "ours", "raw", "raw", "prepare", "ours"));
}

TEST(InterleavedTest, ARatioIsTakenWithinItsRound) {
  const std::vector<Contender> contenders = {{"ours", 100, nullptr, nullptr}, {"raw", 10, nullptr, nullptr}};
  // The machine slows down by ten in the second round; the ratios are 10, 10, 20, 40 and 40.
  const RoundTimes times = {{1, 1}, {10, 10}, {1, 2}, {1, 4}, {1, 4}};
  const std::vector<Standing> standings = Standings(contenders, times);
  ASSERT_THAT(standings, SizeIs(2));
  EXPECT_EQ(standings[0].name, "ours");
  EXPECT_THAT(standings[0].rate, DoubleNear(100, 1e-9));
  EXPECT_THAT(standings[0].ratio, DoubleNear(1, 1e-9));
  EXPECT_THAT(standings[1].rate, DoubleNear(2.5, 1e-9));
  EXPECT_THAT(standings[1].ratio, DoubleNear(20, 1e-9));
  EXPECT_THAT(standings[1].ratio_low, DoubleNear(10, 1e-9));
  EXPECT_THAT(standings[1].ratio_high, DoubleNear(40, 1e-9));
}

TEST(InterleavedTest, NoRoundsHaveNoStandings) {
  EXPECT_THAT(Standings({{"ours", 1, nullptr, nullptr}}, {}), SizeIs(0));
}

}  // namespace
}  // namespace tranche
