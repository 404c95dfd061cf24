#include "events/hidden_characters.h"

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

TEST(HiddenCharactersTest, WhatIsObeyedAndNotSeenIsHidden) {
  for (const char* const hidden : {"a\nb", "\r", "a\t", "\x1b[31m", "\x7f", "a\u0085", "\u009b31m", "\u2028", "\u2029",
                                   "\u202e", "\u2066a", "\xff\n"})
    EXPECT_TRUE(HasHidden(hidden)) << hidden;
  EXPECT_TRUE(HasHidden(absl::string_view("a\0b", 3)));
  for (const char* const seen : {"", "lan", "Trần Thị Lan", "a\u00a0b", "x|y", "\xff"})
    EXPECT_FALSE(HasHidden(seen)) << seen;
}

TEST(HiddenCharactersTest, ATextWithOneIsRefusedInItsField) {
  EXPECT_THAT(CheckNothingHidden("actor", "Trần Thị Lan"), IsOk());
  const absl::Status refused = CheckNothingHidden("actor", "lan\nhoa");
  EXPECT_EQ(RefusalOf(refused)->code(), "text.hidden-characters");
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument, ::testing::HasSubstr("actor")));
}

}  // namespace
}  // namespace tranche
