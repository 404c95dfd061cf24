#include "events/year_days.h"

#include <cstdint>
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

TEST(YearDaysTest, AYearBeginsAndEnds) {
  EXPECT_EQ(FirstDayOfYear(2024)->ToString(), "2024-01-01");
  EXPECT_EQ(LastDayOfYear(2024)->ToString(), "2024-12-31");
  EXPECT_EQ(FirstDayOfYear(1900)->ToString(), "1900-01-01");
  EXPECT_EQ(LastDayOfYear(9999)->ToString(), "9999-12-31");
}

// In 32 bits 10,000 times the third is 10,000 times 2024.
TEST(YearDaysTest, WhatIsNoYearHasNoDays) {
  for (const int32_t year : {0, 1899, 2024 + (1 << 28), 10000, -2024, std::numeric_limits<int32_t>::max(),
                             std::numeric_limits<int32_t>::min()}) {
    EXPECT_THAT(FirstDayOfYear(year), StatusIs(absl::StatusCode::kInvalidArgument)) << year;
    EXPECT_THAT(LastDayOfYear(year), StatusIs(absl::StatusCode::kInvalidArgument)) << year;
  }
}

}  // namespace
}  // namespace tranche
