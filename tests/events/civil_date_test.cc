#include "events/civil_date.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(CivilDateTest, ReadsAndWritesIsoDates) {
  for (const char* text : {"1900-01-01", "2024-02-29", "2025-07-01", "9999-12-31"}) {
    const auto date = CivilDate::Parse(text);
    ASSERT_THAT(date, IsOk());
    EXPECT_EQ(date->ToString(), text);
  }
}

TEST(CivilDateTest, RefusesOtherShapesAndSaysWhatIsWanted) {
  for (const char* text : {"", "2024-2-29", "29/02/2024", "20240229", "2024-02-29 ", "2024-0a-01", "-024-01-01"})
    EXPECT_THAT(CivilDate::Parse(text), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("YYYY-MM-DD"))) << text;
}

TEST(CivilDateTest, RefusesDaysThatTheCalendarDoesNotHave) {
  for (const char* text :
       {"2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-06-31", "2024-01-00", "1899-12-31"})
    EXPECT_THAT(CivilDate::Parse(text), StatusIs(absl::StatusCode::kInvalidArgument,
                                                 AllOf(HasSubstr(text), HasSubstr("not a day of the calendar"))));
}

TEST(CivilDateTest, RefusesNumbersThatAreNoDay) {
  for (int32_t number : {0, -20240101, 20241301, 20230229, 18991231, 100000101})
    EXPECT_THAT(CivilDate::FromNumber(number), StatusIs(absl::StatusCode::kInvalidArgument)) << number;
  EXPECT_EQ(CivilDate::FromNumber(20240229)->ToString(), "2024-02-29");
}

TEST(CivilDateTest, CountsDaysThroughMonthsAndLeapYears) {
  EXPECT_EQ(Day("2024-02-28").PlusDays(1), Day("2024-02-29"));
  EXPECT_EQ(Day("2024-02-28").PlusDays(2), Day("2024-03-01"));
  EXPECT_EQ(Day("2025-01-01").PlusDays(-366), Day("2024-01-01"));
  EXPECT_EQ(Day("1970-01-01").DaysSinceEpoch(), 0);
  EXPECT_EQ(Day("1969-12-31").DaysSinceEpoch(), -1);
  for (int64_t days : {-25567, -1, 0, 1, 19782}) EXPECT_EQ(CivilDate::FromDaysSinceEpoch(days).DaysSinceEpoch(), days);
}

TEST(CivilDateTest, StaysWithinItsRange) {
  EXPECT_EQ(CivilDate::Max().PlusDays(1), CivilDate::Max());
  EXPECT_EQ(Day("1900-01-01").PlusDays(-1), Day("1900-01-01"));
}

TEST(CivilDateTest, NoDateIsBeforeEveryDate) {
  EXPECT_FALSE(CivilDate().has_value());
  EXPECT_LT(CivilDate(), Day("1900-01-01"));
  EXPECT_LT(Day("2024-12-31"), Day("2025-01-01"));
}

}  // namespace
}  // namespace tranche
