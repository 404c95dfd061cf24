#include "events/filled_text.h"

#include <gtest/gtest.h>

namespace tranche {
namespace {

std::string Filled(absl::string_view text, const std::string& count) {
  return FillPlaces(
      text, [&](absl::string_view name) { return name == "count" ? std::optional<std::string>(count) : std::nullopt; });
}

TEST(FilledTextTest, AValueTakesThePlaceOfItsName) {
  EXPECT_EQ(Filled("{count} of {count}.", "7"), "7 of 7.");
  EXPECT_EQ(Filled("{count}{count}", "{count}"), "{count}{count}") << "a value is not filled in";
  EXPECT_EQ(Filled("", "7"), "");
}

TEST(FilledTextTest, APluralEndsWithItsLetterUnlessThereIsOne) {
  EXPECT_EQ(Filled("{count} event{count:s}", "0"), "0 events");
  EXPECT_EQ(Filled("{count} event{count:s}", "1"), "1 event");
  EXPECT_EQ(Filled("{count} event{count:s}", "1,000"), "1,000 events");
}

TEST(FilledTextTest, WhatHasNoValueIsLeftAsItIs) {
  EXPECT_EQ(Filled("{other} {other:s} {", "7"), "{other} {other:s} {");
  EXPECT_EQ(Filled("{count} {count", "7"), "7 {count");
}

}  // namespace
}  // namespace tranche
