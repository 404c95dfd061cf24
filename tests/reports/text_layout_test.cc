#include "reports/text_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

ColumnRoom Number(int width) { return {width, width, false, {}}; }

// A column of `rows` cells that all say `text`.
ColumnRoom Texts(const std::string& text, size_t rows) {
  const WordWidths words = WordWidthsOf(text);
  int wanted = static_cast<int>(words.size()) - 1;
  for (const int word : words) wanted += word;
  return {wanted, LeastWidth(text), false, std::vector<WordWidths>(rows, words)};
}

ColumnRoom Key(int width) { return {width, 8, true, {}}; }

TEST(FitColumnsTest, WhatFitsIsAsWideAsItWants) {
  EXPECT_THAT(FitColumns({Number(14), Texts("a longer text", 1), Key(40)}, 2, 80), Optional(ElementsAre(14, 13, 40)));
  EXPECT_THAT(FitColumns({Number(14), Texts("a longer text", 1)}, 2, 0), Optional(ElementsAre(14, 13)));
}

TEST(FitColumnsTest, NoColumnIsNarrowerThanItsWidestWord) {
  EXPECT_THAT(FitColumns({Number(14), Texts("see region:central-highlands", 1)}, 2, 40), Optional(ElementsAre(14, 24)));
  EXPECT_EQ(FitColumns({Number(14), Texts("see region:central-highlands", 1)}, 2, 39), std::nullopt);
}

TEST(FitColumnsTest, AnAddressMayBreakSoThatTheTableFits) {
  const ColumnRoom address = Texts("https://example.vn/decisions/2024/05/16/17-QD-BCT.pdf", 1);
  EXPECT_EQ(address.least, 12);
  EXPECT_THAT(FitColumns({Number(14), address}, 2, 43), Optional(ElementsAre(14, 27)));
}

TEST(FitColumnsTest, LongTextsWrapSoThatShortOnesNeedNot) {
  const ColumnRoom instant = Texts("2024-05-16 17:00:00", 10);
  const ColumnRoom note = Texts("a remark that goes on for much longer than the column can be wide", 10);
  EXPECT_THAT(FitColumns({instant, note}, 2, 50), Optional(ElementsAre(19, ::testing::Le(29))));
}

TEST(FitColumnsTest, OneLongTextDoesNotNarrowTheColumnsOfAllRows) {
  ColumnRoom note = Texts("x", 99);
  note.wanted = 65;
  note.least = 6;
  note.texts.push_back(WordWidthsOf("a remark that goes on for much longer than the column can be wide"));
  const std::optional<std::vector<int>> widths = FitColumns({Texts("approved plan of the year", 100), note}, 2, 40);
  ASSERT_TRUE(widths.has_value());
  EXPECT_EQ(widths->front(), 25);
}

TEST(FitColumnsTest, KeysShortenBeforeTextsWrap) {
  EXPECT_THAT(FitColumns({Texts("a longer text", 1), Key(40)}, 2, 30), Optional(ElementsAre(13, 15)));
}

TEST(WordsFitTest, AgreesWithTheLeastWidth) {
  for (const char* text : {"", "Đắk Lắk VN63-66", "see region:central-highlands", "\xE8\xB3\x87\xE6\x9C\xAC",
                           "https://example.vn/decisions/2024/05/16/17-QD-BCT.pdf"}) {
    for (int width = 1; width < 40; ++width)
      EXPECT_EQ(WordsFit(text, width), LeastWidth(text) <= width) << text << width;
  }
}

TEST(WrappedLinesTest, OnlyWordsWiderThanTheLineBreak) {
  EXPECT_THAT(WrappedLines("see human-resources now", 15), ElementsAre("see", "human-resources", "now"));
  EXPECT_THAT(WrappedLines("https://example.vn/a", 12), ElementsAre("https://", "example.vn/a"));
}

}  // namespace
}  // namespace tranche
