#include "reports/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TableStyle English() {
  TableStyle style;
  style.locale = Locale::kEnglish;
  return style;
}

TableStyle EnglishIn(MoneyUnit unit) {
  TableStyle style = English();
  style.unit = unit;
  return style;
}

// Two units of the budget, with a negative amount and an absent one.
Table Balance() {
  Table table;
  table.title = "Balance";
  table.columns = {{"unit", "Unit"}, {"plan", "Plan", Column::kRight}, {"paid", "Paid", Column::kRight}};
  table.rows = {{Cell::Text("Health"), Cell::Amount(1500000), Cell::Amount(-25000)},
                {Cell::Text("Roads"), Cell::Amount(2000000), Cell::NoAmount()}};
  table.total = {Cell::Text("Total"), Cell::Amount(3500000), Cell::Amount(-25000)};
  return table;
}

Table OneColumn(Column::Align align, std::vector<Cell> cells) {
  Table table;
  table.columns = {{"value", "V", align}};
  for (const Cell& cell : cells) table.rows.push_back({cell});
  return table;
}

TEST(TableTest, AlignsTextLeftAndNumbersRightUnderATitleAndUnit) {
  EXPECT_EQ(RenderForPeople(Balance(), English()),
            "Balance\n"
            "(VND)\n"
            "Unit         Plan     Paid\n"
            "──────────────────────────\n"
            "Health  1,500,000  -25,000\n"
            "Roads   2,000,000        -\n"
            "──────────────────────────\n"
            "Total   3,500,000  -25,000\n");
}

TEST(TableTest, ColorMakesTitleAndTotalBoldAndNegativeAmountsRedWithoutMovingColumns) {
  TableStyle style = English();
  style.color = true;
  EXPECT_EQ(RenderForPeople(Balance(), style),
            "\x1b[1mBalance\x1b[0m\n"
            "(VND)\n"
            "Unit         Plan     Paid\n"
            "──────────────────────────\n"
            "Health  1,500,000  \x1b[31m-25,000\x1b[39m\n"
            "Roads   2,000,000        -\n"
            "──────────────────────────\n"
            "\x1b[1mTotal   3,500,000  \x1b[31m-25,000\x1b[39m\x1b[0m\n");
}

TEST(TableTest, EachColumnHasTheDecimalsOfItsMostPreciseAmount) {
  EXPECT_EQ(RenderForPeople(Balance(), EnglishIn(MoneyUnit::kMillion)),
            "Balance\n"
            "(million VND)\n"
            "Unit    Plan    Paid\n"
            "────────────────────\n"
            "Health   1.5  -0.025\n"
            "Roads    2.0       -\n"
            "────────────────────\n"
            "Total    3.5  -0.025\n");
}

TEST(TableTest, TheTotalCountsForTheDecimalsOfItsColumn) {
  Table table = OneColumn(Column::kRight, {Cell::Amount(2000000)});
  table.total = {Cell::Amount(2000001)};
  EXPECT_THAT(RenderForPeople(table, EnglishIn(MoneyUnit::kMillion)), HasSubstr("\n2.000000\n"));
}

TEST(TableTest, MinorUnitsAreAlwaysShownWhenTheCurrencyHasThem) {
  TableStyle style = English();
  style.currency = {"USD", 2};
  EXPECT_EQ(RenderForPeople(OneColumn(Column::kRight, {Cell::Amount(150000)}), style),
            "(USD)\n       V\n────────\n1,500.00\n");
}

TEST(TableTest, NamesTheUnitOfMoneyInTheLanguageOfTheReader) {
  const Table table = OneColumn(Column::kRight, {Cell::Amount(1)});
  TableStyle style;
  EXPECT_THAT(RenderForPeople(table, style), StartsWith("(VND)\n"));
  style.unit = MoneyUnit::kMillion;
  EXPECT_THAT(RenderForPeople(table, style), StartsWith("(triệu VND)\n"));
  style.unit = MoneyUnit::kBillion;
  EXPECT_THAT(RenderForPeople(table, style), StartsWith("(tỷ VND)\n"));
  EXPECT_THAT(RenderForPeople(table, EnglishIn(MoneyUnit::kBillion)), StartsWith("(billion VND)\n"));
}

TEST(TableTest, NamesNoUnitOfMoneyWithoutAmounts) {
  EXPECT_EQ(RenderForPeople(OneColumn(Column::kLeft, {Cell::Text("x")}), English()), "V\n─\nx\n");
}

TEST(TableTest, CountsAndPercentsFollowTheLocale) {
  const Table table = OneColumn(Column::kRight, {Cell::Count(-1234567), Cell::Percent("25.6"), Cell::Percent("")});
  EXPECT_EQ(RenderForPeople(table, TableStyle()), "         V\n──────────\n-1.234.567\n    25,6 %\n         …\n");
  EXPECT_EQ(RenderForPeople(table, English()), "         V\n──────────\n-1,234,567\n    25.6 %\n         …\n");
}

TEST(TableTest, MeasuresTerminalColumnsNotBytes) {
  Table table;
  table.columns = {{"name", "N"}, {"count", "C", Column::kRight}};
  table.rows = {{Cell::Text("Huế"), Cell::Count(1)},                  // composed
                {Cell::Text("Hue\xCC\x82\xCC\x81"), Cell::Count(2)},  // e, circumflex, acute
                {Cell::Text("資本"), Cell::Count(3)}};                // two columns each
  EXPECT_EQ(RenderForPeople(table, English()),
            "N     C\n"
            "───────\n"
            "Huế   1\n"
            "Hue\xCC\x82\xCC\x81   2\n"
            "資本  3\n");
}

TEST(TableTest, StoredTextCannotSteerTheTerminalOrBreakTheLine) {
  const Table table = OneColumn(Column::kLeft, {Cell::Text("a\x1b[2J\nb"),
                                                Cell::Text("c\xC2\x9B"
                                                           "d"),
                                                Cell::Text("e\xFFg")});
  EXPECT_EQ(RenderForPeople(table, English()), "V\n───────────\na\\x1B[2J\\nb\nc\\x9Bd\ne\xEF\xBF\xBDg\n");
}

TEST(TableTest, AColumnWithoutAnyValueIsLeftOut) {
  Table table;
  table.columns = {{"unit", "Unit"}, {"paid", "Paid", Column::kRight}, {"note", "Note"}};
  table.rows = {{Cell::Text("A"), Cell::NoAmount(), Cell::Text("")}};
  EXPECT_EQ(RenderForPeople(table, English()), "Unit\n────\nA\n");
}

TEST(TableTest, AnEmptyTableSaysSo) {
  Table table = Balance();
  table.rows.clear();
  EXPECT_EQ(RenderForPeople(table, English()), "Balance\nUnit  Plan  Paid\n────────────────\n(no rows)\n");
  EXPECT_THAT(RenderForPeople(table, TableStyle()), HasSubstr("(không có dòng nào)\n"));
  table.vertical = true;
  EXPECT_EQ(RenderForPeople(table, English()), "Balance\n(no rows)\n");
}

TEST(TableTest, NotesWrapAtTheWidthUnderTheirOwnText) {
  Table table = OneColumn(Column::kLeft, {Cell::Text("x")});
  table.notes = {"một hai ba bốn", "incomprehensibilities", "short"};
  TableStyle style = English();
  style.width_max = 13;  // "note: một hai" is 13 columns
  EXPECT_EQ(RenderForPeople(table, style),
            "V\n─\nx\n"
            "note: một hai\n"
            "      ba bốn\n"
            "note: incompr\n"
            "      ehensib\n"
            "      ilities\n"
            "note: short\n");
  EXPECT_THAT(RenderForPeople(table, English()), HasSubstr("note: một hai ba bốn\n"));
  EXPECT_THAT(RenderForPeople(table, TableStyle()), HasSubstr("ghi chú: short\n"));
}

TEST(TableTest, AVerticalTableShowsLabelsAndValuesWithOneNumberOfDecimals) {
  Table table = Balance();
  table.vertical = true;
  table.total.clear();
  table.rows.resize(1);
  EXPECT_EQ(RenderForPeople(table, EnglishIn(MoneyUnit::kMillion)),
            "Balance\n"
            "(million VND)\n"
            "Unit:  Health\n"
            "Plan:   1.500\n"
            "Paid:  -0.025\n");
}

TEST(TableTest, CsvHasKeysAndPlainMinorUnitsWithoutTotalOrNotes) {
  Table table = Balance();
  table.notes = {"a note"};
  EXPECT_EQ(RenderCsv(table), "unit,plan,paid\nHealth,1500000,-25000\nRoads,2000000,\n");
}

TEST(TableTest, CsvKeepsAmountsBeyond64BitsAndCountsAndPercentsRaw) {
  Table table;
  table.columns = {{"a", ""}, {"c", ""}, {"p", ""}};
  table.rows = {{Cell::Amount(AmountSum(INT64_MAX) * 10), Cell::Count(1234), Cell::Percent("25.6")}};
  EXPECT_EQ(RenderCsv(table), "a,c,p\n92233720368547758070,1234,25.6\n");
}

TEST(TableTest, CsvQuotesOnlyWhatNeedsIt) {
  Table table;
  table.columns = {{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}};
  table.rows = {{Cell::Text("plain text"), Cell::Text("x,y"), Cell::Text("say \"so\""), Cell::Text("1\n2")}};
  EXPECT_EQ(RenderCsv(table), "a,b,c,d\nplain text,\"x,y\",\"say \"\"so\"\"\",\"1\n2\"\n");
}

TEST(TableTest, CsvOfOneEmptyFieldIsNotAnEmptyLine) {
  EXPECT_EQ(RenderCsv(OneColumn(Column::kLeft, {Cell::Text("")})), "value\n\"\"\n");
}

TEST(TableDeathTest, ARowOfTheWrongLengthIsOurBug) {
  Table table = Balance();
  table.rows[1].pop_back();
  EXPECT_DEATH(RenderCsv(table), "a row of 2 cells for 3 columns");
  EXPECT_DEATH(RenderForPeople(table, English()), "a row of 2 cells for 3 columns");
}

TEST(TableTest, ACsvOnlyColumnAndTheHeadingAreEachForOneReader) {
  Table table = Balance();
  table.heading = {"as of 2024-06-30"};
  table.columns[1].csv_only = true;
  table.rows[0][0] = Cell::TextShownAs("health", "Health");
  EXPECT_EQ(RenderForPeople(table, English()),
            "Balance\n"
            "as of 2024-06-30\n"
            "(VND)\n"
            "Unit       Paid\n"
            "───────────────\n"
            "Health  -25,000\n"
            "Roads         -\n"
            "───────────────\n"
            "Total   -25,000\n");
  EXPECT_EQ(RenderCsv(table), "unit,plan,paid\nhealth,1500000,-25000\nRoads,2000000,\n");
}

TEST(TableTest, AnEmptyTableSaysItsOwnWords) {
  Table table = Balance();
  table.rows.clear();
  table.when_empty = "(no units)";
  EXPECT_EQ(RenderForPeople(table, English()), "Balance\n(no units)\n");
}

}  // namespace
}  // namespace tranche
