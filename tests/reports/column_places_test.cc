#include "reports/column_places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

PlacedColumn Amount(int width) { return {{width, width, false, {}}, width, false, false}; }

PlacedColumn Word(int width) { return {{width, width, false, {{width}, {width}}}, width, true, false}; }

PlacedColumn SameWord(int width) {
  PlacedColumn column = Word(width);
  column.is_same = true;
  return column;
}

TEST(PlaceColumnsTest, NothingLeavesATableThatFits) {
  const ColumnPlaces places = PlaceColumns({Word(20), SameWord(20), Amount(20)}, 2, 80);
  EXPECT_THAT(places.inside, ElementsAre(0, 1, 2));
  EXPECT_THAT(places.widths, ElementsAre(20, 20, 20));
  EXPECT_THAT(places.above, IsEmpty());
  EXPECT_THAT(places.below, IsEmpty());
  EXPECT_THAT(PlaceColumns({Word(20), SameWord(200)}, 2, 0).above, IsEmpty());
}

TEST(PlaceColumnsTest, WhatAllRowsSayGoesAboveBeforeAnythingGoesBelow) {
  const ColumnPlaces places = PlaceColumns({SameWord(20), SameWord(20), Amount(30), Word(20), SameWord(9)}, 2, 80);
  EXPECT_THAT(places.inside, ElementsAre(0, 2, 3));
  EXPECT_THAT(places.above, ElementsAre(1, 4));
  EXPECT_THAT(places.below, IsEmpty());
  EXPECT_FALSE(places.is_vertical);
}

TEST(PlaceColumnsTest, OnlyAsManyTextsGoBelowAsMustAndTheLongestFirst) {
  const std::vector<PlacedColumn> columns = {Word(30), Word(20), Word(9), Amount(30), Word(25)};
  EXPECT_THAT(PlaceColumns(columns, 2, 122).below, IsEmpty());
  EXPECT_THAT(PlaceColumns(columns, 2, 121).below, ElementsAre(4));
  EXPECT_THAT(PlaceColumns(columns, 2, 80).below, ElementsAre(1, 4));
  EXPECT_THAT(PlaceColumns(columns, 2, 80).inside, ElementsAre(0, 2, 3));
}

TEST(PlaceColumnsTest, ATextOfManyLinesInANarrowColumnGoesBelow) {
  PlacedColumn texts = {{159, 9, false, {}}, 159, true, false};
  texts.room.texts = std::vector<WordWidths>(10, WordWidths(16, 9));
  EXPECT_THAT(PlaceColumns({Word(9), Amount(20), texts}, 2, 120).below, IsEmpty());
  EXPECT_THAT(PlaceColumns({Word(9), Amount(90), texts}, 2, 120).below, ElementsAre(2));
  texts.room.texts.resize(2);   // one long text after the label
  texts.room.texts.resize(10);  // and blank cells
  EXPECT_THAT(PlaceColumns({Word(9), Amount(90), texts}, 2, 120).below, ElementsAre(2));
  texts.room.texts.resize(40, {9});  // and many short ones
  EXPECT_THAT(PlaceColumns({Word(9), Amount(90), texts}, 2, 120).below, IsEmpty());
}

TEST(PlaceColumnsTest, AmountsThatDoNotFitMakeTheTableVertical) {
  const ColumnPlaces places = PlaceColumns({Word(20), SameWord(9), Amount(40), Amount(40), Word(20)}, 2, 80);
  EXPECT_TRUE(places.is_vertical);
  EXPECT_THAT(places.inside, ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(places.above, IsEmpty());
  EXPECT_THAT(places.below, IsEmpty());
}

TEST(PlaceColumnsTest, TheWidestColumnMakesRoomForATallOne) {
  PlacedColumn tall = {{79, 9, false, std::vector<WordWidths>(10, WordWidths(8, 9))}, 79, true, false};
  const ColumnPlaces places = PlaceColumns({Word(9), tall, Amount(20), Word(71)}, 2, 120);
  EXPECT_THAT(places.below, ElementsAre(1));
  tall.cells = 40;
  EXPECT_THAT(PlaceColumns({Word(9), tall, Amount(20), Word(71)}, 2, 120).below, ElementsAre(3));
}

TEST(PlaceColumnsTest, ALabelOfManyLinesKeepsItsColumn) {
  PlacedColumn rate = {{40, 5, false, {WordWidths(8, 4)}}, 5, true, false};
  EXPECT_THAT(PlaceColumns({Word(20), Amount(60), rate}, 2, 90).below, IsEmpty());
  EXPECT_THAT(PlaceColumns({Word(20), Amount(60), rate}, 2, 88).below, ElementsAre(2));
}

TEST(PlaceColumnsTest, NothingLeavesANarrowTable) {
  EXPECT_TRUE(PlaceColumns({Word(20), Word(60)}, 2, 71).is_vertical);
  EXPECT_THAT(PlaceColumns({Word(20), Word(60)}, 2, 72).below, ElementsAre(1));
}

}  // namespace
}  // namespace tranche
