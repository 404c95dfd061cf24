#include "events/date_text.h"

#include <string>

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

std::string Read(const std::string& text) {
  const absl::StatusOr<CivilDate> date = ReadDateText(text);
  return date.ok() ? date->ToString() : RefusalOf(date.status())->code();
}

TEST(DateTextTest, TheDayComesFirstUnlessItIsWrittenAsInIso) {
  for (const char* text : {"2024-04-03", "03/04/2024", "3/4/2024", "3.4.2024", "03-04-2024"})
    EXPECT_EQ(Read(text), "2024-04-03") << text;
  EXPECT_EQ(Read("16/4/2024"), "2024-04-16");
  EXPECT_EQ(Read("29/2/2024"), "2024-02-29");
}

TEST(DateTextTest, AMonthIsNeverReadFirst) {
  EXPECT_EQ(Read("4/16/2024"), "date.no-day");
  EXPECT_EQ(Read("29/2/2023"), "date.no-day");
  EXPECT_EQ(Read("2024-02-30"), "date.no-day");
  EXPECT_EQ(Read("31/12/1899"), "date.no-day");
}

TEST(DateTextTest, WhatCouldBeReadInTwoWaysOrIsNoDateIsRefused) {
  for (const char* text : {"", "3/4/24", "4/2024", "2024/04/03", "3/4-2024", "3/4/2024 10:00", "45385", "003/4/2024",
                           "3//2024", "-3/4/2024", "3/4/2024/", "ba/4/2024"})
    EXPECT_EQ(Read(text), "date.unreadable") << text;
}

}  // namespace
}  // namespace tranche
