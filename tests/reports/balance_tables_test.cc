#include "reports/balance_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "reports/balance_notes.h"
#include "tests/reports/tables_of.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// Knowledge of sequence 42, in a derived grouping.
constexpr char kBasis[] =
    R"(basis { as_of: "2024-06-30" known_at_sequence: 42 known_at { seconds: 1715853600 } boundaries: "2025-07-01"
  grouping_id: "R34" grouping_name: "Sáu vùng" grouping_basis: "the old provinces" mixed_unit_ids: "VN34-68" })";

constexpr char kCity[] = R"(unit_id: "VN34-79" unit_name: "Hồ Chí Minh"
  plan: "64710000000" allocated: "18300000000" disbursed: "0" executed: "9000000000"
  available_to_allocate: "46410000000" available_to_disburse: "18300000000"
  allocated_of_plan { percent: "28.3" } disbursed_of_allocated { percent: "0.0" } executed_of_plan { percent: "13.9" }
  incomplete: true member_count: 3 members_without_record: "VN63-79")";

v1::BalanceReport OneRow() {
  return FromText<v1::BalanceReport>(absl::StrCat(kBasis, " rows { ", kCity, " } total { ", kCity, " }"));
}

v1::BalanceReport ByUnit() {
  return FromText<v1::BalanceReport>(absl::StrCat(kBasis, " by: 'unit' rows { ", kCity, " } ", R"(
    rows { unit_id: "VN34-82" unit_name: "Đồng Tháp" plan: "1000" allocated: "0" disbursed: "0" executed: "0"
           available_to_allocate: "1000" available_to_disburse: "0" cannot_be_attributed: true }
    total { unit_id: "VN" unit_name: "Việt Nam" plan: "64710001000" allocated: "18300000000" disbursed: "0"
            executed: "9000000000" available_to_allocate: "46410001000" available_to_disburse: "18300000000"
            incomplete: true member_count: 34
            members_without_record: ["a", "b", "c", "d", "e", "f", "g"] })"));
}

// Of the city nobody has reported all that is planned; the other's plan is incomplete.
v1::BalanceReport WithIncompleteMeasures() {
  v1::BalanceReport report = ByUnit();
  report.mutable_rows(0)->mutable_executed_of_plan()->set_incomplete(true);
  report.mutable_rows(1)->add_gaps()->set_measure("plan");
  report.mutable_rows(1)->mutable_executed_of_plan()->set_incomplete(false);
  return report;
}

v1::BalanceReport ByArea() {
  return FromText<v1::BalanceReport>(R"(
    basis { as_of: "2024-06-30" known_at_sequence: 0 boundaries: "2024-06-30" } by: "area" by: "year"
    rows { area_id: "" fiscal_year: 2024 plan: "5" allocated: "0" disbursed: "0" executed: "0" }
    rows { area_id: "fairs" fiscal_year: 2024 plan: "7" allocated: "3" disbursed: "0" executed: "0"
           allocated_of_plan { percent: "42.9" } }
    total { unit_id: "VN63-82" plan: "12" allocated: "3" disbursed: "0" executed: "0" counts_in: "VN34-82"
            available_to_allocate: "9" available_to_disburse: "3" })");
}

constexpr char kUnattributed[] = "note: cannot be attributed to a unit of these boundaries";

v1::Restatement Change() {
  return FromText<v1::Restatement>(R"(
    as_of: "2024-06-30" from { known_at_sequence: 6 }
    to { known_at_sequence: 42 known_at { seconds: 1715853600 } }
    before { unit_id: "VN63-79" plan: "1000" allocated: "600" disbursed: "0" executed: "0"
             allocated_of_plan { percent: "60.0" } }
    after { unit_id: "VN63-79" plan: "1000" allocated: "500" disbursed: "0" executed: "0"
            allocated_of_plan { percent: "50.0" } }
    change { unit_id: "VN63-79" plan: "0" allocated: "-100" disbursed: "0" executed: "0" })");
}

TEST(BalanceTableTest, SaysWhateverItIsGroupedByThatTheUnitCannotBeAttributed) {
  v1::BalanceReport report = ByArea();
  EXPECT_THAT(Rendered(BalanceTable(report, kEnglishReader), kEnglishReader), Not(HasSubstr(kUnattributed)));
  report.mutable_total()->set_cannot_be_attributed(true);
  EXPECT_THAT(Rendered(BalanceTable(report, kEnglishReader), kEnglishReader),
              AllOf(HasSubstr(kUnattributed), HasSubstr("several of them: VN63-82\n")));
}

TEST(BalanceTableTest, WithoutDimensionsHasOneLineForEachMeasure) {
  EXPECT_EQ(Rendered(BalanceTable(OneRow(), kEnglishReader), kEnglishReader),
            "Balance of Hồ Chí Minh VN34-79\n"
            "as of 2024-06-30; known at sequence 42 (2024-05-16 17:00:00 +07:00)\n"
            "boundaries of 2025-07-01; region grouping: Sáu vùng R34\n"
            "(VND)\n"
            "plan (approved):        64,710,000,000\n"
            "allocated:              18,300,000,000\n"
            "disbursed:                           0\n"
            "executed (reported):     9,000,000,000\n"
            "available to allocate:  46,410,000,000\n"
            "available to disburse:  18,300,000,000\n"
            "allocated / plan:               28.3 %\n"
            "disbursed / allocated:           0.0 %\n"
            "executed / plan:                13.9 %\n"
            "note: Hồ Chí Minh VN34-79: incomplete, with no record of 1 of 3 members: VN63-79\n"
            "note: the region grouping R34 is not official: the old provinces\n"
            "note: units whose predecessors belonged to several regions: VN34-68\n");
}

TEST(BalanceTableTest, SaysThatOnePaymentMayTakeLessOnlyWhereItIsSo) {
  v1::BalanceReport report = ByUnit();
  EXPECT_THAT(Rendered(BalanceTable(report, kEnglishReader), kEnglishReader), Not(HasSubstr("one payment")));
  report.set_available_in_parts(true);
  EXPECT_THAT(
      Rendered(BalanceTable(report, kEnglishReader), kEnglishReader),
      HasSubstr("note: available to disburse adds up tranches and area limits, so that one payment may take less"));
  EXPECT_THAT(Rendered(BalanceTable(report, kVietnameseReader), kVietnameseReader), HasSubstr("một khoản chi"));
}

// Every note at once: on what is available, on the rates, and on measures that some have not stated.
v1::BalanceReport WithEveryNote(v1::BalanceReport report) {
  report.set_available_in_parts(true);
  report.mutable_total()->set_unallocated("7");
  report.mutable_total()->set_undisbursed("7");
  for (v1::BalanceRow& row : *report.mutable_rows()) {
    row.set_incomplete(true);
    row.add_members_without_record("VN63-79");
    for (const char* measure : {"plan", "executed"}) row.add_gaps()->set_measure(measure);
    row.mutable_executed_of_plan()->set_not_comparable(true);
  }
  return report;
}

TEST(BalanceTableTest, NotesSpeakOnlyOfColumnsThatAreShown) {
  v1::BalanceReport by_area = WithEveryNote(ByArea());
  const std::string text = Rendered(BalanceTable(by_area, kEnglishReader), kEnglishReader);
  EXPECT_THAT(text, AllOf(HasSubstr("nothing is shown as available"), HasSubstr("plan: incomplete")));
  for (const char* absent : {"only that is available", "one payment", "executed"})
    EXPECT_THAT(text, Not(HasSubstr(absent))) << text;
  by_area.mutable_rows(1)->set_executed("3");
  EXPECT_THAT(Rendered(BalanceTable(by_area, kEnglishReader), kEnglishReader),
              AllOf(HasSubstr("executed: incomplete"), HasSubstr("executed / plan is not shown")));
  v1::BalanceReport by_unit = WithEveryNote(ByUnit());
  EXPECT_THAT(Rendered(BalanceTable(by_unit, kEnglishReader), kEnglishReader),
              AllOf(HasSubstr("allocated less disbursed is 7"), HasSubstr("plan less allocated is 7"),
                    HasSubstr("one payment may take less")));
  for (v1::BalanceRow& row : *by_unit.mutable_rows()) row.set_available_to_disburse("0");
  EXPECT_THAT(Rendered(BalanceTable(by_unit, kEnglishReader), kEnglishReader),
              AllOf(Not(HasSubstr("available to disburse")), Not(HasSubstr("allocated less disbursed is"))));
}

TEST(BalanceTableTest, AnAnswerWithoutRowsDoesNotSayWhyNothingIsAvailable) {
  v1::BalanceReport by_source;
  by_source.add_by("source");
  const std::string text = Rendered(BalanceTable(by_source, kEnglishReader), kEnglishReader);
  EXPECT_THAT(text, AllOf(HasSubstr("(no rows)"), Not(HasSubstr("available"))));
}

TEST(BalanceNoteMakerTest, CountsTheRowsOfAllPages) {
  v1::BalanceReport page = WithEveryNote(ByUnit());
  v1::BalanceRow row = page.rows(0);
  row.set_cannot_be_attributed(true);
  page.clear_rows();
  for (int i = 0; i < 100; ++i) *page.add_rows() = row;
  BalanceNoteMaker maker(BalanceTable(page, kEnglishReader, true).columns, kEnglishReader);
  maker.Take(page);
  page.set_available_in_parts(false);
  maker.Take(page);
  EXPECT_TRUE(maker.available_in_parts());
  const std::string notes = absl::StrJoin(maker.Notes(), "\n");
  EXPECT_THAT(notes, AllOf(HasSubstr("incomplete rows besides these: 195"), HasSubstr("and 195 more"),
                           HasSubstr("one payment may take less")));
  const Table alone = BalanceTable(page, kEnglishReader, true);
  EXPECT_THAT(maker.Notes(), SizeIs(alone.notes.size() + 1)) << "the rows of the second page are counted, not named";
}

// What is left now is nothing, because of a later day: that is worth its column.
TEST(BalanceTableTest, NothingAvailableIsShownIfTheDayItselfLeavesMore) {
  v1::BalanceReport report = ByUnit();
  for (v1::BalanceRow& row : *report.mutable_rows()) row.set_available_to_disburse("0");
  report.mutable_rows(0)->set_undisbursed("7");
  report.mutable_total()->set_undisbursed("7");
  EXPECT_THAT(Rendered(BalanceTable(report, kEnglishReader), kEnglishReader),
              AllOf(HasSubstr("available to disburse"), HasSubstr("allocated less disbursed is 7")));
}

TEST(BalanceTableTest, WithoutDimensionsSpeaksVietnamese) {
  EXPECT_EQ(Rendered(BalanceTable(OneRow(), kVietnameseReader), kVietnameseReader),
            "Số dư của Hồ Chí Minh VN34-79\n"
            "tính đến ngày 2024-06-30; biết đến số thứ tự 42 (2024-05-16 17:00:00 +07:00)\n"
            "địa giới ngày 2025-07-01; phân vùng: Sáu vùng R34\n"
            "(VND)\n"
            "kế hoạch (dự toán được duyệt):  64.710.000.000\n"
            "đã phân bổ:                     18.300.000.000\n"
            "đã giải ngân:                                0\n"
            "thực hiện (đã báo cáo):          9.000.000.000\n"
            "còn được phân bổ:               46.410.000.000\n"
            "còn được giải ngân:             18.300.000.000\n"
            "phân bổ / kế hoạch:                     28,3 %\n"
            "giải ngân / phân bổ:                     0,0 %\n"
            "thực hiện / kế hoạch:                   13,9 %\n"
            "ghi chú: Hồ Chí Minh VN34-79: chưa đủ, 1 trong 3 thành viên chưa có bản ghi: VN63-79\n"
            "ghi chú: phân vùng R34 không phải phân vùng chính thức: the old provinces\n"
            "ghi chú: đơn vị gộp từ nhiều khu vực: VN34-68\n");
}

TEST(BalanceTableTest, ByUnitMarksIncompleteRowsAndHidesWhatIsZeroThroughout) {
  EXPECT_EQ(Rendered(BalanceTable(ByUnit(), kEnglishReader), kEnglishReader),
            "Balance of Việt Nam VN\n"
            "as of 2024-06-30; known at sequence 42 (2024-05-16 17:00:00 +07:00)\n"
            "boundaries of 2025-07-01; region grouping: Sáu vùng R34\n"
            "(VND)\n"
            "unit     unit name              plan       allocated       executed  available to allocate  available to "
            "disburse  allocated / plan  executed / plan  incomplete\n"
            "──────────────────────────────────────────────────────────────────────────────────────────────────────────"
            "──────────────────────────────────────────────────────\n"
            "VN34-79  Hồ Chí Minh  64,710,000,000  18,300,000,000  9,000,000,000         46,410,000,000         "
            "18,300,000,000            28.3 %           13.9 %         1/3\n"
            "VN34-82  Đồng Tháp             1,000               0              0                  1,000                "
            "      0                 …                …\n"
            "──────────────────────────────────────────────────────────────────────────────────────────────────────────"
            "──────────────────────────────────────────────────────\n"
            "total                 64,710,001,000  18,300,000,000  9,000,000,000         46,410,001,000         "
            "18,300,000,000                 …                …        7/34\n"
            "note: Hồ Chí Minh VN34-79: incomplete, with no record of 1 of 3 members: VN63-79\n"
            "note: total: incomplete, with no record of 7 of 34 members: a, b, c, d, e and 2 more\n"
            "note: cannot be attributed to a unit of these boundaries, because it is money of a unit that follows "
            "several of them: Đồng Tháp VN34-82\n"
            "note: the region grouping R34 is not official: the old provinces\n"
            "note: units whose predecessors belonged to several regions: VN34-68\n");
}

TEST(BalanceTableTest, ByUnitSpeaksVietnamese) {
  EXPECT_EQ(Rendered(BalanceTable(ByUnit(), kVietnameseReader), kVietnameseReader),
            "Số dư của Việt Nam VN\n"
            "tính đến ngày 2024-06-30; biết đến số thứ tự 42 (2024-05-16 17:00:00 +07:00)\n"
            "địa giới ngày 2025-07-01; phân vùng: Sáu vùng R34\n"
            "(VND)\n"
            "đơn vị     tên đơn vị         kế hoạch      đã phân bổ      thực hiện  còn được phân bổ  còn được giải "
            "ngân  phân bổ / kế hoạch  thực hiện / kế hoạch  chưa đủ\n"
            "──────────────────────────────────────────────────────────────────────────────────────────────────────────"
            "────────────────────────────────────────────────────\n"
            "VN34-79    Hồ Chí Minh  64.710.000.000  18.300.000.000  9.000.000.000    46.410.000.000      "
            "18.300.000.000              28,3 %                13,9 %      1/3\n"
            "VN34-82    Đồng Tháp             1.000               0              0             1.000                   "
            "0                   …                     …\n"
            "──────────────────────────────────────────────────────────────────────────────────────────────────────────"
            "────────────────────────────────────────────────────\n"
            "tổng cộng               64.710.001.000  18.300.000.000  9.000.000.000    46.410.001.000      "
            "18.300.000.000                   …                     …     7/34\n"
            "ghi chú: Hồ Chí Minh VN34-79: chưa đủ, 1 trong 3 thành viên chưa có bản ghi: VN63-79\n"
            "ghi chú: tổng cộng: chưa đủ, 7 trong 34 thành viên chưa có bản ghi: a, b, c, d, e và 2 mục nữa\n"
            "ghi chú: không thể quy cho đơn vị nào của địa giới này, vì là tiền của đơn vị gộp từ nhiều đơn vị: Đồng "
            "Tháp VN34-82\n"
            "ghi chú: phân vùng R34 không phải phân vùng chính thức: the old provinces\n"
            "ghi chú: đơn vị gộp từ nhiều khu vực: VN34-68\n");
}

TEST(BalanceTableTest, SaysInBothLanguagesWhereALaterDayLeavesLessAndWhatARateLacks) {
  v1::BalanceReport report = OneRow();
  report.mutable_total()->set_undisbursed("20000000000");
  for (v1::BalanceRow* row : {report.mutable_total(), report.mutable_rows(0)}) {
    row->mutable_executed_of_plan()->set_not_comparable(true);
    v1::MeasureGap& gap = *row->add_gaps();
    gap.set_measure("executed");
    for (const char* unit : {"VN63-79", "VN63-74"}) gap.add_members_without_record(unit);
  }
  const std::string english = Rendered(BalanceTable(report, kEnglishReader), kEnglishReader);
  EXPECT_THAT(english, testing::HasSubstr("executed: incomplete, with no record of 2 of 3 members: VN63-79, VN63-74"));
  EXPECT_THAT(english, testing::HasSubstr("executed / plan is not shown, because money was executed for units, "
                                          "sources or years without a plan"));
  EXPECT_THAT(english, testing::HasSubstr("allocated less disbursed is 20,000,000,000 on the as-of date; a later day"));
  const std::string vietnamese = Rendered(BalanceTable(report, kVietnameseReader), kVietnameseReader);
  EXPECT_THAT(vietnamese, testing::HasSubstr("thực hiện: chưa đủ, 2 trong 3 thành viên chưa có bản ghi"));
  EXPECT_THAT(vietnamese, testing::HasSubstr("không tính thực hiện / kế hoạch"));
  EXPECT_THAT(vietnamese, testing::HasSubstr("phân bổ trừ giải ngân là 20.000.000.000 vào ngày này"));
}

TEST(BalanceTableTest, ARateThatIsNotShownBecauseNothingWasReportedNeedsNoNote) {
  v1::BalanceReport report = OneRow();
  v1::Rate& rate = *report.mutable_rows(0)->mutable_executed_of_plan();
  rate.set_incomplete(true);
  rate.clear_percent();
  rate.set_numerator("7");
  EXPECT_THAT(Rendered(BalanceTable(report, kEnglishReader), kEnglishReader),
              testing::HasSubstr("executed / plan is not shown, because units, sources or years with a plan have not"));
  rate.set_numerator("0");
  EXPECT_THAT(Rendered(BalanceTable(report, kEnglishReader), kEnglishReader),
              testing::AllOf(testing::HasSubstr("executed / plan:                     …"),
                             testing::Not(testing::HasSubstr("executed / plan is"))));
}

TEST(BalanceTableTest, NamesTheMembersThatAreIncompleteThemselves) {
  v1::BalanceReport report = OneRow();
  report.mutable_rows(0)->clear_members_without_record();
  report.mutable_rows(0)->add_members_incomplete("VN63-74");
  EXPECT_THAT(Rendered(BalanceTable(report, kEnglishReader), kEnglishReader),
              testing::HasSubstr("incomplete, because members of it are: VN63-74"));
}

TEST(BalanceTableTest, CsvHasAllFields) {
  EXPECT_EQ(RenderCsv(BalanceTable(WithIncompleteMeasures(), kEnglishReader)),
            "unit_id,unit_name,plan_minor_units,allocated_minor_units,committed_minor_units,"
            "disbursed_minor_units,executed_minor_units,settled_minor_units,advances_minor_units,"
            "carried_minor_units,lapsed_minor_units,corrected_minor_units,available_to_allocate_minor_units,"
            "available_to_disburse_minor_units,free_minor_units,allocated_of_plan_percent,"
            "disbursed_of_allocated_percent,executed_of_plan_percent,incomplete,member_count,"
            "members_without_record,members_incomplete,plan_incomplete,executed_incomplete,cannot_be_attributed,"
            "counts_in,as_of,known_at_sequence,boundaries,grouping_id\n"
            "VN34-79,Hồ Chí Minh,64710000000,18300000000,0,0,9000000000,0,0,0,0,0,46410000000,18300000000,"
            "18300000000,28.3,0.0,13.9,true,3,VN63-79,,false,true,false,,2024-06-30,42,2025-07-01,R34\n"
            "VN34-82,Đồng Tháp,1000,0,0,0,0,0,0,0,0,0,1000,0,0,,,,false,0,,,true,false,true,,2024-06-30,42,"
            "2025-07-01,R34\n");
}

TEST(BalanceTableTest, ByAreaSaysWhyNothingIsAvailable) {
  EXPECT_EQ(Rendered(BalanceTable(ByArea(), kEnglishReader), kEnglishReader),
            "Balance of VN63-82\n"
            "as of 2024-06-30; known at sequence 0\n"
            "boundaries of 2024-06-30; no region grouping\n"
            "(VND)\n"
            "area           budget year  plan  allocated  allocated / plan\n"
            "─────────────────────────────────────────────────────────────\n"
            "(no one area)  2024            5          0                 …\n"
            "fairs          2024            7          3            42.9 %\n"
            "─────────────────────────────────────────────────────────────\n"
            "total                         12          3                 …\n"
            "note: VN63-82 is no unit of the boundaries of 2024-06-30; its money counts in VN34-82\n"
            "note: nothing is shown as available by area or project, because the limits hold for a unit, a source and "
            "a budget year only\n");
}

TEST(RestatementTableTest, ShowsBeforeAfterAndChange) {
  EXPECT_EQ(Rendered(RestatementTable(Change(), kEnglishReader), kEnglishReader),
            "What changed: VN63-79\n"
            "as of 2024-06-30\n"
            "(VND)\n"
            "known at sequence                        plan  allocated  allocated / plan\n"
            "──────────────────────────────────────────────────────────────────────────\n"
            "before: 6                               1,000        600            60.0 %\n"
            "after: 42 (2024-05-16 17:00:00 +07:00)  1,000        500            50.0 %\n"
            "change                                      0       -100                 -\n");
}

TEST(RestatementTableTest, SpeaksVietnamese) {
  EXPECT_EQ(Rendered(RestatementTable(Change(), kVietnameseReader), kVietnameseReader),
            "Thay đổi số liệu: VN63-79\n"
            "tính đến ngày 2024-06-30\n"
            "(VND)\n"
            "biết đến số thứ tự                    kế hoạch  đã phân bổ  phân bổ / kế hoạch\n"
            "──────────────────────────────────────────────────────────────────────────────\n"
            "trước: 6                                 1.000         600              60,0 %\n"
            "sau: 42 (2024-05-16 17:00:00 +07:00)     1.000         500              50,0 %\n"
            "thay đổi                                     0        -100                   -\n");
}

}  // namespace
}  // namespace tranche
