#include "import/nearest.h"

#include <gtest/gtest.h>

namespace tranche {
namespace {

TEST(NearestTest, FindsTheWordThatWasMistyped) {
  const std::vector<std::string> commands = {"balance", "backup", "explain", "events", "record", "restore", "verify"};
  EXPECT_EQ(Nearest("balanc", commands), "balance");
  EXPECT_EQ(Nearest("blaance", commands), "balance");
  EXPECT_EQ(Nearest("Event", commands), "events");
  EXPECT_EQ(Nearest("recrod", commands), "record");
  EXPECT_EQ(Nearest("exp", commands), "explain");
}

TEST(NearestTest, GuessesNothingWhenNoneIsNear) {
  EXPECT_EQ(Nearest("frobnicate", {"balance", "plan"}), "");
  EXPECT_EQ(Nearest("x", {"balance", "a"}), "");
  EXPECT_EQ(Nearest("", {"balance"}), "");
  EXPECT_EQ(Nearest("plan", {}), "");
}

}  // namespace
}  // namespace tranche
