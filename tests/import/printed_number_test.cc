#include "import/printed_number.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "import/csv_file.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

const Currency& Vnd() {
  static const Currency vnd{"VND", 0};
  return vnd;
}

// "digits/decimals*scale" and "%", or the error as text.
std::string Show(const absl::StatusOr<v1::PrintedNumber>& number) {
  if (!number.ok()) return std::string(number.status().message());
  return absl::StrCat(number->digits(), "/", number->decimals(), "*", number->scale(), number->percent() ? "%" : "");
}

std::string Parse(absl::string_view printed, v1::FigureKind kind, absl::string_view measure = "executed",
                  bool downward = false) {
  return Show(ParsePrintedNumber(printed, kind, downward, measure, Vnd(), Locale::kVietnamese));
}

TEST(ParsePrintedNumberTest, KeepsTheDigitsOfAnAmountAndTheScaleOfItsUnit) {
  EXPECT_EQ(Parse("64.710 triệu đồng", v1::FIGURE_KIND_AMOUNT), "64710/0*1000000");
  EXPECT_EQ(Parse("18,30 tỷ đồng", v1::FIGURE_KIND_AMOUNT), "1830/2*1000000000");
  EXPECT_EQ(Parse("12, 61 tỷ đồng", v1::FIGURE_KIND_AMOUNT), "1261/2*1000000000");
  EXPECT_EQ(Parse("64.710.000.000", v1::FIGURE_KIND_AMOUNT), "64710000000/0*1");
}

TEST(ParsePrintedNumberTest, ScalesToTheMinorUnitOfTheCurrency) {
  EXPECT_EQ(Show(ParsePrintedNumber("1.5 million USD", v1::FIGURE_KIND_AMOUNT, false, "plan", Currency{"USD", 2},
                                    Locale::kEnglish)),
            "15/1*100000000");
}

TEST(ParsePrintedNumberTest, PassesOverAQualifier) {
  EXPECT_EQ(Parse("gần 6,7 tỷ đồng", v1::FIGURE_KIND_AMOUNT), "67/1*1000000000");
  EXPECT_EQ(Parse("XAP XI 4 tỷ", v1::FIGURE_KIND_AMOUNT), "4/0*1000000000");
  EXPECT_EQ(Parse("không quá 30%", v1::FIGURE_KIND_RATIO), "30/0*1%");
  EXPECT_EQ(Parse("gần 99", v1::FIGURE_KIND_COUNT), "99/0*1");
}

TEST(ParsePrintedNumberTest, TakesThePlanFromASecondNumberAndAnythingElseFromTheFirst) {
  EXPECT_EQ(Parse("11,07/11,14 tỷ đồng", v1::FIGURE_KIND_AMOUNT, "executed"), "1107/2*1000000000");
  EXPECT_EQ(Parse("11,07/11,14 tỷ đồng", v1::FIGURE_KIND_AMOUNT, "plan"), "1114/2*1000000000");
  EXPECT_THAT(Parse("11,07/11,14/3 tỷ đồng", v1::FIGURE_KIND_AMOUNT), HasSubstr("wanted"));
  EXPECT_THAT(Parse("11.07/11,14 tỷ đồng", v1::FIGURE_KIND_AMOUNT, "plan"), HasSubstr("found \"11.07\""));
}

TEST(ParsePrintedNumberTest, KeepsTrailingZerosOfAPercentage) {
  EXPECT_EQ(Parse("8,00%", v1::FIGURE_KIND_GROWTH), "800/2*1%");
  EXPECT_EQ(Parse("95,6 %", v1::FIGURE_KIND_RATIO), "956/1*1%");
  EXPECT_EQ(Parse("0,956", v1::FIGURE_KIND_RATIO), "956/3*1");
}

TEST(ParsePrintedNumberTest, MakesADecreaseNegative) {
  EXPECT_EQ(Parse("8,5%", v1::FIGURE_KIND_GROWTH, "growth", /*downward=*/true), "-85/1*1%");
}

TEST(ParsePrintedNumberTest, ReadsCountsWithGroupsAndLeadingZeros) {
  EXPECT_EQ(Parse("4.020", v1::FIGURE_KIND_COUNT), "4020/0*1");
  EXPECT_EQ(Parse("08", v1::FIGURE_KIND_MEMBER_COUNT), "8/0*1");
}

TEST(ParsePrintedNumberTest, RefusesWhatItsKindCannotBe) {
  EXPECT_THAT(Parse("4,5", v1::FIGURE_KIND_COUNT), HasSubstr("a whole number"));
  EXPECT_THAT(Parse("45%", v1::FIGURE_KIND_COUNT), HasSubstr("found \"45%\""));
  EXPECT_THAT(Parse("45%", v1::FIGURE_KIND_AMOUNT), HasSubstr("found \"%\""));
  EXPECT_THAT(Parse("45 tỷ", v1::FIGURE_KIND_RATIO), HasSubstr("found \"45 tỷ\""));
  EXPECT_THAT(Parse("45", v1::FIGURE_KIND_UNSPECIFIED), HasSubstr("the kind"));
}

TEST(ParsePrintedNumberTest, RefusesSignsAndUnknownWordsBeforeTheNumber) {
  for (const char* printed : {"-5%", "gần -5%", "\u22125%", ",5%", "chưa tới 5%", "(5%"}) {
    EXPECT_THAT(Parse(printed, v1::FIGURE_KIND_RATIO), HasSubstr("wanted a number, with no sign")) << printed;
  }
}

TEST(ParsePrintedNumberTest, RefusesTextWithoutDigitsOrWithTooMany) {
  EXPECT_THAT(Parse("", v1::FIGURE_KIND_RATIO), HasSubstr("found \"\""));
  EXPECT_THAT(Parse("gần", v1::FIGURE_KIND_COUNT), HasSubstr("wanted a number"));
  EXPECT_EQ(Parse("9223372036854775807", v1::FIGURE_KIND_COUNT), "9223372036854775807/0*1");
  EXPECT_THAT(Parse("9223372036854775808", v1::FIGURE_KIND_COUNT), HasSubstr("write fewer digits"));
  EXPECT_THAT(Parse("0,0000000000000000001%", v1::FIGURE_KIND_RATIO), HasSubstr("at most 18 decimals"));
  EXPECT_THAT(Parse("gần \xff"
                    "5",
                    v1::FIGURE_KIND_COUNT),
              HasSubstr("0xff"));
}

TEST(QualifierInTextTest, ReadsTheWordsBeforeTheNumber) {
  EXPECT_EQ(QualifierInText("20"), v1::QUALIFIER_EXACT);
  EXPECT_EQ(QualifierInText("gần 99"), v1::QUALIFIER_ALMOST);
  EXPECT_EQ(QualifierInText("khoảng 4 tỷ"), v1::QUALIFIER_ABOUT);
  EXPECT_EQ(QualifierInText("xấp xỉ 4 tỷ"), v1::QUALIFIER_ABOUT);
  EXPECT_EQ(QualifierInText("trên 7 tỷ"), v1::QUALIFIER_OVER);
  EXPECT_EQ(QualifierInText("không quá 30%"), v1::QUALIFIER_AT_MOST);
  EXPECT_EQ(QualifierInText("chưa tới 30%"), v1::QUALIFIER_UNSPECIFIED);
}

v1::FigureKind KindOf(const std::string& word) {
  static const std::map<std::string, v1::FigureKind> kinds = {{"amount", v1::FIGURE_KIND_AMOUNT},
                                                              {"ratio", v1::FIGURE_KIND_RATIO},
                                                              {"growth", v1::FIGURE_KIND_GROWTH},
                                                              {"count", v1::FIGURE_KIND_COUNT}};
  return kinds.at(word);
}

// Every published figure by its id, as Show prints it.
std::map<std::string, std::string> PublishedFigures() {
  const absl::StatusOr<CsvFile> file = ReadCsvFile(TRANCHE_SOURCE_DIR "/data/published_figures.csv");
  std::map<std::string, std::string> figures;
  if (!file.ok()) return figures;
  const auto cell = [&](const CsvRow& row, absl::string_view column) { return row.cells[*file->Column(column)]; };
  for (const CsvRow& row : file->rows) {
    const auto number =
        ParsePrintedNumber(cell(row, "printed"), KindOf(cell(row, "kind")), cell(row, "direction") == "down",
                           cell(row, "measure"), Vnd(), Locale::kVietnamese);
    EXPECT_TRUE(number.ok()) << "line " << row.line << ": " << number.status();
    figures[cell(row, "figure_id")] = Show(number);
  }
  return figures;
}

TEST(PublishedFiguresTest, EveryRowIsReadAndSomeAreAsTheArticlesHaveThem) {
  const std::map<std::string, std::string> figures = PublishedFigures();
  ASSERT_GT(figures.size(), 90u);
  EXPECT_EQ(figures.at("F000-01"), "20/0*1");
  EXPECT_EQ(figures.at("F000-03"), "64710/0*1000000");
  EXPECT_EQ(figures.at("F000-04"), "800/2*1%");
  EXPECT_EQ(figures.at("F000-18"), "7/0*1000000000");
  EXPECT_EQ(figures.at("F001-10"), "4020/0*1");
  EXPECT_EQ(figures.at("F003-05"), "-85/1*1%");
  EXPECT_EQ(figures.at("F004-06"), "1107/2*1000000000");
  EXPECT_EQ(figures.at("F004-07"), "1114/2*1000000000");
  EXPECT_EQ(figures.at("F004-31"), "1261/2*1000000000");
  EXPECT_EQ(figures.at("F004-35"), "-3219/2*1%");
}

}  // namespace
}  // namespace tranche
