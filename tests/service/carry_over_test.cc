// Years that end through the service: what people write of a carry-over, a settlement and a correction, and the two
// commands that record all that a year, or a unit that has ended, still has. The clock stands at 2026-07-01.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "tests/service/ledger_service_fixture.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string CodeOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->code() : status.ToString();
}

class CarryOverTest : public LedgerServiceTest {
 protected:
  CarryOverTest() { ledger_.clock().Advance(absl::Hours(24 * 181)); }

  // A plan of 1000 and tranche 1 of 600 for `area`; contract HD-9 of 150, an advance of 100 on it, 200 paid besides.
  void SetUpMoney(const std::string& unit, int year, const std::string& day, const std::string& area = "fairs") {
    unit_ = unit;
    year_ = year;
    day_ = day;
    Record(Request("plan", "1000"));
    v1::RecordRequest tranche = Request("tranche", "600");
    tranche.set_tranche(1);
    tranche.add_area_limits(area);
    Record(tranche);
    v1::RecordRequest contract = Request("commitment", "150");
    contract.set_number("HD-9");
    contract.set_counterparty("Công ty A");
    contract.set_area(area);
    Record(contract);
    v1::RecordRequest advance = Request("advance", "100");
    advance.set_commitment("HD-9");
    Record(advance);
    v1::RecordRequest payment = Request("disbursement", "200");
    payment.set_area(area);
    Record(payment);
  }

  v1::RecordRequest Request(const std::string& kind, const std::string& amount) const {
    v1::RecordRequest request;
    request.set_kind(kind);
    request.set_unit(unit_);
    request.set_source("local");
    request.set_fiscal_year(year_);
    request.set_amount(amount);
    request.set_effective(day_);
    request.mutable_options()->set_actor("test");
    request.mutable_options()->set_key("refused");
    return request;
  }

  v1::Receipt Record(v1::RecordRequest request) {
    request.mutable_options()->set_key(absl::StrCat("year ", ++keys_));
    const auto response = service_->Record(request);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->receipt() : v1::Receipt();
  }

  static v1::CarryOverYearRequest Year(int year, const std::string& key) {
    v1::CarryOverYearRequest request;
    request.set_fiscal_year(year);
    request.set_effective("2026-01-31");
    request.mutable_options()->set_actor("test");
    request.mutable_options()->set_key(key);
    return request;
  }
  static v1::HandOverRequest Unit(const std::string& unit, const std::string& key) {
    v1::HandOverRequest request;
    request.set_unit(unit);
    request.mutable_options()->set_actor("test");
    request.mutable_options()->set_key(key);
    return request;
  }

  v1::BalanceRow Balance(const std::string& unit, int year, const std::string& day) {
    v1::GetBalanceRequest request;
    request.mutable_question()->set_unit(unit);
    request.mutable_question()->set_source("local");
    request.mutable_question()->set_fiscal_year(year);
    request.mutable_question()->set_as_of(day);
    request.mutable_question()->set_boundaries(day);
    const auto answer = service_->GetBalance(request);
    EXPECT_THAT(answer, IsOk());
    return answer.ok() ? answer->report().total() : v1::BalanceRow();
  }

  v1::OpenItems Items(const std::string& kind, int year) {
    v1::ListOpenItemsRequest request;
    request.set_kind(kind);
    request.mutable_question()->set_unit(unit_);
    request.mutable_question()->set_fiscal_year(year);
    request.mutable_question()->set_as_of("2026-06-30");
    Page<v1::ListOpenItemsResponse> page;
    EXPECT_THAT(service_->ListOpenItems(request, page.sink()), IsOk());
    return page.merged.part();
  }

  std::string unit_;
  int year_ = 0;
  std::string day_;
  int keys_ = 0;
};

TEST_F(CarryOverTest, AllThatAYearHasLeftGoesOnInOneBatch) {
  SetUpMoney("Q2", 2025, "2025-08-01");
  v1::CarryOverYearRequest rehearsal = Year(2025, "all");
  rehearsal.mutable_options()->set_dry_run(true);
  ASSERT_THAT(service_->CarryOverYear(rehearsal), IsOk());
  const auto carried = service_->CarryOverYear(Year(2025, "all"));
  ASSERT_THAT(carried, IsOk());
  ASSERT_THAT(carried->receipts(), SizeIs(3)) << "the contract, the advance, the rest";
  EXPECT_EQ(carried->receipts(0).event_id(), "all#1");
  EXPECT_EQ(carried->receipts(0).event().balance_carried_over().amount(), 50) << "100 of it was paid in advance";
  EXPECT_EQ(carried->receipts(1).event().balance_carried_over().amount(), 100);
  EXPECT_EQ(carried->receipts(2).event().balance_carried_over().amount(), 250);
  const v1::BalanceRow old_year = Balance("Q2", 2025, "2026-06-30");
  EXPECT_EQ(old_year.carried(), "-400");
  EXPECT_EQ(old_year.plan(), "1000");
  EXPECT_EQ(old_year.allocated(), "600");
  EXPECT_EQ(old_year.disbursed(), "200");
  EXPECT_EQ(old_year.free(), "0");
  const v1::BalanceRow new_year = Balance("Q2", 2026, "2026-06-30");
  EXPECT_EQ(new_year.carried(), "400");
  EXPECT_EQ(new_year.committed(), "50");
  EXPECT_EQ(new_year.advances(), "100");
  EXPECT_EQ(new_year.available_to_disburse(), "300");
  EXPECT_EQ(new_year.free(), "250");
  EXPECT_EQ(CodeOf(service_->CarryOverYear(Year(2025, "again")).status()), "carry-over.nothing");
}

// Of the contract 50 are left, but not before the payment of 20 is taken back.
TEST_F(CarryOverTest, NoMoreIsCarriedOverThanIsLeftOnTheDay) {
  SetUpMoney("Q2", 2025, "2025-08-01");
  v1::RecordRequest payment = Request("disbursement", "20");
  payment.set_commitment("HD-9");
  payment.set_area("fairs");
  v1::ReverseRequest reversal;
  reversal.set_sequence(Record(payment).sequence());
  reversal.set_reason("paid to somebody else");
  reversal.set_effective("2026-02-10");
  reversal.mutable_options()->set_actor("test");
  reversal.mutable_options()->set_key("back");
  ASSERT_THAT(service_->Reverse(reversal), IsOk());
  const auto carried = service_->CarryOverYear(Year(2025, "all"));
  ASSERT_THAT(carried, IsOk());
  EXPECT_EQ(carried->receipts(0).event().balance_carried_over().amount(), 30);
}

TEST_F(CarryOverTest, ARepeatedKeyGetsTheFirstReceipts) {
  SetUpMoney("Q2", 2025, "2025-08-01");
  const auto first = service_->CarryOverYear(Year(2025, "all"));
  ASSERT_THAT(first, IsOk());
  const auto again = service_->CarryOverYear(Year(2025, "all"));
  ASSERT_THAT(again, IsOk());
  ASSERT_EQ(again->receipts_size(), first->receipts_size());
  for (int i = 0; i < again->receipts_size(); ++i) {
    EXPECT_TRUE(again->receipts(i).already_recorded());
    EXPECT_EQ(again->receipts(i).sequence(), first->receipts(i).sequence());
  }
  EXPECT_EQ(CodeOf(service_->CarryOverYear(Year(2024, "all")).status()), "carry-over.key-used");
}

TEST_F(CarryOverTest, WhatIsFreeLapsesIfThatIsAsked) {
  SetUpMoney("Q2", 2025, "2025-08-01");
  v1::CarryOverYearRequest request = Year(2025, "lapse");
  request.set_lapse_rest(true);
  request.add_units("Q2");
  request.add_sources("local");
  const auto carried = service_->CarryOverYear(request);
  ASSERT_THAT(carried, IsOk());
  ASSERT_THAT(carried->receipts(), SizeIs(3));
  EXPECT_EQ(carried->receipts(2).event().balance_lapsed().amount(), 250);
  EXPECT_EQ(Balance("Q2", 2025, "2026-06-30").lapsed(), "250");
  EXPECT_EQ(Balance("Q2", 2025, "2026-06-30").free(), "0");
  EXPECT_EQ(Balance("Q2", 2026, "2026-06-30").carried(), "150");
}

TEST_F(CarryOverTest, ACarriedContractKeepsItsNumber) {
  SetUpMoney("Q2", 2025, "2025-08-01");
  ASSERT_THAT(service_->CarryOverYear(Year(2025, "all")), IsOk());
  year_ = 2026;
  day_ = "2026-02-01";
  v1::RecordRequest payment = Request("disbursement", "20");
  payment.set_commitment("HD-9");
  EXPECT_EQ(Record(payment).left_of_named(), "30");
  v1::RecordRequest clearing = Request("advance-clearing", "60");
  clearing.set_advance("HD-9");
  EXPECT_EQ(Record(clearing).left_of_named(), "40") << "the advance on the contract, which was carried over, too";
  const v1::OpenItems contracts = Items("commitment", 2026);
  ASSERT_THAT(contracts.items(), SizeIs(1));
  EXPECT_EQ(contracts.items(0).number(), "HD-9");
  EXPECT_EQ(contracts.items(0).counterparty(), "Công ty A");
  EXPECT_EQ(contracts.items(0).amount(), "50");
  EXPECT_EQ(contracts.items(0).left(), "30");
  EXPECT_EQ(contracts.items(0).tranche_number(), 2025001u);
  const v1::OpenItems before = Items("commitment", 2025);
  ASSERT_THAT(before.items(), SizeIs(1));
  EXPECT_EQ(before.items(0).paid(), "100");
  EXPECT_EQ(before.items(0).carried(), "50");
  EXPECT_EQ(before.items(0).left(), "0");
  const v1::OpenItems advances = Items("advance", 2026);
  ASSERT_THAT(advances.items(), SizeIs(1));
  EXPECT_EQ(advances.items(0).left(), "40");
}

TEST_F(CarryOverTest, ACarriedContractPastItsLastDayIsListedOnItsNewLine) {
  SetUpMoney("Q2", 2025, "2025-08-01");
  v1::RecordRequest contract = Request("commitment", "20");
  contract.set_number("HD-10");
  contract.set_until("2025-12-31");
  contract.set_area("fairs");
  Record(contract);
  ASSERT_THAT(service_->CarryOverYear(Year(2025, "all")), IsOk());
  v1::ListExceptionsRequest request;
  request.mutable_question()->set_unit("Q2");
  request.mutable_question()->set_as_of("2026-06-05");
  request.add_exceptions("commitment");
  Page<v1::ListExceptionsResponse> page;
  ASSERT_THAT(service_->ListExceptions(request, page.sink()), IsOk());
  ASSERT_THAT(page.merged.part().rows(), SizeIs(1));
  const v1::ExceptionRow& row = page.merged.part().rows(0);
  EXPECT_EQ(row.number(), "HD-10");
  EXPECT_EQ(row.days(), 156);
  EXPECT_EQ(row.amount(), "20");
  EXPECT_EQ(row.line().fiscal_year(), 2026);
  EXPECT_EQ(row.line().unit_id(), "Q2");
}

TEST_F(CarryOverTest, OneCarryOverIsWrittenWithItsContractAlone) {
  SetUpMoney("Q2", 2025, "2025-08-01");
  day_ = "2026-01-31";
  v1::RecordRequest request = Request("carry-over", "50");
  request.set_commitment("HD-9");
  const v1::BalanceCarriedOver carried = Record(request).event().balance_carried_over();
  EXPECT_EQ(carried.from().area_id(), "fairs");
  EXPECT_EQ(carried.to().fiscal_year(), 2026);
  EXPECT_EQ(carried.to().unit_id(), "Q2");
  request.set_advance("HD-9");
  EXPECT_EQ(CodeOf(service_->Record(request).status()), "carry-over.two-named");
  v1::RecordRequest lapse = Request("lapse", "10");
  lapse.set_to_fiscal_year(2026);
  EXPECT_THAT(service_->Record(lapse), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("to_fiscal_year")));
}

// A typing error for 2025 must not take the running year's money away.
TEST_F(CarryOverTest, AYearThatIsNotOverIsNotCarriedOver) {
  SetUpMoney("Q2", 2026, "2026-01-15");
  EXPECT_THAT(service_->CarryOverYear(Year(2026, "typo")),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("the budget year 2026 is not over: found 2026-01-31, wanted 2026-12-31 or later")));
  day_ = "2026-06-01";
  EXPECT_EQ(CodeOf(service_->Record(Request("carry-over", "10")).status()), "carry-over.year-not-over");
  v1::ImportRequest file;
  file.set_file("years.csv");
  file.set_content(
      "kind,unit_id,source,fiscal_year,amount_vnd,effective_date\n"
      "carry-over,Q2,local,2026,50,2026-06-01\n");
  file.mutable_options()->set_actor("test");
  EXPECT_THAT(service_->Import(file).status().message(), HasSubstr("the budget year 2026 is not over"));
  v1::ClosePeriodRequest closing;
  closing.set_fiscal_year(2025);
  closing.set_through("2025-06-30");
  closing.set_year_end(true);
  closing.mutable_options()->set_actor("test");
  closing.mutable_options()->set_key("close");
  EXPECT_EQ(CodeOf(service_->ClosePeriod(closing).status()), "closing.year-not-over");
}

TEST_F(CarryOverTest, AYearIsSettledAndCorrectedInWords) {
  SetUpMoney("Q2", 2025, "2025-08-01");
  ASSERT_THAT(service_->CarryOverYear(Year(2025, "all")), IsOk());
  v1::ClosePeriodRequest closing;
  closing.set_fiscal_year(2025);
  closing.set_year_end(true);
  closing.mutable_options()->set_actor("test");
  closing.mutable_options()->set_key("close");
  ASSERT_THAT(service_->ClosePeriod(closing), IsOk());
  day_ = "2026-03-31";
  v1::RecordRequest settlement = Request("settlement", "190");
  settlement.set_disallowed("10");
  settlement.set_is_final(true);
  EXPECT_EQ(Record(settlement).event().settlement_approved().disallowed(), 10);
  day_ = "2026-05-10";
  v1::RecordRequest correction = Request("correction", "-30");
  correction.set_finding("KL-7");
  correction.set_reason("an audit");
  Record(correction);
  const v1::BalanceRow row = Balance("Q2", 2025, "2026-06-30");
  EXPECT_EQ(row.settled(), "190");
  EXPECT_EQ(row.corrected(), "-30");
  correction.set_is_final(true);
  EXPECT_THAT(service_->Record(correction), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is_final")));
}

// Case 25 of the desk, with a province of the test's country.
TEST_F(CarryOverTest, AnEndedUnitHandsOverWhatItHas) {
  SetUpMoney("P4", 2025, "2025-02-01");
  const v1::BalanceRow nation = Balance("N", 2025, "2025-06-30");
  const auto handed = service_->HandOver(Unit("P4", "hand"));
  ASSERT_THAT(handed, IsOk());
  ASSERT_THAT(handed->receipts(), SizeIs(5)) << "contract, advance, rest, plan lowered, plan approved";
  const v1::BalanceRow successor = Balance("Q2", 2025, "2025-07-01");
  EXPECT_EQ(successor.plan(), "1000") << "of both, in the boundaries of that day";
  EXPECT_EQ(successor.allocated(), "600");
  EXPECT_EQ(successor.disbursed(), "300");
  EXPECT_EQ(successor.carried(), "0") << "both legs are one unit";
  EXPECT_EQ(successor.available_to_disburse(), "300");
  EXPECT_EQ(successor.free(), "250");
  v1::GetBalanceRequest own;
  own.mutable_question()->set_unit("Q2");
  own.mutable_question()->set_fiscal_year(2025);
  own.mutable_question()->set_as_of("2025-07-01");
  own.mutable_question()->set_boundaries("2025-06-30");
  const auto alone = service_->GetBalance(own);
  ASSERT_THAT(alone, IsOk());
  EXPECT_EQ(Balance("N", 2025, "2025-07-01").available_to_disburse(), nation.available_to_disburse());
  unit_ = "P4";
  day_ = "2025-08-01";
  v1::RecordRequest refund = Request("refund", "100");
  refund.set_area("fairs");
  Record(refund);
  v1::RecordRequest payment = Request("disbursement", "1");
  payment.set_area("fairs");
  EXPECT_THAT(service_->Record(payment), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("Q2")));
  EXPECT_EQ(CodeOf(service_->HandOver(Unit("Q1", "no")).status()), "handover.not-ended");
  v1::HandOverRequest again = Unit("P4", "again");
  EXPECT_THAT(service_->HandOver(again), StatusIs(absl::StatusCode::kFailedPrecondition,
                                                  HasSubstr("nothing is left on 2025-07-01; something is left from "
                                                            "2025-08-01 on")));
  again.set_effective("2025-08-01");
  const auto refunded = service_->HandOver(again);
  ASSERT_THAT(refunded, IsOk());
  EXPECT_EQ(refunded->receipts(0).event().balance_carried_over().amount(), 100);
  EXPECT_EQ(CodeOf(service_->HandOver(Unit("P4", "nothing")).status()), "carry-over.nothing");
}

// Two units that become one have tranches and contracts of the same numbers: neither's money may be stranded.
// A rule of which a decision may depart, about carry-overs alone: what lapses with them keeps it.
TEST_F(CarryOverTest, ABatchDepartsFromARuleWithADecisionWhereItMust) {
  SetUpMoney("Q2", 2025, "2025-08-01");
  v1::ImportRequest rules;
  rules.set_file("rules.csv");
  rules.set_content(
      "rule_id,what,kinds,month_day,year_offset,action,valid_from,legal_basis,verified\n"
      "last-day-carry,last-day,carry-over,01-15,1,refuse-without-decision,2008-08-01,Law 83,yes\n");
  rules.mutable_options()->set_actor("test");
  ASSERT_THAT(service_->Import(rules), IsOk());
  v1::CarryOverYearRequest request = Year(2025, "late");
  request.set_lapse_rest(true);
  EXPECT_EQ(CodeOf(service_->CarryOverYear(request).status()), "rule.last-day");
  request.mutable_options()->add_deviations("last-day-carry");
  EXPECT_EQ(CodeOf(service_->CarryOverYear(request).status()), "deviation.no-decision");
  request.mutable_document()->set_number("12/QD");
  const auto carried = service_->CarryOverYear(request);
  ASSERT_THAT(carried, IsOk());
  int departing = 0;
  for (const v1::Receipt& receipt : carried->receipts()) {
    EXPECT_EQ(receipt.event().deviations_size(), receipt.event().has_balance_carried_over() ? 1 : 0);
    departing += receipt.event().deviations_size();
  }
  EXPECT_GT(departing, 0);
  EXPECT_LT(departing, carried->receipts_size());
  request.mutable_options()->set_key("again");
  EXPECT_EQ(CodeOf(service_->CarryOverYear(request).status()), "carry-over.nothing");
}

// Region a has P1, P2 and P5, which are Q1 and Q3 of today; region b has none but those of Q2.
TEST_F(CarryOverTest, ARegionHandsOverWhatAllOfItsUnitsThatHaveEndedStillHave) {
  for (const char* unit : {"P1", "P2", "P4"}) SetUpMoney(unit, 2025, "2025-02-01");
  const auto handed = service_->HandOver(Unit("region:a", "hand"));
  ASSERT_THAT(handed, IsOk());
  for (const v1::Receipt& receipt : handed->receipts()) {
    EXPECT_EQ(receipt.event().effective_date(), 20250701);
    EXPECT_EQ(receipt.equal_sequence(), 0u) << "each unit has as much, and hands it over by itself";
  }
  for (const char* unit : {"P1", "P2"}) EXPECT_EQ(Balance(unit, 2025, "2025-07-01").carried(), "-400");
  EXPECT_NE(Balance("P4", 2025, "2025-07-01").carried(), "-400");
  const auto again = service_->HandOver(Unit("region:a", "hand"));
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->receipts(0).already_recorded());
  EXPECT_EQ(again->receipts_size(), handed->receipts_size());
  EXPECT_EQ(CodeOf(service_->HandOver(Unit("region:a", "more")).status()), "carry-over.nothing");
}

TEST_F(CarryOverTest, UnitsWithTheSameNumbersHandOverToOneUnit) {
  SetUpMoney("P3", 2025, "2025-02-01");
  SetUpMoney("P4", 2025, "2025-02-01", "technology");
  ASSERT_THAT(service_->HandOver(Unit("P3", "first")), IsOk());
  const auto second = service_->HandOver(Unit("P4", "second"));
  ASSERT_THAT(second, IsOk());
  const v1::Receipt& contract = second->receipts(0);
  EXPECT_EQ(contract.event().balance_carried_over().number(), "HD-9");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(second->receipts(i).event().balance_carried_over().to_tranche_number(), 2025002u)
        << "2025001 is for fairs; receipt " << i;
  }
  EXPECT_EQ(Balance("Q2", 2025, "2025-07-01").free(), "500");
  unit_ = "Q2";
  day_ = "2025-08-01";
  v1::RecordRequest payment = Request("disbursement", "20");
  payment.set_commitment("HD-9");
  EXPECT_EQ(CodeOf(service_->Record(payment).status()), "commitment.several-of-number");
  payment.set_commitment(absl::StrCat(contract.sequence()));
  EXPECT_EQ(Record(payment).event().disbursement_made().line().area_id(), "technology");
}

TEST_F(CarryOverTest, ARowOfAFileCarriesOverAndSettles) {
  SetUpMoney("Q2", 2025, "2025-08-01");
  v1::ImportRequest request;
  request.set_file("years.csv");
  request.set_content(
      "kind,unit_id,source,fiscal_year,amount_vnd,effective_date,area,commitment,disallowed,is_final\n"
      "carry-over,Q2,local,2025,50,2026-01-31,fairs,HD-9,,\n"
      "lapse,Q2,local,2025,250,2026-01-31,,,,\n"
      "settlement,Q2,local,2025,150,2026-02-28,,,5,no\n");
  request.mutable_options()->set_actor("test");
  const auto report = service_->Import(request);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->report().recorded(), 3u);
  const v1::BalanceRow row = Balance("Q2", 2025, "2026-06-30");
  EXPECT_EQ(row.carried(), "-50");
  EXPECT_EQ(row.lapsed(), "250");
  EXPECT_EQ(row.settled(), "150");
}

}  // namespace
}  // namespace tranche
