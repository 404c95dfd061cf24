#include "import/importer.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "import/geography_rows.h"
#include "tests/import/vietnam_ledger.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr absl::StatusCode kInvalidArgument = absl::StatusCode::kInvalidArgument;
constexpr absl::StatusCode kFailedPrecondition = absl::StatusCode::kFailedPrecondition;
constexpr char kHeader[] = "kind,unit_id,source,fiscal_year,amount_vnd,effective_date,tranche_number\n";
constexpr char kSourceHeader[] = "source_id,name_vi,name_en,aliases,valid_from\n";
// The row of data/sources.csv, without a date.
constexpr char kLocal[] =
    "local,Kinh phí khuyến công địa phương,Local budget,"
    "KCĐP|khuyến công địa phương|địa phương|ngân sách địa phương,";

std::string Plan(int amount) { return absl::StrCat("plan,VN63-27,local,2024,", amount, ",2024-01-01,\n"); }

class ImporterTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::ImportReport> ImportBytes(const std::string& bytes) {
    return vietnam_.Import(vietnam_.Write(bytes));
  }

  // Expects `bytes` to be refused with this code and message, and nothing to be
  // written.
  template <typename Matcher>
  void ExpectRefused(const std::string& bytes, absl::StatusCode code, const Matcher& message) {
    const Sequence head = vietnam_->head();
    EXPECT_THAT(ImportBytes(bytes), StatusIs(code, message));
    EXPECT_EQ(vietnam_->head(), head);
  }

  VietnamLedger vietnam_;
};

TEST_F(ImporterTest, ImportsTheMoneyAndTheFiguresOfTheProgramme) {
  const Sequence head = vietnam_->head();
  const auto money = vietnam_.Import(DataFile("khuyen_cong_events.csv"));
  ASSERT_THAT(money, IsOk());
  EXPECT_EQ(money->rows(), 32);
  EXPECT_EQ(money->recorded(), 32);
  EXPECT_EQ(money->first_sequence(), head + 1);
  EXPECT_EQ(money->last_sequence(), head + 32);
  EXPECT_THAT(money->notes(), IsEmpty());
  absl::Time instant;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, "2018-08-01T17:00:00+07:00", &instant, nullptr));
  EXPECT_THAT(vietnam_->View().KnownAt(instant), IsOkAndHolds(head + 15));
  EXPECT_THAT(vietnam_->View().KnownAt(instant - absl::Microseconds(1)), IsOkAndHolds(head + 9));
  const auto figures = vietnam_.Import(DataFile("published_figures.csv"));
  ASSERT_THAT(figures, IsOk());
  EXPECT_EQ(figures->recorded(), 101);
  EXPECT_EQ(vietnam_->head(), head + 133);
}

TEST_F(ImporterTest, AFileImportedAgainWritesNothing) {
  for (const char* name : {"khuyen_cong_events.csv", "published_figures.csv"}) {
    ASSERT_THAT(vietnam_.Import(DataFile(name)), IsOk());
    const Sequence head = vietnam_->head();
    const auto again = vietnam_.Import(DataFile(name));
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(again->recorded(), 0);
    EXPECT_EQ(again->already_recorded(), again->rows());
    EXPECT_EQ(again->first_sequence(), 0);
    EXPECT_EQ(vietnam_->head(), head);
  }
}

TEST_F(ImporterTest, AnEditedRowWithItsOwnKeyIsRefused) {
  const std::string header = "event_id,kind,unit_id,source,fiscal_year,amount_vnd,effective_date\n";
  ASSERT_THAT(
      ImportBytes(absl::StrCat(header, "a,plan,VN,local,2024,1,2024-01-01\nb,plan,VN,local,2024,2,2024-01-01\n")),
      IsOk());
  ExpectRefused(absl::StrCat(header, "a,plan,VN,local,2024,1,2024-01-01\nb,plan,VN,local,2024,3,2024-01-01\n"),
                absl::StatusCode::kAlreadyExists,
                AllOf(HasSubstr("t.csv: line 3: key \"b\" was used by event"), HasSubstr("amount")));
}

TEST_F(ImporterTest, ARehearsalWritesNothing) {
  const Sequence head = vietnam_->head();
  const std::string path = vietnam_.Write(absl::StrCat(kHeader, Plan(1)));
  const auto report = vietnam_.Import(path, /*dry_run=*/true);
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->dry_run());
  EXPECT_EQ(report->recorded(), 1);
  EXPECT_EQ(vietnam_->head(), head);
}

TEST_F(ImporterTest, AHeadThatHasMovedRefusesTheFile) {
  const std::string path = vietnam_.Write(absl::StrCat(kHeader, Plan(1)));
  EXPECT_THAT(ImportFile(path, {"test", std::nullopt, false, vietnam_->head() - 1}, &*vietnam_),
              StatusIs(absl::StatusCode::kAborted, HasSubstr("expected")));
}

TEST_F(ImporterTest, ABadRowAmongAThousandIsFoundAndNothingIsWritten) {
  std::string bytes = kHeader;
  for (int i = 1; i <= 1000; ++i)
    absl::StrAppend(&bytes, i == 500 ? "plan,VN63-27,local,2024,1.5,2024-01-01,\n" : Plan(i));
  ExpectRefused(bytes, kInvalidArgument,
                AllOf(HasSubstr("t.csv: line 501, column amount_vnd: found \"1.5\", wanted"), Not(HasSubstr("\n"))));
}

TEST_F(ImporterTest, ARowThatARuleRefusesIsFoundAndNothingIsWritten) {
  std::string bytes = kHeader;
  for (int i = 1; i <= 1000; ++i)
    absl::StrAppend(&bytes, i == 500 ? "tranche,VN63-01,local,2024,9,2024-01-01,1\n" : Plan(i));
  ExpectRefused(bytes, kFailedPrecondition, AllOf(HasSubstr("t.csv: line 501: "), Not(HasSubstr("event 500"))));
}

TEST_F(ImporterTest, RowsThatAreWrongByThemselvesAreToldTogether) {
  ExpectRefused(absl::StrCat(kHeader, Plan(0), Plan(1), Plan(-5), "plan,VN34-82,local,2024,1,2024-01-01,\n"),
                kInvalidArgument,
                AllOf(HasSubstr("t.csv: line 2, column amount_vnd: found 0 VND, wanted more than zero"),
                      HasSubstr("t.csv: line 4, column amount_vnd: found -5 VND"), Not(HasSubstr("line 3")),
                      HasSubstr("t.csv: line 5: unit VN34-82 does not exist on 2024-01-01")));
  ExpectRefused(absl::StrCat(kHeader, "plan,VN34-82,local,2024,1,2024-01-01,\n"), kFailedPrecondition,
                HasSubstr("t.csv: line 2: unit VN34-82 does not exist on 2024-01-01"));
}

TEST_F(ImporterTest, RowsThatRulesRefuseAreToldTogetherWithThoseThatAreWrongByThemselves) {
  const std::string of_rules = absl::StrCat("tranche,VN63-01,local,2024,9,2024-01-01,1\n", Plan(1),
                                            "tranche,VN63-02,local,2024,9,2024-01-01,1\n");
  ExpectRefused(absl::StrCat(kHeader, of_rules), kFailedPrecondition,
                AllOf(HasSubstr("t.csv: line 2: VN63-01, local, 2024: allocated would exceed plan"),
                      HasSubstr("t.csv: line 4: VN63-02, local, 2024: "), Not(HasSubstr("line 3"))));
  ExpectRefused(absl::StrCat(kHeader, of_rules, "plan,VN63-01,local,2024,0,2024-01-01,\n",
                             "tranche,VN63-01,local,2024,9,2024-01-01,2\n"),
                kFailedPrecondition,
                AllOf(HasSubstr("line 2: "), HasSubstr("line 4: "), HasSubstr("line 5, column amount_vnd: found 0 VND"),
                      HasSubstr("line 6: VN63-01"), HasSubstr("this may follow from an earlier refusal")));
}

TEST_F(ImporterTest, RowsThatCannotBeReadAreToldTogetherWithWhatTheLedgerRefuses) {
  ExpectRefused(absl::StrCat(kHeader, Plan(5), "tranche,VN63-01,local,2024,9,2024-01-01,1\n",
                             "plan,Atlantis,local,2024,1,2024-01-01,\n", "plan,VN63-02,local,2024,much,2024-01-01,\n",
                             "tranche,VN63-02,local,2024,9,2024-01-01,1\n"),
                kInvalidArgument,
                AllOf(HasSubstr("line 3: VN63-01, local, 2024: allocated would exceed plan"),
                      HasSubstr("line 4, column unit_id: "), HasSubstr("line 5, column amount_vnd: "),
                      HasSubstr("line 6: VN63-02, local, 2024: "), HasSubstr("this may follow from an earlier refusal"),
                      Not(HasSubstr("line 2"))));
}

TEST_F(ImporterTest, WhatDiffersFromTheEventOfAKeyIsNamedByItsColumn) {
  const std::string header = "kind,unit_id,source,project,fiscal_year,amount_vnd,effective_date,event_id\n";
  ASSERT_THAT(ImportBytes(absl::StrCat(header, "plan,VN63-74,local,KC-1,2024,7,2024-01-01,k\n")), IsOk());
  const auto refused = [&](const std::string& row, const std::string& difference) {
    ExpectRefused(absl::StrCat(header, row), absl::StatusCode::kAlreadyExists,
                  HasSubstr(absl::StrCat(" with other content: ", difference, " (recorded -> now)")));
  };
  refused("plan,VN63-74,local,KC-2,2024,7,2024-01-01,k\n", "project: \"KC-1\" -> \"KC-2\"");
  refused("plan,VN63-74,national,KC-1,2024,7,2024-01-01,k\n", "source: \"local\" -> \"national\"");
  refused("plan,VN63-74,local,KC-1,2024,8,2024-01-01,k\n", "amount_vnd: 7 -> 8");
}

TEST_F(ImporterTest, ARowForAUnitThatHasEndedIsToldTheWayOut) {
  const std::string header = "kind,unit_id,source,fiscal_year,amount_vnd,effective_date,tranche_number\n";
  ASSERT_THAT(ImportBytes(absl::StrCat(header, "plan,VN63-74,local,2025,3000000000,2025-01-01,\n",
                                       "tranche,VN63-74,local,2025,3000000000,2025-02-01,2\n")),
              IsOk());
  const auto way_out = AllOf(HasSubstr("unit VN63-74 does not exist on 2025-08-01"), HasSubstr("its successor is"),
                             HasSubstr("has 3,000,000,000 VND left to disburse: tranche 2"),
                             HasSubstr("`tranche handover --unit VN63-74 --year 2025`"));
  const std::string row = "disbursement,VN63-74,local,2025,1000,2025-08-01,\n";
  ExpectRefused(absl::StrCat(header, row), kFailedPrecondition, way_out);
  ExpectRefused(absl::StrCat(header, Plan(0), row), kInvalidArgument, way_out);
}

TEST_F(ImporterTest, ARuleThatRefusesACellNamesItsColumn) {
  const std::string header = "kind,unit_id,source,fiscal_year,amount_vnd,effective_date,tranche_number,project\n";
  ASSERT_THAT(ImportBytes(absl::StrCat(header, "plan,VN,local,2024,10,2024-01-01,,\n",
                                       "tranche,VN,local,2024,10,2024-01-01,1,\n")),
              IsOk());
  ExpectRefused(absl::StrCat(header, "disbursement,VN,local,2024,1,2024-02-01,7,\n"), kFailedPrecondition,
                HasSubstr("t.csv: line 2, column tranche_number: "));
  ExpectRefused(absl::StrCat(header, "disbursement,VN,local,2024,1,2024-02-01,,a|b\n"), kInvalidArgument,
                HasSubstr("t.csv: line 2, column project: "));
}

TEST_F(ImporterTest, BadCellsAreRefusedAndNothingIsWritten) {
  ExpectRefused(absl::StrCat(kHeader, "plan,VN63-27,local,2024,1,2023-02-29,\n"), kInvalidArgument,
                HasSubstr("line 2, column effective_date: found \"2023-02-29\", which is not a day of the calendar"));
  ExpectRefused(absl::StrCat(kHeader, "plan,QN,local,2024,1,2024-01-01,\n"), kInvalidArgument,
                HasSubstr("line 2, column unit_id: unit \"QN\" is ambiguous"));
  ExpectRefused(absl::StrCat(kHeader, "plan,VN63-27,local,2024,9223372036854775808,2024-01-01,\n"), kInvalidArgument,
                HasSubstr("line 2, column amount_vnd: found \"9223372036854775808\", wanted"));
  ExpectRefused(absl::StrCat(kHeader, "tranche,VN63-27,local,2024,1,2024-01-01,-1\n"), kInvalidArgument,
                HasSubstr("line 2, column tranche_number: found \"-1\", wanted"));
}

TEST_F(ImporterTest, FilesOfAnotherShapeAreRefused) {
  ExpectRefused("", kInvalidArgument, HasSubstr("t.csv: found an empty file, wanted a header row"));
  ExpectRefused(absl::StrCat(kHeader, "plan,VN63-27,loc\xff,2024,1,2024-01-01,\n"), kInvalidArgument,
                HasSubstr("t.csv: line 2, column 17: found the byte 0xff, wanted UTF-8"));
  ExpectRefused("\xFF\xFEk\0i\0", kInvalidArgument, HasSubstr("found UTF-16"));
  ExpectRefused("kind,unit_id,source,fiscal_year,amount_vnd\n", kInvalidArgument,
                HasSubstr("t.csv: line 1: the column effective_date is missing"));
  ExpectRefused("name,colour\na,b\n", kInvalidArgument,
                AllOf(HasSubstr("t.csv: line 1: found the columns name, colour, wanted the columns of money (kind"),
                      HasSubstr("figure_id")));
  EXPECT_THAT(vietnam_.Import("/nowhere/t.XLSX"), StatusIs(kInvalidArgument, HasSubstr("XLSX is not read yet")));
  EXPECT_THAT(vietnam_.Import("/nowhere/t.csv"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("/nowhere/t.csv")));
}

TEST_F(ImporterTest, AByteOrderMarkAndCrlfAreAcceptedWithANoteAndChangeNothing) {
  const std::string plain = absl::StrCat(kHeader, Plan(1), Plan(2));
  ASSERT_THAT(ImportBytes(plain), IsOk());
  const Sequence head = vietnam_->head();
  const auto marked = ImportBytes(absl::StrCat("\xEF\xBB\xBF", plain));
  ASSERT_THAT(marked, IsOk());
  EXPECT_EQ(marked->already_recorded(), 2);
  EXPECT_THAT(marked->notes(), ElementsAre(HasSubstr("byte order mark")));
  const auto crlf = ImportBytes(absl::StrReplaceAll(plain, {{"\n", "\r\n"}}));
  ASSERT_THAT(crlf, IsOk());
  EXPECT_EQ(crlf->already_recorded(), 2);
  EXPECT_THAT(crlf->notes(), ElementsAre(HasSubstr("CRLF")));
  EXPECT_EQ(vietnam_->head(), head);
}

TEST_F(ImporterTest, TheRowAfterWhichNoHistoryCanFollowIsNamedBefore) {
  const std::string header = "kind,unit_id,source,fiscal_year,effective_date,amount_vnd,recorded_at\n";
  const std::string history = "plan,VN63-01,local,2023,2023-01-01,100,2023-02-01T08:00:00+07:00\n";
  const std::string live = "plan,VN63-02,local,2023,2023-01-01,200,\n";
  ExpectRefused(absl::StrCat(header, history, live), kFailedPrecondition,
                HasSubstr("t.csv: line 3: found no recorded_at, although other rows have one"));
  const auto rehearsed = vietnam_.Import(vietnam_.Write(absl::StrCat(header, live)), /*dry_run=*/true);
  ASSERT_THAT(rehearsed, IsOk());
  EXPECT_EQ(rehearsed->ends_history_line(), 2);
  ASSERT_THAT(ImportBytes(absl::StrCat(header, history)), IsOk());
  const auto first = ImportBytes(absl::StrCat(header, live));
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->ends_history_line(), 2);
  const auto second = ImportBytes(absl::StrCat(header, "plan,VN63-04,local,2023,2023-01-01,300,\n"));
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->ends_history_line(), 0);
  ExpectRefused(
      absl::StrCat(header, "plan,VN63-06,local,2023,2023-01-01,350,2023-03-01T08:00:00+07:00\n"), kFailedPrecondition,
      AllOf(HasSubstr("t.csv: line 2, column recorded_at: "), HasSubstr("import it first into a new ledger")));
}

TEST_F(ImporterTest, MoreRowsThanABatchHoldsAreRefused) {
  std::string bytes = kHeader;
  for (size_t i = 0; i <= kBatchEventsMax; ++i) absl::StrAppend(&bytes, "plan,VN,local,2024,1,2024-01-01,\n");
  ExpectRefused(bytes, kInvalidArgument, HasSubstr("found 100001 rows, wanted at most 100000; split the file"));
}

TEST_F(ImporterTest, AHeaderWithoutRowsIsNoted) {
  const auto report = ImportBytes(kHeader);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->rows(), 0);
  EXPECT_THAT(report->notes(), ElementsAre(HasSubstr("no rows")));
}

TEST_F(ImporterTest, UnitsAndTermsCanBeAddedLater) {
  ASSERT_THAT(ImportBytes("area_id,name_vi,name_en,aliases,valid_from\ndigital,Chuyển đổi số,Digital,,2025-01-01\n"),
              IsOk());
  EXPECT_NE(vietnam_.catalogue().FindArea("digital"), nullptr);
}

TEST_F(ImporterTest, GeographyImportedAgainIsAlreadyRecordedWhoeverLoadedItAndWhen) {
  const Sequence head = vietnam_->head();
  for (absl::string_view name : kGeographyFiles) {
    const auto again = vietnam_.Import(DataFile(std::string(name)));
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(again->recorded(), 0) << name;
    EXPECT_GE(again->already_recorded(), again->rows()) << name;
    EXPECT_EQ(again->ends_history_line(), 0) << name;
  }
  EXPECT_EQ(vietnam_->head(), head);
}

TEST_F(ImporterTest, ANewSourceIsRecordedBesideThoseThatTheLedgerHas) {
  const auto grown = ImportBytes(absl::StrCat(kSourceHeader, kLocal, "\nlottery,Xổ số,Lottery,,\n"));
  ASSERT_THAT(grown, IsOk());
  EXPECT_EQ(grown->recorded(), 1);
  EXPECT_EQ(grown->already_recorded(), 1);
  EXPECT_NE(vietnam_.catalogue().FindSource("lottery"), nullptr);
}

TEST_F(ImporterTest, AnotherNameOrDateUnderTheSameKeyIsRefused) {
  const std::string renamed = absl::StrReplaceAll(kLocal, {{"Local budget", "Provincial budget"}});
  ExpectRefused(absl::StrCat(kSourceHeader, renamed, "\n"), absl::StatusCode::kAlreadyExists,
                AllOf(HasSubstr("line 2"), HasSubstr("source:local"), HasSubstr("source_defined.name_en")));
  ExpectRefused(absl::StrCat(kSourceHeader, kLocal, "2011-11-11\n"), absl::StatusCode::kAlreadyExists,
                AllOf(HasSubstr("line 2"), HasSubstr("effective_date")));
}

TEST_F(ImporterTest, AGeographyWithAFileMissingLoadsNothing) {
  const Sequence head = vietnam_->head();
  EXPECT_THAT(ImportGeography("/nowhere", absl::UnixEpoch(), "test", &*vietnam_),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/nowhere/regions.csv")));
  EXPECT_EQ(vietnam_->head(), head);
}

TEST_F(ImporterTest, AGeographyIsNotLoadedOverAnother) {
  const Sequence head = vietnam_->head();
  EXPECT_THAT(ImportGeography(DataFile(""), absl::UnixEpoch(), "test", &*vietnam_),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("regions.csv: line 2, column unit_id: \"VN\"")));
  EXPECT_EQ(vietnam_->head(), head);
}

}  // namespace
}  // namespace tranche
