#include "events/posting.h"

#include "gtest/gtest.h"

namespace tranche {
namespace {

TEST(PostingTest, NamesEachMeasure) {
  EXPECT_EQ(MeasureName(Measure::kPlan), "plan");
  EXPECT_EQ(MeasureName(Measure::kAllocated), "allocated");
  EXPECT_EQ(MeasureName(Measure::kDisbursed), "disbursed");
  EXPECT_EQ(MeasureName(Measure::kExecuted), "executed");
}

TEST(PostingDeathTest, ANumberThatIsNoMeasureIsABug) {
  EXPECT_DEATH(MeasureName(static_cast<Measure>(3)), "measure 3 is not one of the enumerators");
}

}  // namespace
}  // namespace tranche
