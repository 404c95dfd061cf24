#include "events/measure.h"

#include "gtest/gtest.h"

namespace tranche {
namespace {

TEST(MeasureTest, NumbersAndNamesAreThoseThatRowsAndCommittedBalancesHold) {
  EXPECT_EQ(MeasureName(static_cast<Measure>(1)), "plan");
  EXPECT_EQ(MeasureName(static_cast<Measure>(2)), "allocated");
  EXPECT_EQ(MeasureName(static_cast<Measure>(4)), "disbursed");
  EXPECT_EQ(MeasureName(static_cast<Measure>(5)), "executed");
}

TEST(MeasureTest, EachLineOfTheTableIsFoundByItsNumberNameAndPosition) {
  for (size_t i = 0; i < kMeasureCount; ++i) {
    const NamedMeasure& each = kMeasureTable[i];
    EXPECT_EQ(IndexOf(each.measure), i);
    EXPECT_TRUE(IsMeasure(static_cast<uint8_t>(each.measure)));
    EXPECT_EQ(MeasureNamed(each.name), each.measure);
  }
  EXPECT_FALSE(IsMeasure(0));
  EXPECT_FALSE(IsMeasure(255));
  EXPECT_EQ(MeasureNamed("growth"), std::nullopt);
}

TEST(MeasureDeathTest, ANumberThatIsNoMeasureIsABug) {
  EXPECT_DEATH(MeasureName(static_cast<Measure>(0)), "measure 0 is not in the table");
}

TEST(MeasureSumsTest, AnAbsentMeasureCountsAsNothingAndIsNotZero) {
  MeasureSums none;
  MeasureSums zero;
  zero.Add(Measure::kPlan, 5);
  zero.Add(Measure::kPlan, -5);
  EXPECT_EQ(none[Measure::kPlan], 0);
  EXPECT_EQ(zero[Measure::kPlan], 0);
  EXPECT_FALSE(none.Has(Measure::kPlan));
  EXPECT_TRUE(zero.Has(Measure::kPlan));
  EXPECT_NE(none, zero);
}

TEST(MeasureSumsTest, AddsUpMeasureByMeasure) {
  MeasureSums sums;
  sums.Add(Measure::kPlan, 7);
  MeasureSums more;
  more.Add(Measure::kPlan, 1);
  more.Add(Measure::kExecuted, 2);
  sums += more;
  EXPECT_EQ(sums[Measure::kPlan], 8);
  EXPECT_EQ(sums[Measure::kExecuted], 2);
  EXPECT_FALSE(sums.Has(Measure::kAllocated));
}

}  // namespace
}  // namespace tranche
