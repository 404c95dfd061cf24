#include "projections/figures/rounding_interval.h"

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

constexpr int64_t kBillion = 1'000'000'000;

v1::PrintedNumber Money(int64_t digits, uint32_t decimals, int64_t scale = kBillion) {
  v1::PrintedNumber number;
  number.set_digits(digits);
  number.set_decimals(decimals);
  number.set_scale(scale);
  return number;
}

v1::PrintedNumber Percent(int64_t digits, uint32_t decimals) {
  v1::PrintedNumber number = Money(digits, decimals, 1);
  number.set_percent(true);
  return number;
}

RoundingInterval Between(const mpq_class& low, const mpq_class& high) { return {.low = low, .high = high}; }

RoundingInterval From(const mpq_class& low) { return {.low = low, .high = std::nullopt}; }

RoundingInterval UpTo(const mpq_class& high) { return {.low = std::nullopt, .high = high}; }

// "[-1/2, 3]", "[4, )": shows both ends in a failure.
std::string Text(const RoundingInterval& interval) {
  return "[" + (interval.low ? interval.low->get_str() : "") + ", " + (interval.high ? interval.high->get_str() : "") +
         (interval.high ? "]" : ")");
}

TEST(RoundingIntervalTest, ValueTakesDigitsDecimalsScaleAndPercent) {
  EXPECT_EQ(ValueOf(Money(1708, 1)), mpq_class("170800000000"));
  EXPECT_EQ(ValueOf(Money(64710, 0, 1'000'000)), mpq_class("64710000000"));
  EXPECT_EQ(ValueOf(Percent(256, 1)), mpq_class("32/125"));
  EXPECT_EQ(ValueOf(Percent(-85, 1)), mpq_class("-17/200"));
}

TEST(RoundingIntervalTest, ExactReachesHalfAUnitOfTheLastPlaceToBothSides) {
  EXPECT_EQ(Text(IntervalOf(Money(715, 1), v1::QUALIFIER_EXACT)), "[71450000000, 71550000000]");
  EXPECT_EQ(Text(IntervalOf(Money(715, 1), v1::QUALIFIER_UNSPECIFIED)), "[71450000000, 71550000000]");
  EXPECT_EQ(Text(IntervalOf(Percent(-85, 1), v1::QUALIFIER_EXACT)), "[-171/2000, -169/2000]");
}

TEST(RoundingIntervalTest, PrintedZerosNarrowTheInterval) {
  EXPECT_EQ(Text(IntervalOf(Percent(8, 0), v1::QUALIFIER_EXACT)), "[3/40, 17/200]");
  EXPECT_EQ(Text(IntervalOf(Percent(800, 2), v1::QUALIFIER_EXACT)), "[1599/20000, 1601/20000]");
}

TEST(RoundingIntervalTest, AlmostReachesOneUnitDown) {
  EXPECT_EQ(Text(IntervalOf(Money(67, 1), v1::QUALIFIER_ALMOST)), "[6600000000, 6700000000]");
}

TEST(RoundingIntervalTest, AboutReachesOneUnitToBothSides) {
  EXPECT_EQ(Text(IntervalOf(Money(4, 0), v1::QUALIFIER_ABOUT)), "[3000000000, 5000000000]");
}

TEST(RoundingIntervalTest, OverAndAtMostHaveOneBound) {
  EXPECT_EQ(Text(IntervalOf(Money(7, 0), v1::QUALIFIER_OVER)), "[7000000000, )");
  EXPECT_EQ(Text(IntervalOf(Percent(30, 0), v1::QUALIFIER_AT_MOST)), "[, 3/10]");
}

TEST(RoundingIntervalTest, AWordBeforeADecreaseSpeaksOfItsSize) {
  EXPECT_EQ(Text(IntervalOf(Percent(-8, 0), v1::QUALIFIER_ALMOST)), "[-2/25, -7/100]");
  EXPECT_EQ(Text(IntervalOf(Percent(-8, 0), v1::QUALIFIER_OVER)), "[, -2/25]");
  EXPECT_EQ(Text(IntervalOf(Percent(-8, 0), v1::QUALIFIER_AT_MOST)), "[-2/25, )");
}

TEST(RoundingIntervalTest, AddAndSubtractMoveTheEndsApart) {
  EXPECT_EQ(Text(Add(Between(1, 2), Between(10, 20))), "[11, 22]");
  EXPECT_EQ(Text(Subtract(Between(1, 2), Between(10, 20))), "[-19, -8]");
  EXPECT_EQ(Text(MinusOne(Between(mpq_class("1/2"), 3))), "[-1/2, 2]");
}

TEST(RoundingIntervalTest, AMissingBoundStaysMissing) {
  EXPECT_EQ(Text(Add(From(1), Between(10, 20))), "[11, )");
  EXPECT_EQ(Text(Subtract(Between(1, 2), From(10))), "[, -8]");
  EXPECT_EQ(Text(Subtract(Between(1, 2), UpTo(10))), "[-9, )");
}

TEST(RoundingIntervalTest, DivideTakesTheFurthestQuotientsForEachSign) {
  EXPECT_EQ(Text(*Divide(Between(2, 3), Between(4, 5))), "[2/5, 3/4]");
  EXPECT_EQ(Text(*Divide(Between(-2, 3), Between(4, 5))), "[-1/2, 3/4]");
  EXPECT_EQ(Text(*Divide(Between(-3, -2), Between(4, 5))), "[-3/4, -2/5]");
}

TEST(RoundingIntervalTest, DivideByAnUnboundedDenominatorReachesZero) {
  EXPECT_EQ(Text(*Divide(Between(2, 3), From(4))), "[0, 3/4]");
  EXPECT_EQ(Text(*Divide(Between(-3, -2), From(4))), "[-3/4, 0]");
  EXPECT_EQ(Text(*Divide(From(2), Between(4, 5))), "[2/5, )");
}

TEST(RoundingIntervalTest, DivideRefusesADenominatorThatMayBeZeroOrLess) {
  for (const RoundingInterval& denominator : {Between(0, 1), Between(-1, 1), Between(-2, -1), UpTo(5)}) {
    EXPECT_EQ(Divide(Between(1, 2), denominator).status().code(), absl::StatusCode::kInvalidArgument)
        << Text(denominator);
  }
}

TEST(RoundingIntervalTest, ACommonEndIsAnIntersection) {
  EXPECT_TRUE(Intersects(Between(1, 2), Between(2, 3)));
  EXPECT_TRUE(Intersects(Between(2, 3), Between(1, 2)));
  EXPECT_FALSE(Intersects(Between(1, 2), Between(mpq_class("2001/1000"), 3)));
  EXPECT_FALSE(Intersects(From(3), UpTo(2)));
  EXPECT_TRUE(Intersects(From(2), UpTo(2)));
}

TEST(RoundingIntervalTest, ContainsBothEndsAndNothingBeyond) {
  EXPECT_TRUE(Contains(Between(1, 2), 1));
  EXPECT_TRUE(Contains(Between(1, 2), 2));
  EXPECT_FALSE(Contains(Between(1, 2), mpq_class("2000001/1000000")));
  EXPECT_FALSE(Contains(Between(1, 2), mpq_class("999999/1000000")));
  EXPECT_TRUE(Contains(From(1), mpq_class("1000000000000000000000000")));
}

TEST(RoundingIntervalTest, RoundToPrintedUsesThePlacesOfTheOtherNumber) {
  EXPECT_EQ(RoundToPrinted(mpq_class("183/715"), Percent(256, 1)), mpq_class("32/125"));
  EXPECT_EQ(RoundToPrinted(mpq_class("170650000000"), Money(1, 1)), mpq_class("170700000000"));
  EXPECT_EQ(RoundToPrinted(mpq_class("-170650000000"), Money(1, 1)), mpq_class("-170700000000"));
  EXPECT_EQ(RoundToPrinted(mpq_class("170649999999"), Money(1, 1)), mpq_class("170600000000"));
}

TEST(RoundingIntervalTest, ToDecimalRoundsHalfAwayFromZero) {
  EXPECT_EQ(ToDecimal(mpq_class("1/8"), 2), "0.13");
  EXPECT_EQ(ToDecimal(mpq_class("-1/8"), 2), "-0.13");
  EXPECT_EQ(ToDecimal(mpq_class("1249/10000"), 2), "0.12");
  EXPECT_EQ(ToDecimal(mpq_class("1999/10"), 0), "200");
  EXPECT_EQ(ToDecimal(mpq_class("170800000000"), 0), "170800000000");
  EXPECT_EQ(ToDecimal(5, 2), "5.00");
}

TEST(RoundingIntervalTest, ToDecimalNeverPrintsANegativeZero) {
  EXPECT_EQ(ToDecimal(mpq_class("-1/1000"), 2), "0.00");
  EXPECT_EQ(ToDecimal(0, 0), "0");
}

TEST(RoundingIntervalTest, ANumberWithoutScaleOrWithTooManyDecimalsIsNotReadable) {
  EXPECT_FALSE(IsReadable(Money(1, 0, 0)));
  EXPECT_FALSE(IsReadable(Money(1, 0, -1)));
  EXPECT_FALSE(IsReadable(Money(1, kPrintedDecimalsMax + 1)));
  EXPECT_TRUE(IsReadable(Money(1, kPrintedDecimalsMax, 1)));
}

TEST(RoundingIntervalTest, TheLargestNumbersAreExact) {
  const v1::PrintedNumber largest = Money(INT64_MAX, 0, INT64_MAX);
  EXPECT_EQ(ValueOf(largest).get_str(), "85070591730234615847396907784232501249");
  EXPECT_EQ(ToDecimal(ValueOf(Money(INT64_MIN, 18, 1)), 18), "-9.223372036854775808");
}

}  // namespace
}  // namespace tranche
