#include "reports/check_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/verify_tables.h"
#include "tests/reports/tables_of.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::Reconciliation Judged() {
  return FromText<v1::Reconciliation>(R"(
    basis { as_of: "2024-06-30" known_at_sequence: 42 boundaries: "2024-06-30" }
    figures { figure { figure_id: "F1" line { unit_id: "VN" fiscal_year: 2024 } measure: "plan"
                       kind: FIGURE_KIND_AMOUNT printed: "18,3 tỷ" }
              sequence: 5 verdict: VERDICT_AGREES compared_with: "ledger: plan of VN" computed_value: "18300000000"
              computed_low: "18300000000" computed_high: "18300000000" ledger_value: "18300000000" }
    figures { figure { figure_id: "F2" line { unit_id: "VN" fiscal_year: 2024 } measure: "growth"
                       kind: FIGURE_KIND_GROWTH printed: "6,5%" }
              sequence: 6 verdict: VERDICT_AGREES_WITHIN_ROUNDING compared_with: "F1 / F3 - 1"
              computed_value: "6.44" computed_low: "6.311" computed_high: "6.592" }
    agrees: 1 agrees_within_rounding: 1)");
}

v1::VerifyReport Damaged() {
  return FromText<v1::VerifyReport>(
      "events: 5000 rows: 7 findings { check: 'guard' sequence: 9 message: 'overdrawn' }");
}

TEST(ReconciliationTableTest, ShowsEachVerdictAndCountsThem) {
  EXPECT_EQ(Rendered(ReconciliationTable(Judged(), kEnglishReader), kEnglishReader),
            "Published figures and the ledger\n"
            "known at sequence 42\n"
            "boundaries of 2024-06-30; no region grouping\n"
            "(VND)\n"
            "figure  about             printed                 computed   in the ledger  verdict                 "
            "compared with\n"
            "──────────────────────────────────────────────────────────────────────────────────────────────────────────"
            "──────────────────────────────────────────────────\n"
            "F1      plan; 2024; VN    18,3 tỷ           18,300,000,000  18,300,000,000  agrees                  "
            "ledger: plan of VN, 2024, all sources, all areas, as of\n"
            "F2      growth; 2024; VN     6,5%  6.44 % (6.311 to 6.592)               -  agrees within rounding  F1 / "
            "F3 - 1\n"
            "note: agrees: 1; agrees within rounding: 1; contradicts: 0; stated only: 0\n");
}

TEST(ReconciliationTableTest, SaysInTheReadersLanguageWhyAFigureCannotBeComputed) {
  v1::Reconciliation judged = Judged();
  v1::ReconciledFigure* const row = judged.mutable_figures(1);
  row->set_compared_with("it names F9, which is not among the figures");
  *row->mutable_why() = FromText<v1::Refusal>(R"(
    code: "figure.names-unknown"
    what { text: "it names {figure}, which is not among the figures" fields { name: "figure" text: "F9" } })");
  EXPECT_THAT(Rendered(ReconciliationTable(judged, kEnglishReader), kEnglishReader),
              HasSubstr("it names F9, which is not among the figures"));
  const Table vietnamese = ReconciliationTable(judged, kVietnameseReader);
  EXPECT_THAT(Rendered(vietnamese, kVietnameseReader), HasSubstr("nêu F9, không có trong các số công bố"));
  EXPECT_THAT(RenderCsv(vietnamese), HasSubstr("\"it names F9, which is not among the figures\""));
}

TEST(ReconciliationTableTest, SpeaksVietnamese) {
  EXPECT_EQ(Rendered(ReconciliationTable(Judged(), kVietnameseReader), kVietnameseReader),
            "Đối chiếu số đã công bố với sổ\n"
            "biết đến số thứ tự 42\n"
            "địa giới ngày 2024-06-30; chưa chia khu vực\n"
            "(VND)\n"
            "số công bố  số liệu về             nguyên văn              số tính được         theo sổ  kết luận         "
            "           so với\n"
            "──────────────────────────────────────────────────────────────────────────────────────────────────────────"
            "─────────────────────────────────────────────────────────────────────────────\n"
            "F1          kế hoạch; 2024; VN        18,3 tỷ            18.300.000.000  18.300.000.000  khớp             "
            "           sổ: kế hoạch của VN, 2024, mọi nguồn, mọi nội dung, tính đến ngày\n"
            "F2          tăng trưởng; 2024; VN        6,5%  6,44 % (6,311 đến 6,592)               -  khớp trong sai "
            "số làm tròn  F1 / F3 - 1\n"
            "ghi chú: khớp: 1; khớp trong sai số làm tròn: 1; mâu thuẫn: 0; chỉ công bố: 0\n");
}

TEST(ReconciliationTableTest, ARestatedFigureNamesTheEventInBothLanguages) {
  v1::Reconciliation judged = Judged();
  judged.mutable_figures(0)->set_verdict(v1::VERDICT_RESTATED_SINCE);
  judged.mutable_figures(0)->set_restated_by(149);
  judged.set_restated_since(1);
  const std::string english = Rendered(ReconciliationTable(judged, kEnglishReader), kEnglishReader);
  EXPECT_THAT(english, testing::HasSubstr("agreed when stated, restated since by event 149"));
  EXPECT_THAT(english, testing::HasSubstr("agreed when stated, restated since: 1; stated only: 0"));
  EXPECT_THAT(Rendered(ReconciliationTable(judged, kVietnameseReader), kVietnameseReader),
              testing::HasSubstr("khớp khi công bố nhưng sổ sửa sau đó bởi sự kiện 149"));
  EXPECT_THAT(RenderCsv(ReconciliationTable(judged, kEnglishReader)), testing::HasSubstr(",restated_since,"));
}

TEST(ReconciliationTableTest, CsvHasAllFields) {
  EXPECT_EQ(RenderCsv(ReconciliationTable(Judged(), kVietnameseReader)),
            "figure_id,unit_id,fiscal_year,measure,printed,computed_value,computed_low,computed_high,ledger_value,"
            "verdict,compared_with,printed_value,printed_low,printed_high,value_kind,qualifier,source_id,area_id,"
            "project_id,subject,publication,stated_on,about_date,sequence,note,unattributed_areas,known_when_stated,"
            "value_when_stated,restated_by\n"
            "F1,VN,2024,plan,\"18,3 tỷ\",18300000000,18300000000,18300000000,18300000000,agrees,ledger: plan of "
            "VN,,,,FIGURE_KIND_AMOUNT,QUALIFIER_UNSPECIFIED,,,,,,,,5,,,,,\n"
            "F2,VN,2024,growth,\"6,5%\",6.44,6.311,6.592,,agrees_within_rounding,F1 / F3 - "
            "1,,,,FIGURE_KIND_GROWTH,QUALIFIER_UNSPECIFIED,,,,,,,,6,,,,,\n");
}

TEST(RebuildTableTest, LeavesOutADifferenceThatIsNotThere) {
  EXPECT_EQ(Rendered(RebuildTable(FromText<v1::RebuildReport>("events: 5000 rows: 7"), kEnglishReader), kEnglishReader),
            "events:              5,000\n"
            "index rows:          7\n"
            "rows that differed:  0\n");
}

TEST(VerifyTableTest, SaysThatAllIsWellInOneLine) {
  EXPECT_EQ(
      Rendered(VerifyTable(FromText<v1::VerifyReport>("events: 5000 rows: 7"), kVietnameseReader), kVietnameseReader),
      "không có lỗi: 5.000 sự kiện, 7 dòng chỉ mục\n");
}

TEST(VerifyTableTest, ListsTheFindings) {
  EXPECT_EQ(Rendered(VerifyTable(Damaged(), kEnglishReader), kEnglishReader),
            "check  sequence  rebuildable  message\n"
            "───────────────────────────────────────\n"
            "guard         9  no           overdrawn\n"
            "note: checked 5,000 events, 7 index rows\n");
}

TEST(VerifyTableTest, SaysWhatWasFoundInTheReadersLanguage) {
  const auto report = FromText<v1::VerifyReport>(R"(events: 5 rows: 0 findings {
      check: 'head' sequence: 6 message: 'the log ends at 5, but HEAD says that 9 was acknowledged'
      why { code: 'head.beyond-log'
            what { text: 'the log ends at {found}, but HEAD says that {wanted} was acknowledged'
                   fields { name: 'found' number: 5 } fields { name: 'wanted' number: 9 } } } })");
  EXPECT_THAT(Rendered(VerifyTable(report, kVietnameseReader), kVietnameseReader),
              HasSubstr("nhật ký kết thúc ở 5, nhưng HEAD nói đã xác nhận đến 9"));
  EXPECT_THAT(RenderCsv(VerifyTable(report, kVietnameseReader)), HasSubstr("the log ends at 5"));
}

TEST(VerifySummaryTest, FoldsFindingsThatSayTheSameOfDifferentPlaces) {
  v1::VerifyReport report;
  for (uint64_t sequence = 1; sequence <= 100; ++sequence) {
    v1::Finding* finding = report.add_findings();
    finding->set_check("index");
    finding->set_sequence(sequence);
    finding->set_rebuildable(true);
    *finding->mutable_why() = FromText<v1::Refusal>("code: 'index.missing-row' what { text: 'the row is missing' }");
  }
  *report.add_findings() = FromText<v1::Finding>("check: 'event' sequence: 101 message: 'the event is missing'");
  EXPECT_EQ(Rendered(VerifySummary(report, kEnglishReader), kEnglishReader),
            "check  sequence  last  findings  rebuildable  message\n"
            "──────────────────────────────────────────────────────────────────\n"
            "index         1   100       100  yes          the row is missing\n"
            "event       101     -         -  no           the event is missing\n"
            "note: checked 0 events, 0 index rows\n"
            "note: what is not rebuildable comes back from a backup only: `tranche restore`\n");
  const Table precise = VerifyTable(report, kEnglishReader);
  EXPECT_EQ(precise.rows.size(), 101u);
}

// A finding of the check "index" that says `text`, as data.
v1::Finding OfIndex(uint64_t sequence, const std::string& text) {
  auto finding = FromText<v1::Finding>("check: 'index' rebuildable: true why { code: 'index.row' }");
  finding.set_sequence(sequence);
  finding.mutable_why()->mutable_what()->set_text(text);
  return finding;
}

v1::Finding MoreOfIndex(uint64_t more) {
  v1::Finding finding = OfIndex(0, "and {more} more of this check");
  finding.mutable_why()->set_code("finding.more");
  v1::RefusalField* const field = finding.mutable_why()->mutable_what()->add_fields();
  field->set_name("more");
  field->set_number(more);
  return finding;
}

TEST(VerifySummaryTest, CountsTheFindingsThatTheReportDoesNotHave) {
  v1::VerifyReport report;
  for (uint64_t sequence = 1; sequence <= 100; ++sequence) *report.add_findings() = OfIndex(sequence, "no such row");
  *report.add_findings() = MoreOfIndex(19900);
  EXPECT_THAT(Rendered(VerifySummary(report, kEnglishReader), kEnglishReader),
              HasSubstr("check  sequence  findings  rebuildable  message\n"
                        "───────────────────────────────────────────────────\n"
                        "index         1     20000  yes          no such row\n"
                        "note: checked"));
}

TEST(VerifySummaryTest, DoesNotSayWhichOfSeveralFindingsThereAreMoreOf) {
  v1::VerifyReport report;
  *report.add_findings() = OfIndex(1, "no such row");
  *report.add_findings() = OfIndex(2, "another row");
  *report.add_findings() = OfIndex(4, "no such row");
  *report.add_findings() = MoreOfIndex(7);
  EXPECT_THAT(Rendered(VerifySummary(report, kEnglishReader), kEnglishReader),
              HasSubstr("index         1     4         2  yes          no such row\n"
                        "index         2     -         -  yes          another row\n"
                        "index         -     -         7  yes          and 7 more of this check\n"));
}

TEST(VerifySummaryTest, FoldsNothingThatIsSaidOfAnotherPartOrWithOtherAdvice) {
  v1::VerifyReport report;
  for (const char* field : {"amount", "amount", "note"}) {
    v1::Finding* const finding = report.add_findings();
    *finding = OfIndex(1, "found 0");
    v1::RefusalPart* const within = finding->mutable_why()->add_within();
    within->set_text("{field}");
    within->add_fields()->set_text(field);
  }
  EXPECT_EQ(VerifySummary(report, kEnglishReader).rows.size(), 2U);
  report.mutable_findings(1)->mutable_why()->add_within()->set_text("elsewhere");
  EXPECT_EQ(VerifySummary(report, kEnglishReader).rows.size(), 3U);
  report.mutable_findings(1)->mutable_why()->mutable_within()->RemoveLast();
  report.mutable_findings(1)->mutable_why()->add_then()->set_text("run `tranche rebuild`");
  EXPECT_EQ(VerifySummary(report, kEnglishReader).rows.size(), 3U);
}

TEST(VerifySummaryTest, OfOneFindingIsThatFindingAndWhatToDo) {
  v1::VerifyReport report = Damaged();
  const std::string found = Rendered(VerifyTable(report, kEnglishReader), kEnglishReader);
  EXPECT_EQ(Rendered(VerifySummary(report, kEnglishReader), kEnglishReader),
            found + "note: what is not rebuildable comes back from a backup only: `tranche restore`\n");
  report.mutable_findings(0)->set_rebuildable(true);
  EXPECT_THAT(Rendered(VerifySummary(report, kEnglishReader), kEnglishReader),
              HasSubstr("everything found is rebuildable: run `tranche rebuild`"));
}

TEST(VerifySummaryTest, LeavesWhatToDoToFindingsThatABackupDoesNotMend) {
  for (const char* check : {"head", "rules", "balance-root", "checkpoint", "storage"}) {
    v1::VerifyReport report = Damaged();
    report.add_findings()->set_check(check);
    EXPECT_THAT(Rendered(VerifySummary(report, kEnglishReader), kEnglishReader), Not(HasSubstr("backup"))) << check;
  }
}

TEST(StatusTableTest, GroupsCountsButNotSequences) {
  EXPECT_EQ(Rendered(StatusTable(FromText<v1::StatusReport>(
                                     "head: 1204 size_bytes: 12345 head_recorded_at { seconds: 1715853600 }"),
                                 kVietnameseReader),
                     kVietnameseReader),
            "thư mục:\n"
            "sổ:\n"
            "mã sổ:\n"
            "tiền tệ:\n"
            "ngôn ngữ:\n"
            "lệch UTC:\n"
            "số thứ tự cuối:                   1204\n"
            "thời điểm ghi cuối:               2024-05-16 17:00:00 +07:00\n"
            "gốc:\n"
            "mốc kiểm tra mới nhất:            -\n"
            "dung lượng (byte):                12.345\n"
            "độ bền:\n"
            "định dạng nhật ký:                0\n"
            "định dạng chỉ mục:                0\n"
            "phiên bản quy tắc:                0\n"
            "chỉ mục đã đến số thứ tự:         0\n"
            "số đơn vị:                        0\n"
            "số nguồn:                         0\n"
            "số nội dung:                      0\n"
            "số công bố, ước tính và kết quả:  0\n");
}

}  // namespace
}  // namespace tranche
