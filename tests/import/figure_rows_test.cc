#include "import/figure_rows.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/import/vietnam_ledger.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr absl::StatusCode kInvalidArgument = absl::StatusCode::kInvalidArgument;
constexpr char kHeader[] =
    "figure_id,stated_on,about_date,unit_id,fiscal_year,source,measure,area,kind,direction,printed,qualifier\n";

class FigureRowsTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::vector<RowEvent>> Read(const std::string& bytes, Locale locale = Locale::kVietnamese) const {
    return FigureEvents(vietnam_.Read(bytes), catalogue_, locale);
  }

  // The published figures of data/, by id.
  std::map<std::string, v1::Event> Published() const {
    std::map<std::string, v1::Event> events;
    const absl::StatusOr<CsvFile> file = ReadCsvFile(DataFile("published_figures.csv"));
    EXPECT_THAT(file, IsOk());
    const auto rows = FigureEvents(*file, catalogue_, Locale::kVietnamese);
    EXPECT_THAT(rows, IsOkAndHolds(SizeIs(101)));
    for (const RowEvent& row : rows.value_or(std::vector<RowEvent>()))
      events[row.event.figure_published().figure_id()] = row.event;
    return events;
  }

  VietnamLedger vietnam_;
  Catalogue catalogue_ = vietnam_.catalogue();
};

TEST_F(FigureRowsTest, ReadsThePublishedFigures) {
  const std::map<std::string, v1::Event> events = Published();
  ASSERT_THAT(events, SizeIs(101));
  const v1::Event& event = events.at("F003-09");
  const v1::FigurePublished& figure = event.figure_published();
  EXPECT_EQ(event.event_id(), "figure:F003-09");
  EXPECT_EQ(event.provenance(), v1::PROVENANCE_PRESS);
  EXPECT_EQ(event.effective_date(), 20240516);
  EXPECT_EQ(figure.line().area_id(), "conferences|fairs");
  EXPECT_EQ(figure.line().source_id(), "national");
  EXPECT_EQ(figure.publication(), "003_9ad73a15c538a72a.txt");
  EXPECT_EQ(figure.printed(), "18,3 tỷ đồng");
  EXPECT_EQ(figure.number().digits(), 183);
  EXPECT_EQ(figure.number().decimals(), 1);
  EXPECT_EQ(figure.number().scale(), 1'000'000'000);
  EXPECT_EQ(events.at("F003-04").figure_published().line().source_id(), "");
  EXPECT_EQ(events.at("F003-04").figure_published().terms(), "F003-07 + F003-12");
  EXPECT_EQ(events.at("F004-06").figure_published().number().digits(), 1107);
  EXPECT_EQ(events.at("F004-07").figure_published().number().digits(), 1114);
}

TEST_F(FigureRowsTest, KindsSignsAndQualifiersAreKept) {
  const std::map<std::string, v1::Event> events = Published();
  ASSERT_THAT(events, SizeIs(101));
  EXPECT_EQ(events.at("F001-02").figure_published().kind(), v1::FIGURE_KIND_MEMBER_COUNT);
  EXPECT_EQ(events.at("F000-23").figure_published().kind(), v1::FIGURE_KIND_COUNT);
  EXPECT_EQ(events.at("F003-05").figure_published().kind(), v1::FIGURE_KIND_GROWTH);
  EXPECT_EQ(events.at("F003-05").figure_published().number().digits(), -85);
  EXPECT_TRUE(events.at("F003-05").figure_published().number().percent());
  EXPECT_EQ(events.at("F000-19").figure_published().qualifier(), v1::QUALIFIER_AT_MOST);
  EXPECT_EQ(events.at("F000-18").figure_published().qualifier(), v1::QUALIFIER_OVER);
}

TEST_F(FigureRowsTest, TheNotationIsTheOneThatIsGiven) {
  const std::string bytes =
      absl::StrCat(kHeader, "X,2024-05-16,2024-05-16,VN,2024,all,plan,,amount,,almost 1.5 billion,\n");
  const auto rows = Read(bytes, Locale::kEnglish);
  ASSERT_THAT(rows, IsOkAndHolds(SizeIs(1)));
  EXPECT_EQ(rows->front().event.figure_published().number().digits(), 15);
  EXPECT_EQ(rows->front().event.figure_published().qualifier(), v1::QUALIFIER_ALMOST);
  EXPECT_THAT(Read(bytes), StatusIs(kInvalidArgument, HasSubstr("t.csv: line 2, column printed: found")));
}

TEST_F(FigureRowsTest, EveryBadRowIsTold) {
  EXPECT_THAT(
      Read(absl::StrCat(kHeader,                                                                //
                        ",2024-05-16,2024-05-16,VN,2024,all,plan,,amount,,1 tỷ,\n"              // line 2
                        "B,2024-02-30,2024-05-16,VN,2024,all,plan,,amount,,1 tỷ,\n"             // line 3
                        "C,2024-05-16,2024-05-16,QN,2024,all,plan,,amount,,1 tỷ,\n"             // line 4
                        "D,2024-05-16,2024-05-16,VN,2024,lottery,plan,fairs|x,amount,,1 tỷ,\n"  // line 5
                        "E,2024-05-16,2024-05-16,VN,2024,all,plan,,sum,,1 tỷ,\n"                // line 6
                        "F,2024-05-16,2024-05-16,VN,2024,all,plan,,growth,sideways,8%,\n"       // line 7
                        "G,2024-05-16,2024-05-16,VN,2024,all,plan,,amount,,lots,some\n")),      // line 8
      StatusIs(kInvalidArgument, AllOf(HasSubstr("line 2, column figure_id: found nothing"),
                                       HasSubstr("line 3, column stated_on: found \"2024-02-30\""),
                                       HasSubstr("line 4, column unit_id: unit \"QN\" is ambiguous"),
                                       HasSubstr("line 5, column source: unknown source \"lottery\""),
                                       HasSubstr("line 5, column area: unknown area \"x\""),
                                       HasSubstr("line 6, column kind: found \"sum\", wanted one of: amount"),
                                       HasSubstr("line 7, column direction: found \"sideways\", wanted up, down"),
                                       HasSubstr("line 8, column qualifier: found \"some\", wanted one of: exact"),
                                       HasSubstr("line 8, column printed: found \"lots\""))));
}

TEST_F(FigureRowsTest, MissingAndUnknownColumnsAreRefused) {
  EXPECT_THAT(Read("figure_id,stated_on,about_date,unit_id,fiscal_year,source,measure,kind,prnted\n"),
              StatusIs(kInvalidArgument,
                       AllOf(HasSubstr("the column printed is missing"), HasSubstr("unknown column \"prnted\""))));
}

}  // namespace
}  // namespace tranche
