#include "events/hidden_characters.h"

#include "gtest/gtest.h"

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

}  // namespace
}  // namespace tranche
