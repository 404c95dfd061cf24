#include "ledger/rules/running_balance.h"

#include <limits>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace tranche {
namespace {

// A brute-force reference implementation.
class PlainBalance {
 public:
  void Add(int32_t day, AmountSum amount) { changes_[day] += amount; }
  AmountSum At(int32_t day) const {
    AmountSum sum = 0;
    for (const auto& [each, amount] : changes_) sum += each <= day ? amount : 0;
    return sum;
  }
  std::optional<int32_t> FirstBelow(int32_t day, AmountSum floor) const {
    if (At(day) < floor) return day;
    for (const auto& [each, amount] : changes_) {
      if (each > day && At(each) < floor) return each;
    }
    return std::nullopt;
  }

 private:
  std::map<int32_t, AmountSum> changes_;
};

TEST(RunningBalanceTest, AnEmptyOneIsZeroOnEveryDay) {
  const RunningBalance balance;
  EXPECT_EQ(balance.At(0), 0);
  EXPECT_FALSE(balance.FirstBelow(-5, 0).has_value());
  ASSERT_TRUE(balance.FirstBelow(-5, 1).has_value());
  EXPECT_EQ(balance.FirstBelow(-5, 1)->day, -5);
}

TEST(RunningBalanceTest, AgreesWithBruteForceWhateverTheOrderOfTheDays) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const int32_t span = seed % 2 == 0 ? 40 : 1000;
    RunningBalance balance;
    PlainBalance plain;
    for (int i = 0; i < 1500; ++i) {
      const auto day = static_cast<int32_t>(random() % span) - 100;
      const auto amount = static_cast<int64_t>(random() % 200) - 90;
      balance.Add(day, amount);
      plain.Add(day, amount);
      if (i % 50 != 0) continue;
      const auto asked = static_cast<int32_t>(random() % (span + 20)) - 110;
      ASSERT_EQ(balance.At(asked), plain.At(asked));
      ASSERT_FALSE(plain.FirstBelow(asked, balance.LeastFrom(asked)).has_value());
      ASSERT_TRUE(plain.FirstBelow(asked, balance.LeastFrom(asked) + 1).has_value());
      for (int64_t floor : {-500, -1, 0, 10, 2000}) {
        const auto found = balance.FirstBelow(asked, floor);
        const auto wanted = plain.FirstBelow(asked, floor);
        ASSERT_EQ(found.has_value(), wanted.has_value()) << "floor " << floor;
        if (!found) continue;
        ASSERT_EQ(found->day, *wanted);
        ASSERT_EQ(found->balance, plain.At(*wanted));
      }
    }
  }
}

TEST(RunningBalanceTest, WhatIsTakenBackWasNeverAdded) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const auto add = [&](RunningBalance* balance, std::vector<std::pair<int32_t, int64_t>>* added) {
      added->emplace_back(static_cast<int32_t>(random() % 300), static_cast<int64_t>(random() % 200) - 90);
      balance->Add(added->back().first, added->back().second);
    };
    RunningBalance balance;
    PlainBalance plain;
    std::vector<std::pair<int32_t, int64_t>> kept;
    for (int i = 0; i < 200; ++i) {
      add(&balance, &kept);
      plain.Add(kept.back().first, kept.back().second);
      const size_t days = balance.days();
      std::vector<std::pair<int32_t, int64_t>> rehearsed;
      while (rehearsed.size() < random() % 100) add(&balance, &rehearsed);
      for (; !rehearsed.empty(); rehearsed.pop_back()) balance.Undo(rehearsed.back().first, rehearsed.back().second);
      ASSERT_EQ(balance.days(), days);
      const auto asked = static_cast<int32_t>(random() % 320) - 10;
      ASSERT_EQ(balance.At(asked), plain.At(asked));
      const auto found = balance.FirstBelow(asked, 0);
      ASSERT_EQ(found ? std::optional(found->day) : std::nullopt, plain.FirstBelow(asked, 0));
    }
    for (const auto& [day, amount] : kept) balance.Undo(day, amount);
    ASSERT_EQ(balance.days(), 0u);
    ASSERT_EQ(balance.At(400), 0);
  }
}

// Made of many amounts at once, then changed and taken apart one by one.
TEST(RunningBalanceTest, OfManyAmountsIsWhatAddingEachLeaves) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    PlainBalance plain;
    std::vector<DayAmount> amounts(random() % 500);
    for (DayAmount& each : amounts) {
      each = {static_cast<int32_t>(random() % 400), static_cast<int64_t>(random() % 200) - 90};
      plain.Add(each.day, each.amount);
    }
    RunningBalance balance(absl::MakeSpan(amounts));
    for (int i = 0; i < 100; ++i) {
      const auto asked = static_cast<int32_t>(random() % 420) - 10;
      ASSERT_EQ(balance.At(asked), plain.At(asked));
      const auto found = balance.FirstBelow(asked, 0);
      ASSERT_EQ(found ? std::optional(found->day) : std::nullopt, plain.FirstBelow(asked, 0));
      amounts.push_back({static_cast<int32_t>(random() % 400), static_cast<int64_t>(random() % 200) - 90});
      balance.Add(amounts.back().day, amounts.back().amount);
      plain.Add(amounts.back().day, amounts.back().amount);
    }
    for (const DayAmount& each : amounts) balance.Undo(each.day, each.amount);
    ASSERT_EQ(balance.days(), 0u);
    ASSERT_EQ(balance.At(400), 0);
  }
}

TEST(RunningBalanceTest, SumsAreWiderThan64Bits) {
  RunningBalance balance;
  for (int i = 0; i < 3; ++i) balance.Add(1, std::numeric_limits<int64_t>::max());
  EXPECT_EQ(balance.At(2), AmountSum(std::numeric_limits<int64_t>::max()) * 3);
}

}  // namespace
}  // namespace tranche
