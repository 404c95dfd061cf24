#include "events/money.h"

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

TEST(MoneyTest, AddsUpToTheEdgeOf64BitsAndNoFurther) {
  EXPECT_EQ(CheckedAdd(kMax - 1, 1), kMax);
  EXPECT_EQ(CheckedAdd(kMax, 1), std::nullopt);
  EXPECT_EQ(CheckedAdd(kMin, -1), std::nullopt);
  EXPECT_EQ(CheckedAdd(kMin, kMax), -1);
}

TEST(MoneyTest, NegatesAllButTheLeastAmount) {
  EXPECT_EQ(CheckedNegate(5), -5);
  EXPECT_EQ(CheckedNegate(kMax), -kMax);
  EXPECT_EQ(CheckedNegate(kMin), std::nullopt);
}

TEST(MoneyTest, SumsAreWiderThanAmounts) {
  AmountSum sum = kMax;
  sum += kMax;
  sum += 2;
  EXPECT_EQ(ToDigits(sum), "18446744073709551616");
  EXPECT_EQ(ToDigits(-sum), "-18446744073709551616");
}

TEST(MoneyTest, GroupsDigitsByThree) {
  EXPECT_EQ(ToGroupedDigits(0), "0");
  EXPECT_EQ(ToGroupedDigits(999), "999");
  EXPECT_EQ(ToGroupedDigits(-999), "-999");
  EXPECT_EQ(ToGroupedDigits(1000), "1,000");
  EXPECT_EQ(ToGroupedDigits(-1234567), "-1,234,567");
  EXPECT_EQ(ToGroupedDigits(18300000000, '.'), "18.300.000.000");
}

}  // namespace
}  // namespace tranche
