#include "projections/index/least_balance.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "events/civil_date.h"
#include "gtest/gtest.h"
#include "projections/index/scope_row.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

// Changes by day, as a row stores them.
std::string Packed(const std::map<int32_t, AmountSum>& changes) {
  std::vector<DayAmount> amounts;
  for (const auto& [day, amount] : changes) amounts.push_back({day, amount});
  std::string bytes;
  AppendDaySums(amounts, &bytes);
  return bytes;
}

TEST(LeastBalanceTest, WithoutLaterChangesIsTheBalanceOfTheDay) { EXPECT_EQ(LeastBalance(7).From(5), 5); }

TEST(LeastBalanceTest, ChangesOfOneDayCountTogether) {
  for (const int32_t day : {8, 100'000}) {
    LeastBalance least(7);
    least.Add(9, 0);  // so that the other day is near, or far
    least.Add(day, -4);
    least.Add(day, 3);
    EXPECT_EQ(least.From(5), 4) << day;
  }
}

TEST(LeastBalanceTest, DaysMayBeAsFarApartAsDatesCan) {
  const int32_t first = DayOf(CivilDate::Parse("1900-01-01").value());
  LeastBalance least(first);
  least.Add(DayOf(CivilDate::Max()), -9);
  least.Add(first + 1, -1);
  EXPECT_EQ(least.From(5), -5);
}

// Against a scan of all days in their order, with changes near and far, before and after the first one added.
class RandomLeastBalanceTest : public ::testing::TestWithParam<uint64_t> {};

TEST_P(RandomLeastBalanceTest, AgreesWithAScan) {
  std::mt19937_64 random(GetParam());
  const auto pick = [&](int32_t below) { return static_cast<int32_t>(random() % static_cast<uint64_t>(below)); };
  for (int round = 0; round < 200; ++round) {
    const int32_t day = 20'000;
    const int32_t reach = round % 2 == 0 ? 400 : 5000;
    LeastBalance least(day);
    std::map<int32_t, AmountSum> all;
    for (int part = pick(4); part >= 0; --part) {
      std::map<int32_t, AmountSum> row;
      for (int i = pick(30); i >= 0; --i) row[day - 50 + pick(reach)] += pick(200) - 100;
      const int sign = pick(2) == 0 ? 1 : -1;
      const std::string bytes = Packed(row);
      storage::PackedReader reader(bytes);
      DaySums sums;
      ASSERT_TRUE(DaySums::Read(&reader, &sums));
      least.AddFrom(sums, sums.FirstAfter(day), sign);
      for (const auto& [on, amount] : row) all[on] += on > day ? sign * amount : 0;
      const int32_t single = day + 1 + pick(reach);
      least.Add(single, sign * part);
      all[single] += sign * part;
    }
    AmountSum balance = 1000;
    AmountSum expected = balance;
    for (const auto& [on, amount] : all) expected = std::min(expected, balance += amount);
    ASSERT_EQ(least.From(1000), expected) << round;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomLeastBalanceTest, ::testing::Range<uint64_t>(1, 9));

}  // namespace
}  // namespace tranche
