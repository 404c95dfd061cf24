#include "reports/event_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/reports/tables_of.h"

namespace tranche {
namespace {

v1::EventList Events() {
  return FromText<v1::EventList>(R"(
    events { sequence: 1 event_id: "k1" effective_date: 20240101 recorded_at { seconds: 1715853600 } actor: "an"
             provenance: PROVENANCE_RECORDED unit_established { unit_id: "VN63-79" name: "TP Hồ Chí Minh" } }
    events { sequence: 2 event_id: "k2" effective_date: 20240115 recorded_at { seconds: 1715853600 } actor: "an"
             provenance: PROVENANCE_RECORDED document { type: "decision" number: "12" }
             allocation_transferred { from { unit_id: "VN63-79" source_id: "national" fiscal_year: 2024 }
                                      to { unit_id: "VN63-82" source_id: "national" fiscal_year: 2024 }
                                      from_tranche_number: 1 amount: 500 } }
    events { sequence: 3 event_id: "k3" effective_date: 20240115 recorded_at { seconds: 1715853601 } reason: "typo"
             provenance: PROVENANCE_RECORDED event_reversed { reversed_sequence: 2 } })");
}

v1::Receipt Disbursed() {
  return FromText<v1::Receipt>(
      "sequence: 3 event_id: 'k' recorded_at { seconds: 1715853600 } tranche_chosen: 2 available_to_disburse: '9800' "
      "event { sequence: 3 effective_date: 20240615 disbursement_made { line { unit_id: 'VN63-01' source_id: 'local' "
      "fiscal_year: 2024 area_id: 'fairs' } amount: 8500 tranche_number: 2 } }");
}

v1::ImportReport Imported() {
  return FromText<v1::ImportReport>(
      "file: 'a.csv' rows: 1200 recorded: 1200 first_sequence: 5 last_sequence: 1204 notes: 'a byte-order mark'");
}

TEST(EventsTableTest, HasARowForEachSideOfATransfer) {
  EXPECT_EQ(Rendered(EventsTable(Events(), kEnglishReader), kEnglishReader),
            "(VND)\n"
            "sequence  recorded at (+07:00)  effective   kind                    budget line                         "
            "amount  detail          actor  because\n"
            "──────────────────────────────────────────────────────────────────────────────────────────────────────────"
            "────────────────────────────────────────\n"
            "       1  2024-05-16 17:00:00   2024-01-01  unit established        VN63-79                               "
            "   -  TP Hồ Chí Minh  an\n"
            "       2  2024-05-16 17:00:00   2024-01-15  allocation transferred  VN63-79; national; 2024; tranche 1    "
            "-500                  an     decision 12\n"
            "       2  2024-05-16 17:00:00   2024-01-15  allocation transferred  VN63-82; national; 2024; tranche 1    "
            " 500                  an     decision 12\n"
            "       3  2024-05-16 17:00:01   2024-01-15  reversal                                                      "
            "   -  reverses 2             typo\n");
}

TEST(EventsTableTest, SpeaksVietnamese) {
  EXPECT_EQ(Rendered(EventsTable(Events(), kVietnameseReader), kVietnameseReader),
            "(VND)\n"
            "số thứ tự  thời điểm ghi (+07:00)  hiệu lực    loại            dòng ngân sách                  số tiền  "
            "chi tiết         người ghi  căn cứ\n"
            "──────────────────────────────────────────────────────────────────────────────────────────────────────────"
            "───────────────────────────────────────\n"
            "        1  2024-05-16 17:00:00     2024-01-01  lập đơn vị      VN63-79                               -  "
            "TP Hồ Chí Minh   an\n"
            "        2  2024-05-16 17:00:00     2024-01-15  chuyển phân bổ  VN63-79; national; 2024; đợt 1     -500    "
            "               an         quyết định 12\n"
            "        2  2024-05-16 17:00:00     2024-01-15  chuyển phân bổ  VN63-82; national; 2024; đợt 1      500    "
            "               an         quyết định 12\n"
            "        3  2024-05-16 17:00:01     2024-01-15  bút toán đảo                                          -  "
            "đảo số thứ tự 2             typo\n");
}

TEST(EventsTableTest, CsvDoesNotDependOnTheLanguage) {
  EXPECT_EQ(RenderCsv(EventsTable(Events(), kVietnameseReader)),
            "sequence,recorded_at,effective_date,kind,unit_id,source_id,fiscal_year,area_id,project_id,"
            "tranche_number,amount_minor_units,detail,actor,late_for,because,event_id,provenance,reason,"
            "late_reason,deviations,questions,document_type,document_number,document_issuer,document_date,"
            "document_uri,figures,qualifier,note,named_sequence,number,counterparty,until,approval,"
            "reversed_sequence\n"
            "1,2024-05-16T10:00:00Z,2024-01-01,UnitEstablished,VN63-79,,,,,,,TP Hồ Chí Minh,an,,,k1,"
            "PROVENANCE_RECORDED,,,,,,,,,,,QUALIFIER_UNSPECIFIED,,,,,,,\n"
            "2,2024-05-16T10:00:00Z,2024-01-15,AllocationTransferred,VN63-79,national,2024,,,1,-500,,an,,"
            "decision 12,k2,PROVENANCE_RECORDED,,,,,decision,12,,,,,QUALIFIER_UNSPECIFIED,,,,,,,\n"
            "2,2024-05-16T10:00:00Z,2024-01-15,AllocationTransferred,VN63-82,national,2024,,,1,500,,an,,"
            "decision 12,k2,PROVENANCE_RECORDED,,,,,decision,12,,,,,QUALIFIER_UNSPECIFIED,,,,,,,\n"
            "3,2024-05-16T10:00:01Z,2024-01-15,EventReversed,,,,,,,,reverses 2,,,typo,k3,PROVENANCE_RECORDED,"
            "typo,,,,,,,,,,QUALIFIER_UNSPECIFIED,,,,,,,2\n");
}

TEST(EventsTableTest, SaysThatThereAreNone) {
  EXPECT_EQ(Rendered(EventsTable({}, kEnglishReader), kEnglishReader), "(no events)\n");
}

TEST(ReceiptTableTest, SaysWhatBecameOfTheCommand) {
  EXPECT_EQ(Rendered(ReceiptTable(Disbursed(), kEnglishReader), kEnglishReader),
            "(VND)\n"
            "sequence:               3\n"
            "outcome:                recorded\n"
            "recorded at:            2024-05-16 17:00:00 +07:00\n"
            "tranche chosen:         2\n"
            "available to disburse:  9,800\n"
            "key:                    k\n");
  EXPECT_EQ(Rendered(ReceiptTable(FromText<v1::Receipt>("sequence: 2 event_id: 'j' already_recorded: true"),
                                  kVietnameseReader),
                     kVietnameseReader),
            "số thứ tự:  2\n"
            "kết quả:    đã ghi từ trước\n"
            "khóa:       j\n");
}

TEST(MovesTableTest, EchoesWhatWasUnderstood) {
  EXPECT_EQ(Rendered(MovesTable(Disbursed(), kVietnameseReader), kVietnameseReader),
            "giải ngân, hiệu lực 2024-06-15\n"
            "(VND)\n"
            "đơn vị   nguồn  năm   nội dung  đợt  số tiền\n"
            "────────────────────────────────────────────\n"
            "VN63-01  local  2024  fairs       2    8.500\n");
}

TEST(MovesTableTest, AReversalTakesBackWhatTheReversedEventMoved) {
  v1::Receipt receipt =
      FromText<v1::Receipt>("sequence: 4 event { effective_date: 20240701 event_reversed { reversed_sequence: 3 } }");
  *receipt.mutable_reversed() = Disbursed().event();
  const std::string text = Rendered(MovesTable(receipt, kEnglishReader), kEnglishReader);
  EXPECT_THAT(text,
              testing::HasSubstr("reversal of event 3 (disbursement, effective 2024-06-15), effective 2024-07-01\n"));
  EXPECT_THAT(text, testing::HasSubstr("-8,500\n"));
}

TEST(ReceiptTableTest, SaysThatOnePaymentMayTakeLessOnlyWhereItIsSo) {
  v1::Receipt receipt = Disbursed();
  EXPECT_THAT(Rendered(ReceiptTable(receipt, kEnglishReader), kEnglishReader),
              testing::Not(testing::HasSubstr("one payment")));
  receipt.set_available_in_parts(true);
  EXPECT_THAT(Rendered(ReceiptTable(receipt, kEnglishReader), kEnglishReader),
              testing::HasSubstr("one payment may take less"));
}

TEST(ImportTableTest, LinesThatWereRecordedAreCountedAsOneOrSeveral) {
  const auto report = FromText<v1::ImportReport>(
      "file: 'a.csv' recorded_before { first_line: 2 last_line: 6 first_sequence: 10 last_sequence: 14 } "
      "recorded_before { first_line: 8 last_line: 8 first_sequence: 17 last_sequence: 17 }");
  EXPECT_THAT(Rendered(ImportTable(report, kEnglishReader), kEnglishReader),
              testing::AllOf(testing::HasSubstr("lines 2 to 6 are events 10 to 14, recorded before"),
                             testing::HasSubstr("line 8 is event 17, recorded before")));
}

TEST(ImportTableTest, HasRemarksAsNotes) {
  EXPECT_EQ(Rendered(ImportTable(Imported(), kVietnameseReader), kVietnameseReader),
            "tệp:              a.csv\n"
            "số dòng:          1.200\n"
            "đã ghi:           1.200\n"
            "đã ghi từ trước:      0\n"
            "số thứ tự đầu:        5\n"
            "số thứ tự cuối:    1204\n"
            "ghi chú: a byte-order mark\n");
}

}  // namespace
}  // namespace tranche
