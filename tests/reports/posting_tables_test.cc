#include "reports/posting_tables.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/reports/tables_of.h"

namespace tranche {
namespace {

constexpr char kPostings[] = R"(
  postings { sequence: 7 kind: "PlanApproved" effective_date: "2024-01-15"
             recorded_at { seconds: 1715853600 nanos: 5000 }
             line { unit_id: "VN63-79" source_id: "national" fiscal_year: 2024 } measure: "plan" amount: "1000"
             actor: "an" because: "decision 12/QĐ-BTC, Bộ Tài chính, 2024-01-10; a remark" }
  postings { sequence: 8 kind: "TrancheAllocated" effective_date: "2024-02-15" recorded_at { seconds: 1715853700 }
             line { unit_id: "VN63-79" source_id: "national" fiscal_year: 2024 area_id: "fairs" }
             measure: "allocated" tranche_number: 1 amount: "600" actor: "an" })";

constexpr char kAmounts[] = R"(plan: "1000" allocated: "600" disbursed: "0" executed: "0")";

v1::Explanation Reasons() {
  return FromText<v1::Explanation>(
      absl::StrCat("basis { as_of: '2024-06-30' known_at_sequence: 9 boundaries: '2024-06-30' }", kPostings,
                   "total { unit_id: 'VN63-79' unit_name: 'TP Hồ Chí Minh' ", kAmounts, " }"));
}

v1::ReplayReport Replay() {
  return FromText<v1::ReplayReport>(R"(
    replayed_to: 9 events: 1200 postings: 2
    steps { sequence: 7 kind: "PlanApproved" effective_date: "2024-01-15" actor: "an"
            line { unit_id: "VN63-79" fiscal_year: 2024 } measure: "plan" amount: "-10" balance_after: "990" }
    balances { line { unit_id: "VN63-79" fiscal_year: 2024 } measure: "plan" amount: "990" })");
}

TEST(ExplanationTableTest, AddsUpUnderEachMeasure) {
  EXPECT_EQ(Rendered(ExplanationTable(Reasons(), kEnglishReader), kEnglishReader),
            "Explanation of a balance: TP Hồ Chí Minh VN63-79\n"
            "as of 2024-06-30; known at sequence 9\n"
            "boundaries of 2024-06-30; no region grouping\n"
            "(VND)\n"
            "sequence  recorded at (+07:00)  effective   kind               budget line                                "
            " plan  allocated  actor  because\n"
            "──────────────────────────────────────────────────────────────────────────────────────────────────────────"
            "───────────────────────────────────────────────────────────────────────────────\n"
            "       7  2024-05-16 17:00:00   2024-01-15  plan approved      VN63-79; national; 2024                    "
            "1,000          -  an     decision 12/QĐ-BTC, Bộ Tài chính, 2024-01-10; a remark\n"
            "       8  2024-05-16 17:01:40   2024-02-15  tranche allocated  VN63-79; national; 2024; fairs; tranche 1  "
            "    -        600  an\n"
            "──────────────────────────────────────────────────────────────────────────────────────────────────────────"
            "───────────────────────────────────────────────────────────────────────────────\n"
            "   total                                                                                                  "
            "1,000        600\n");
}

TEST(ExplanationTableTest, SpeaksVietnamese) {
  EXPECT_EQ(Rendered(ExplanationTable(Reasons(), kVietnameseReader), kVietnameseReader),
            "Giải trình số dư: TP Hồ Chí Minh VN63-79\n"
            "tính đến ngày 2024-06-30; biết đến số thứ tự 9\n"
            "địa giới ngày 2024-06-30; chưa chia khu vực\n"
            "(VND)\n"
            "số thứ tự  thời điểm ghi (+07:00)  hiệu lực    loại              dòng ngân sách                         "
            "kế hoạch  đã phân bổ  người ghi  căn cứ\n"
            "──────────────────────────────────────────────────────────────────────────────────────────────────────────"
            "───────────────────────────────────────────────────────────────────────────────────────\n"
            "        7  2024-05-16 17:00:00     2024-01-15  duyệt kế hoạch    VN63-79; national; 2024                  "
            " 1.000           -  an         quyết định 12/QĐ-BTC, Bộ Tài chính, 2024-01-10; a remark\n"
            "        8  2024-05-16 17:01:40     2024-02-15  phân bổ theo đợt  VN63-79; national; 2024; fairs; đợt 1    "
            "     -         600  an\n"
            "──────────────────────────────────────────────────────────────────────────────────────────────────────────"
            "───────────────────────────────────────────────────────────────────────────────────────\n"
            "tổng cộng                                                                                                 "
            " 1.000         600\n");
}

TEST(ExplanationTableTest, CsvIsInFullAndInUtc) {
  EXPECT_EQ(RenderCsv(ExplanationTable(Reasons(), kEnglishReader)),
            "sequence,recorded_at,effective_date,kind,unit_id,source_id,fiscal_year,area_id,project_id,"
            "tranche_number,measure,amount_minor_units,plan_minor_units,allocated_minor_units,"
            "committed_minor_units,disbursed_minor_units,executed_minor_units,settled_minor_units,"
            "advances_minor_units,carried_minor_units,lapsed_minor_units,corrected_minor_units,actor,late_for,"
            "because\n"
            "7,2024-05-16T10:00:00.000005Z,2024-01-15,PlanApproved,VN63-79,national,2024,,,,plan,1000,1000,,,,,,,"
            ",,,an,,\"decision 12/QĐ-BTC, Bộ Tài chính, 2024-01-10; a remark\"\n"
            "8,2024-05-16T10:01:40Z,2024-02-15,TrancheAllocated,VN63-79,national,2024,fairs,,1,allocated,600,,"
            "600,,,,,,,,,an,,\n");
}

TEST(RestatementPostingsTableTest, SaysThatNothingChanged) {
  EXPECT_EQ(Rendered(RestatementPostingsTable(FromText<v1::Restatement>(absl::StrCat("change { ", kAmounts, " }")),
                                              kEnglishReader),
                     kEnglishReader),
            "Postings that make the change\n"
            "(nothing changed)\n");
}

TEST(ReplayTableTest, ShowsTheBalancesAtTheEnd) {
  EXPECT_EQ(Rendered(ReplayTable(Replay(), kEnglishReader), kEnglishReader),
            "Balances after replay to sequence 9\n"
            "(VND)\n"
            "unit     year  measure  amount\n"
            "──────────────────────────────\n"
            "VN63-79  2024  plan        990\n"
            "note: read 1,200 events, which made 2 postings\n");
}

TEST(ReplayTableTest, SpeaksVietnamese) {
  EXPECT_EQ(Rendered(ReplayTable(Replay(), kVietnameseReader), kVietnameseReader),
            "Số dư sau khi phát lại đến số thứ tự 9\n"
            "(VND)\n"
            "đơn vị   năm   chỉ tiêu  số tiền\n"
            "────────────────────────────────\n"
            "VN63-79  2024  kế hoạch      990\n"
            "ghi chú: đã đọc 1.200 sự kiện, gồm 2 bút toán\n");
}

TEST(ReplayStepsTableTest, ShowsTheBalanceAfterEachStep) {
  EXPECT_EQ(Rendered(ReplayStepsTable(Replay(), kEnglishReader), kEnglishReader),
            "Replay step by step\n"
            "(VND)\n"
            "sequence  effective   kind           budget line    measure  amount  balance after  actor\n"
            "─────────────────────────────────────────────────────────────────────────────────────────\n"
            "       7  2024-01-15  plan approved  VN63-79; 2024  plan        -10            990  an\n");
}

}  // namespace
}  // namespace tranche
