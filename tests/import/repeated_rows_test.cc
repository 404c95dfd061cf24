// The same payment written in two ways is recorded once, and two equal payments are never silently merged.
#include "import/repeated_rows.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "import/importer.h"
#include "tests/import/vietnam_ledger.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr absl::StatusCode kAlreadyExists = absl::StatusCode::kAlreadyExists;
constexpr char kHeader[] = "kind,unit_id,source,fiscal_year,amount_vnd,effective_date,tranche_number,note\n";

std::string CaseFile(const std::string& name) {
  return absl::StrCat(TRANCHE_SOURCE_DIR, "/tests/import/cases/", name, ".csv");
}

std::string Plan(int amount) { return absl::StrCat("plan,VN63-01,local,2024,", amount, ",2024-01-01,,\n"); }

class RepeatedRowsTest : public ::testing::Test {
 protected:
  // Imports a file of these bytes.
  absl::StatusOr<v1::ImportReport> ImportAs(const std::string& name, const std::string& bytes,
                                            Repeated repeated = Repeated::kAsk) {
    return vietnam_.Import(vietnam_.Write(bytes, name), repeated);
  }

  void ExpectCounts(const absl::StatusOr<v1::ImportReport>& report, uint64_t recorded, uint64_t recorded_before) {
    ASSERT_THAT(report, IsOk());
    EXPECT_EQ(report->recorded(), recorded);
    EXPECT_EQ(report->already_recorded(), recorded_before);
  }

  VietnamLedger vietnam_;
};

TEST_F(RepeatedRowsTest, TheSameFileRecordsNothingAndSaysWhichEventEachLineIs) {
  ASSERT_THAT(ImportAs("a.csv", absl::StrCat(kHeader, Plan(1), Plan(2), Plan(2))), IsOk());
  const Sequence head = vietnam_->head();
  const auto again = ImportAs("a.csv", absl::StrCat(kHeader, Plan(1), Plan(2), Plan(2)));
  ExpectCounts(again, 0, 3);
  ASSERT_EQ(again->recorded_before_size(), 1);
  EXPECT_EQ(again->recorded_before(0).first_line(), 2);
  EXPECT_EQ(again->recorded_before(0).last_line(), 4);
  EXPECT_EQ(again->recorded_before(0).first_sequence(), head - 2);
  EXPECT_EQ(again->recorded_before(0).last_sequence(), head);
}

TEST_F(RepeatedRowsTest, AnEqualPaymentInAnotherFileIsAskedAbout) {
  ASSERT_THAT(vietnam_.Import(CaseFile("january")), IsOk());
  const Sequence head = vietnam_->head();
  const auto second = vietnam_.Import(CaseFile("january_second_voucher"));
  EXPECT_THAT(second, StatusIs(kAlreadyExists, AllOf(HasSubstr(absl::StrCat("2 = ", head)), HasSubstr("--repeated"))));
  const auto refusal = RefusalOf(second.status());
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->code(), "import.repeated-rows");
  EXPECT_EQ(vietnam_->head(), head);
  ExpectCounts(vietnam_.Import(CaseFile("january_second_voucher"), Repeated::kNew), 1, 0);
  ExpectCounts(vietnam_.Import(CaseFile("january_second_voucher")), 0, 1);
  EXPECT_EQ(vietnam_->head(), head + 1);
}

TEST_F(RepeatedRowsTest, TheSamePaymentInOtherWordsIsNeverRecordedTwice) {
  ASSERT_THAT(vietnam_.Import(CaseFile("row_by_id")), IsOk());
  const Sequence head = vietnam_->head();
  EXPECT_THAT(vietnam_.Import(CaseFile("row_by_name")), StatusIs(kAlreadyExists, HasSubstr("2 = ")));
  const std::string plan =
      "kind,unit_id,source,fiscal_year,effective_date,amount,note\nplan,UNIT,local,2024,2024-01-01,";
  for (const char* unit : {"Hà Nội", "ha noi ", "H\u0061\u0300 N\u006f\u0302\u0323i", "TP Hà Nội\u00a0"}) {
    for (const char* amount : {"100000000", "100.000.000 ", "\"100 triệu\"", "\"0,1 tỷ đồng\""}) {
      const std::string bytes = absl::StrReplaceAll(absl::StrCat(plan, amount, ", \n"), {{"UNIT", unit}});
      EXPECT_THAT(ImportAs("b.csv", bytes), StatusIs(kAlreadyExists, HasSubstr("2 = "))) << bytes;
      ExpectCounts(ImportAs("row_by_id.csv", bytes), 0, 1);
    }
  }
  ExpectCounts(vietnam_.Import(CaseFile("row_by_name"), Repeated::kSame), 0, 1);
  EXPECT_EQ(vietnam_->head(), head);
}

TEST_F(RepeatedRowsTest, TextsInAnotherUnicodeFormSayTheSame) {
  const std::string composed = "plan,VN63-01,local,2024,1,2024-01-01,,Hội chợ\n";
  const std::string decomposed = "plan,VN63-01,local,2024,1,2024-01-01,,H\u006f\u0302\u0323i ch\u006f\u031b\u0323\n";
  ASSERT_THAT(ImportAs("a.csv", absl::StrCat(kHeader, composed)), IsOk());
  ExpectCounts(ImportAs("a.csv", absl::StrCat(kHeader, decomposed)), 0, 1);
  EXPECT_THAT(ImportAs("b.csv", absl::StrCat(kHeader, decomposed)), StatusIs(kAlreadyExists, HasSubstr("2 = ")));
  ExpectCounts(ImportAs("b.csv", absl::StrCat(kHeader, "plan,VN63-01,local,2024,1,2024-01-01,,Triển lãm\n")), 1, 0);
}

TEST_F(RepeatedRowsTest, WhoRepeatsAFileIsNotWhatItSays) {
  ASSERT_THAT(vietnam_.Import(CaseFile("row_by_id"), Repeated::kAsk, "a"), IsOk());
  ExpectCounts(vietnam_.Import(CaseFile("row_by_id"), Repeated::kAsk, "b"), 0, 1);
  ExpectCounts(vietnam_.Import(CaseFile("row_by_id_and_one_more"), Repeated::kSame, "b"), 1, 1);
  ExpectCounts(vietnam_.Import(CaseFile("row_by_id_and_one_more"), Repeated::kAsk, "c"), 0, 2);
}

TEST_F(RepeatedRowsTest, EqualRowsOfAGrownFileAreCountedAgainstEqualEvents) {
  ASSERT_THAT(ImportAs("a.csv", absl::StrCat(kHeader, Plan(1), Plan(1))), IsOk());
  const std::string grown = absl::StrCat(kHeader, Plan(2), Plan(1), Plan(1), Plan(1));
  EXPECT_THAT(ImportAs("a.csv", grown), StatusIs(kAlreadyExists, HasSubstr("3 = ")));
  ExpectCounts(ImportAs("a.csv", grown, Repeated::kSame), 2, 2);
}

TEST_F(RepeatedRowsTest, TwoHalvesOfAFileKeepTheirEqualRows) {
  ASSERT_THAT(ImportAs("half1.csv", absl::StrCat(kHeader, Plan(1), Plan(2))), IsOk());
  const std::string second = absl::StrCat(kHeader, Plan(1), Plan(3));
  EXPECT_THAT(ImportAs("half2.csv", second), StatusIs(kAlreadyExists, HasSubstr("2 = ")));
  ExpectCounts(ImportAs("half2.csv", second, Repeated::kNew), 2, 0);
  ExpectCounts(ImportAs("half2.csv", second), 0, 2);
}

TEST_F(RepeatedRowsTest, APaymentThatWasTypedInIsAskedAboutWhateverTrancheTheLedgerChose) {
  ASSERT_THAT(vietnam_->Append({EventBuilder::Plan("VN63-01", "local", 2024, 100),
                                EventBuilder::Tranche(1, "VN63-01", "local", 2024, 100),
                                EventBuilder::Disbursement("VN63-01", "local", 2024, 5)}),
              IsOk());
  for (const char* tranche : {"", "1"}) {
    const std::string row = absl::StrCat("disbursement,VN63-01,local,2024,5,2024-01-01,", tranche, ",\n");
    EXPECT_THAT(ImportAs("a.csv", absl::StrCat(kHeader, row)),
                StatusIs(kAlreadyExists, HasSubstr(absl::StrCat("2 = ", vietnam_->head()))));
  }
  EXPECT_THAT(ImportAs("a.csv", absl::StrCat(kHeader, "disbursement,VN63-01,local,2024,5,2024-01-01,2,\n")),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(RepeatedRowsTest, AReversedEventIsNotTheRow) {
  ASSERT_THAT(ImportAs("a.csv", absl::StrCat(kHeader, Plan(1))), IsOk());
  ASSERT_THAT(vietnam_->Append({EventBuilder::Reversal(vietnam_->head(), "typed twice")}), IsOk());
  ExpectCounts(ImportAs("b.csv", absl::StrCat(kHeader, Plan(1))), 1, 0);
}

TEST_F(RepeatedRowsTest, ARowWithItsOwnKeyIsTheEventThatItsFileSays) {
  const std::string header = "kind,unit_id,source,fiscal_year,amount_vnd,effective_date,event_id\n";
  const std::string row = "plan,VN63-01,local,2024,1,2024-01-01,";
  ExpectCounts(ImportAs("a.csv", absl::StrCat(header, row, "v1\n")), 1, 0);
  ExpectCounts(ImportAs("b.csv", absl::StrCat(header, row, "v2\n", row, "v1\n")), 1, 1);
  EXPECT_THAT(ImportAs("c.csv", absl::StrCat(header, row, "\n")), StatusIs(kAlreadyExists, HasSubstr("2 = ")));
}

TEST_F(RepeatedRowsTest, ARehearsalAsksToo) {
  ASSERT_THAT(ImportAs("a.csv", absl::StrCat(kHeader, Plan(1))), IsOk());
  EXPECT_THAT(vietnam_.Import(vietnam_.Write(absl::StrCat(kHeader, Plan(1)), "b.csv"), /*dry_run=*/true),
              StatusIs(kAlreadyExists, HasSubstr("2 = ")));
}

}  // namespace
}  // namespace tranche
