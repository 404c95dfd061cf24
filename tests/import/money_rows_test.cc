#include "import/money_rows.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/kinds/kinds.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/import/vietnam_ledger.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr absl::StatusCode kInvalidArgument = absl::StatusCode::kInvalidArgument;
constexpr char kHeader[] =
    "kind,unit_id,source,area,fiscal_year,amount_vnd,effective_date,tranche_number,area_limits\n";
constexpr char kWrittenHeader[] = "kind,unit_id,source,fiscal_year,amount,effective_date\n";

class MoneyRowsTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::vector<RowEvent>> Read(const std::string& bytes, Locale locale = Locale::kVietnamese) const {
    return MoneyEvents(vietnam_.Read(bytes), catalogue_, locale, FindHd1);
  }

  // Event 152 is the contract HD-1 of Tiền Giang's national money of 2025, 153 its advance.
  static absl::StatusOr<Sequence> FindHd1(v1::Event::KindCase kind, absl::string_view text,
                                          const std::optional<Scope>& scope) {
    const bool is_known = text == "HD-1" && scope == Scope{"VN63-82", "national", 2025};
    if (text != "152" && !is_known) return absl::InvalidArgumentError(absl::StrCat("no contract ", text));
    return kind == v1::Event::kCommitmentMade ? 152 : 153;
  }

  // The event of the only row.
  v1::Event ReadOne(const std::string& bytes) const {
    const auto rows = Read(bytes);
    EXPECT_THAT(rows, IsOkAndHolds(SizeIs(1)));
    return rows.ok() && !rows->empty() ? rows->front().event : v1::Event();
  }

  // A plan of `amount`, written as people write it.
  absl::StatusOr<std::vector<RowEvent>> ReadAmountCell(const std::string& amount, Locale locale) const {
    return Read(absl::StrCat(kWrittenHeader, "plan,VN63-27,national,2024,\"", amount, "\",2024-01-01\n"), locale);
  }

  VietnamLedger vietnam_;
  Catalogue catalogue_ = vietnam_.catalogue();
};

TEST_F(MoneyRowsTest, ReadsTheEventsOfTheProgrammeAtTheirInstants) {
  const absl::StatusOr<CsvFile> file = ReadCsvFile(DataFile("khuyen_cong_events.csv"));
  ASSERT_THAT(file, IsOk());
  const auto rows = MoneyEvents(*file, catalogue_, Locale::kVietnamese, FindHd1);
  ASSERT_THAT(rows, IsOkAndHolds(SizeIs(32)));
  for (const RowEvent& row : *rows) EXPECT_EQ(row.event.provenance(), v1::PROVENANCE_IMPORTED);
  const RowEvent& last = rows->back();
  EXPECT_THAT(last.path, ::testing::EndsWith("khuyen_cong_events.csv"));
  EXPECT_EQ(last.line, 33);
  EXPECT_EQ(last.event.recorded_at().seconds(), 1715853600);  // 2024-05-16T10:00:00Z
  EXPECT_EQ(last.event.effective_date(), 20240516);
  const v1::TrancheAllocated& tranche = last.event.tranche_allocated();
  EXPECT_EQ(tranche.number(), 1);
  EXPECT_THAT(tranche.area_limits(), ElementsAre("fairs", "conferences"));
  ASSERT_THAT(tranche.shares(), SizeIs(1));
  EXPECT_EQ(tranche.shares(0).amount(), 18'300'000'000);
  EXPECT_EQ(tranche.shares(0).line().unit_id(), "region:north");
  EXPECT_EQ(last.event.evidence().figures(), "F003-09");
  EXPECT_EQ(last.event.evidence().qualifier(), v1::QUALIFIER_EXACT);
}

constexpr char kContractHeader[] =
    "kind,unit_id,source,fiscal_year,amount,effective_date,commitment,advance,number,counterparty,until\n";

TEST_F(MoneyRowsTest, AContractAndWhatNamesItAreRows) {
  const auto rows = Read(absl::StrCat(kContractHeader,
                                      "commitment,VN63-82,national,2025,300 triệu,2025-03-01,,,HD-2,"
                                      "Công ty A,2025-12-31\n"
                                      "giải ngân,VN63-82,national,2025,200 triệu,2025-03-10,HD-1,,,,\n"
                                      "release,,,,10 triệu,2025-03-11,152,,,,\n"
                                      "advance-clearing,VN63-82,national,2025,10 triệu,2025-03-12,,"
                                      "HD-1,,,\n"));
  ASSERT_THAT(rows, IsOkAndHolds(SizeIs(4)));
  const v1::CommitmentMade& made = (*rows)[0].event.commitment_made();
  EXPECT_EQ(made.number(), "HD-2");
  EXPECT_EQ(made.counterparty(), "Công ty A");
  EXPECT_EQ(made.until(), 20251231);
  EXPECT_EQ((*rows)[1].event.disbursement_made().commitment(), 152u);
  EXPECT_EQ((*rows)[2].event.commitment_released().commitment(), 152u);
  EXPECT_FALSE((*rows)[2].event.commitment_released().has_line()) << "the ledger fills it in";
  EXPECT_EQ((*rows)[3].event.advance_cleared().advance(), 153u);
  EXPECT_FALSE((*rows)[3].event.advance_cleared().has_line());
}

TEST_F(MoneyRowsTest, WhatAKindDoesNotNameOrWhatNobodyKnowsIsReportedByItsCell) {
  EXPECT_THAT(Read(absl::StrCat(kContractHeader,
                                "plan,VN63-82,national,2025,5 triệu,2025-03-01,HD-1,,,,\n"
                                "disbursement,VN63-82,national,2025,5 triệu,2025-03-01,HD-9,,,,\n"
                                "commitment,VN63-82,national,2025,5 triệu,2025-03-01,,,,,\n"
                                "release,,,,5 triệu,2025-03-01,,,,,\n"
                                "disbursement,VN63-82,national,2025,5 triệu,2025-03-01,,,HD-1,,\n")),
              StatusIs(kInvalidArgument,
                       AllOf(HasSubstr("line 2, column commitment: found \"HD-1\", wanted nothing"),
                             HasSubstr("line 3, column commitment: no contract HD-9"),
                             HasSubstr("line 4, column number: found nothing, wanted the number of the contract"),
                             HasSubstr("line 5, column commitment: found nothing, wanted the commitment"),
                             HasSubstr("line 6, column number: found \"HD-1\", wanted nothing"))));
}

TEST_F(MoneyRowsTest, ReadsNamesAndAmountsAsPeopleWriteThem) {
  const v1::Event event = ReadOne(absl::StrCat(kWrittenHeader, "PlanApproved,82,KCQG,2025,\"18,3 tỷ\",2025-06-30\n"));
  EXPECT_EQ(event.plan_approved().line().unit_id(), "VN63-82");
  EXPECT_EQ(event.plan_approved().line().source_id(), "national");
  EXPECT_EQ(event.plan_approved().amount(), 18'300'000'000);
  EXPECT_EQ(event.provenance(), v1::PROVENANCE_RECORDED);
  EXPECT_FALSE(event.has_recorded_at());
  EXPECT_FALSE(event.has_evidence());
  EXPECT_FALSE(event.has_document());
}

TEST_F(MoneyRowsTest, ATransferHasTwoLegs) {
  const v1::Event event = ReadOne(
      "kind,unit_id,source,area,fiscal_year,amount_vnd,effective_date,to_unit_id,to_area,to_tranche_number,without_"
      "plan,"
      "tranche_number,reason,document_number,document_date,event_id\n"
      "transfer,VN63-27,national,fairs,2024,5,2024-06-01,VN63-24,,2,yes,1,moved,12/QĐ,2024-05-30,mine\n");
  const v1::AllocationTransferred& transfer = event.allocation_transferred();
  EXPECT_EQ(transfer.from().unit_id(), "VN63-27");
  EXPECT_EQ(transfer.to().unit_id(), "VN63-24");
  EXPECT_EQ(transfer.to().area_id(), "fairs");
  EXPECT_EQ(transfer.from_tranche_number(), 1);
  EXPECT_EQ(transfer.to_tranche_number(), 2);
  EXPECT_TRUE(transfer.without_plan());
  EXPECT_EQ(event.reason(), "moved");
  EXPECT_EQ(event.document().number(), "12/QĐ");
  EXPECT_EQ(event.document().date(), 20240530);
  EXPECT_EQ(event.event_id(), "mine");
}

TEST_F(MoneyRowsTest, EveryKindIsReadByItsWord) {
  for (const char* word : {"plan", "plan-adjustment", "allocation-adjustment", "disbursement", "refund", "execution"}) {
    const v1::Event event = ReadOne(absl::StrCat(kHeader, word, ",VN63-27,local,,2024,7,2024-06-01,,\n"));
    EXPECT_EQ(KindOf(event).word, word);
  }
}

TEST_F(MoneyRowsTest, AKindMayBeSaidAsTablesShowIt) {
  const auto kind_of = [this](const std::string& name) {
    return ReadOne(absl::StrCat(kWrittenHeader, name, ",VN63-27,national,2024,\"1 tỷ\",2024-01-01\n")).kind_case();
  };
  for (const char* plan : {"duyệt kế hoạch", "Duyet Ke Hoach", "plan approved", "PlanApproved", "PLAN"})
    EXPECT_EQ(kind_of(plan), v1::Event::kPlanApproved) << plan;
  EXPECT_EQ(kind_of("giải ngân"), v1::Event::kDisbursementMade);
}

TEST_F(MoneyRowsTest, AnUnknownKindIsToldWhatIsNearOrWhoRecordsIt) {
  const auto refused = [this](const std::string& name, const std::string& text) {
    EXPECT_THAT(Read(absl::StrCat(kWrittenHeader, name, ",VN63-27,national,2024,\"1 tỷ\",2024-01-01\n")),
                StatusIs(kInvalidArgument, AllOf(HasSubstr("column kind: "), HasSubstr(text))));
  };
  refused("disbursment", "did you mean disbursement?");
  refused("giai nan", "did you mean disbursement?");
  refused("estimate", "`tranche record estimate` does");
  refused("ước thực hiện", "`tranche record estimate` does");
  refused("reverse", "`tranche reverse` does");
}

TEST_F(MoneyRowsTest, RefusesAmountsThatAreNotWholeOrTooLarge) {
  EXPECT_THAT(ReadAmountCell("1.5 tỷ", Locale::kVietnamese),
              StatusIs(kInvalidArgument, HasSubstr("t.csv: line 2, column amount: found \"1.5 tỷ\", wanted")));
  EXPECT_THAT(ReadAmountCell("1.5 billion", Locale::kEnglish), IsOk());
  EXPECT_THAT(ReadAmountCell("18,30000000001 tỷ", Locale::kVietnamese),
              StatusIs(kInvalidArgument, AllOf(HasSubstr("line 2, column amount: found \"18,30000000001 tỷ\""),
                                               HasSubstr("wanted a whole number of minor units"))));
  EXPECT_THAT(
      ReadAmountCell("9223372036854775808", Locale::kVietnamese),
      StatusIs(kInvalidArgument, HasSubstr("line 2, column amount: found \"9223372036854775808\", wanted at most")));
  for (const char* bad : {"1.5", "9223372036854775808", "\"18,3 tỷ\"", "+5", "", "-", "0x10", "1e9"}) {
    EXPECT_THAT(
        Read(absl::StrCat(kHeader, "plan,VN63-27,local,,2024,", bad, ",2024-06-01,,\n")),
        StatusIs(kInvalidArgument, AllOf(HasSubstr("t.csv: line 2, column amount_vnd: found "), HasSubstr("wanted"))))
        << bad;
  }
  EXPECT_THAT(Read(absl::StrCat(kHeader, "plan,VN63-27,local,,2024,9223372036854775807,2024-06-01,,\n")), IsOk());
}

TEST_F(MoneyRowsTest, EveryBadRowIsToldWithItsColumn) {
  EXPECT_THAT(
      Read(absl::StrCat(kHeader,                                                       //
                        "plan,VN63-27,local,,2024,1,2023-02-29,,\n"                    // line 2
                        "plan,Atlantis,local,,2024,1,2024-01-01,,\n"                   // line 3
                        "plan,QN,local,,2024,1,2024-01-01,,\n"                         // line 4
                        "gift,VN63-27,local,,2024,1,2024-01-01,,\n"                    // line 5
                        "tranche,VN63-27,local,,2024,1,2024-01-01,-1,\n"               // line 6
                        "plan,VN63-27,lottery,games,24,1,2024-01-01,,\n"               // line 7
                        "tranche,VN63-27,local,,2024,1,2024-01-01,1,fairs|games\n")),  // line 8
      StatusIs(
          kInvalidArgument,
          AllOf(HasSubstr(
                    "t.csv: line 2, column effective_date: found \"2023-02-29\", which is not a day of the calendar"),
                HasSubstr("t.csv: line 3, column unit_id: unknown unit \"Atlantis\""),
                HasSubstr("t.csv: line 4, column unit_id: unit \"QN\" is ambiguous"),
                HasSubstr("t.csv: line 5, column kind: found \"gift\", wanted one of: plan"),
                HasSubstr("t.csv: line 6, column tranche_number: found \"-1\", wanted the number of a tranche"),
                HasSubstr("t.csv: line 7, column source: unknown source \"lottery\"; wanted one of"),
                HasSubstr("t.csv: line 7, column area: unknown area \"games\""),
                HasSubstr("t.csv: line 7, column fiscal_year: found \"24\", wanted a year"),
                HasSubstr("t.csv: line 8, column area_limits: unknown area \"games\""))));
}

TEST_F(MoneyRowsTest, WhatAKindDoesNotHaveIsNotDroppedUnseen) {
  EXPECT_THAT(
      Read(absl::StrCat(kHeader,                                             //
                        "plan,VN63-27,local,,2024,1,2024-01-01,3,\n"         // line 2
                        "tranche,VN63-27,local,,2024,1,2024-01-01,,\n"       // line 3
                        "refund,VN63-27,local,,2024,1,2024-01-01,1,fairs\n"  // line 4
                        "transfer,VN63-27,local,,2024,1,2024-01-01,1,\n")),  // line 5
      StatusIs(kInvalidArgument, AllOf(HasSubstr("line 2, column tranche_number: found \"3\", wanted nothing"),
                                       HasSubstr("line 3, column tranche_number: found nothing, wanted"),
                                       HasSubstr("line 4, column area_limits: found \"fairs\", wanted nothing"),
                                       HasSubstr("line 5, column to_unit_id: found nothing, wanted who receives"))));
}

TEST_F(MoneyRowsTest, AfterFiftyErrorsTheRestIsCounted) {
  std::string bytes = kHeader;
  for (int i = 0; i < 60; ++i) absl::StrAppend(&bytes, "gift,VN63-27,local,,2024,1,2024-01-01,,\n");
  EXPECT_THAT(Read(bytes), StatusIs(kInvalidArgument, AllOf(HasSubstr("line 51,"), Not(HasSubstr("line 52,")),
                                                            HasSubstr("\nand 10 more"))));
}

TEST_F(MoneyRowsTest, MissingAndUnknownColumnsAreRefused) {
  EXPECT_THAT(
      Read("kind,unit_id,source,fiscal_year,amount_vnd\n"),
      StatusIs(kInvalidArgument, HasSubstr("t.csv: line 1: the column effective_date is missing; found the columns "
                                           "kind, unit_id, source, fiscal_year, amount_vnd")));
  EXPECT_THAT(Read("kind,unit_id,source,fiscal_year,effective_date\n"),
              StatusIs(kInvalidArgument, HasSubstr("the column amount_vnd is missing")));
  EXPECT_THAT(Read("kind,unit_id,source,fiscal_year,effective_date,amount_usd\n"),
              StatusIs(kInvalidArgument, HasSubstr("found the unknown column \"amount_usd\", wanted kind, unit_id")));
  EXPECT_THAT(Read("kind,unit_id,source,fiscal_year,effective_date,amount_vnd,tranche\n"),
              StatusIs(kInvalidArgument, AllOf(HasSubstr("unknown column \"tranche\""), HasSubstr("tranche_number"))));
  EXPECT_THAT(Read("kind,unit_id,source,fiscal_year,effective_date,amount_vnd,amount\n"),
              StatusIs(kInvalidArgument, HasSubstr("found the columns amount and amount_vnd, wanted one of them")));
}

TEST_F(MoneyRowsTest, InstantsHaveAnOffset) {
  const std::string header = "kind,unit_id,source,fiscal_year,effective_date,amount_vnd,recorded_at\n";
  for (const char* bad : {"2024-05-16", "2024-05-16T17:00:00", "2023-02-29T00:00:00Z", "infinite-future", "now"}) {
    EXPECT_THAT(Read(absl::StrCat(header, "plan,VN63-27,local,2024,2024-01-01,1,", bad, "\n")),
                StatusIs(kInvalidArgument, HasSubstr(absl::StrCat("column recorded_at: found \"", bad, "\""))));
  }
}

TEST_F(MoneyRowsTest, AnInstantIsReadAsReportsPrintIt) {
  const std::string header = "kind,unit_id,source,fiscal_year,effective_date,amount_vnd,recorded_at\n";
  for (const char* text :
       {"2024-05-16T17:00:00+07:00", "2024-05-16 17:00:00 +07:00", "2024-05-16 10:00:00.000 +00:00"}) {
    const v1::Event event = ReadOne(absl::StrCat(header, "plan,VN63-27,local,2024,2024-01-01,1,", text, "\n"));
    EXPECT_EQ(event.recorded_at().seconds(), 1715853600) << text;
  }
}

TEST_F(MoneyRowsTest, ARowWithoutAKeyOfItsOwnHasNoneYet) {
  const auto rows = Read(
      "kind,unit_id,source,fiscal_year,amount_vnd,effective_date,event_id\n"
      "plan,VN63-27,local,2024,1,2024-01-01,\n"
      "plan,VN63-27,local,2024,1,2024-01-01,mine\n");
  ASSERT_THAT(rows, IsOkAndHolds(SizeIs(2)));
  EXPECT_EQ((*rows)[0].event.event_id(), "");
  EXPECT_TRUE((*rows)[0].is_keyed_by_content);
  EXPECT_EQ((*rows)[0].line, 2);
  EXPECT_EQ((*rows)[1].event.event_id(), "mine");
  EXPECT_FALSE((*rows)[1].is_keyed_by_content);
}

}  // namespace
}  // namespace tranche
