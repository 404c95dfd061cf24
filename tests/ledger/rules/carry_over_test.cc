// Years that end: what is carried over, what lapses, and what a unit that has ended hands on, through the ledger.
#include "ledger/rules/carry_over.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/balances.h"
#include "projections/named_lookup.h"
#include "replay/verify/verify.h"
#include "tests/replay/copied_ledger.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string CodeOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->code() : status.ToString();
}

// Q1, local, 2025: a plan and tranche 1 of 100 for fairs, of which 60 are paid, 10 of them in advance; contract HD-9 of
// 15. The clock stands at 2026-07-01.
class CarryOverTest : public ::testing::Test {
 protected:
  CarryOverTest() {
    ledger_.clock().Advance(absl::Hours(24 * 181));
    Record(EventBuilder::Plan("Q1", "local", 2025, 100).On("2025-08-01"));
    Record(EventBuilder::Tranche(1, "Q1", "local", 2025, 100).LimitedTo({"fairs"}).On("2025-08-01"));
    contract_ = Record(EventBuilder::Commitment("Q1", "local", 2025, "HD-9", 15).Area("fairs").On("2025-08-01"));
    advance_ = Record(EventBuilder::Advance("Q1", "local", 2025, 10).Area("fairs").On("2025-08-02"));
    Record(EventBuilder::Disbursement("Q1", "local", 2025, 50).Area("fairs").On("2025-08-03"));
  }

  Sequence Record(const v1::Event& command) { return ledger_.Record(command).sequence; }
  std::string Refused(const v1::Event& command) {
    const Sequence head = ledger_->head();
    const absl::Status status = ledger_.Append({command}).status();
    EXPECT_EQ(ledger_->head(), head);
    last_refusal_ = std::string(status.message());
    return CodeOf(status);
  }

  static EventBuilder Carried(int64_t amount) {
    return EventBuilder::CarryOver("Q1", "local", 2025, amount).On("2026-01-31");
  }
  // What is open and what is free, as case 15 of the desk has it. Returns the carry-over of the contract.
  Sequence CarryAll() {
    const Sequence carried = Record(Carried(15).Area("fairs").OfCommitment(contract_));
    carried_advance_ = Record(Carried(10).Area("fairs").OfAdvance(advance_));
    Record(Carried(25));
    return carried;
  }

  int64_t Sum(int year, Measure measure, const std::string& day = "2026-06-30") {
    return Of(year, day).sums[measure] == 0 ? 0 : static_cast<int64_t>(Of(year, day).sums[measure]);
  }
  ScopeAmounts Of(int year, const std::string& day = "2026-06-30", const std::string& unit = "Q1") {
    const auto amounts = ledger_->index().Amounts({unit, "local", year}, {Day(day), ledger_->head()});
    EXPECT_THAT(amounts, IsOk());
    return *amounts;
  }

  std::string FirstFinding() {
    ledger_.Close();
    std::string found = FirstFindingIn(ledger_.directory());
    EXPECT_THAT(ledger_.Reopen(), IsOk());
    return found;
  }

  TestLedger ledger_;
  Sequence contract_ = 0;
  Sequence advance_ = 0;
  Sequence carried_advance_ = 0;
  std::string last_refusal_;
};

TEST_F(CarryOverTest, WhatIsOpenAndFreeGoesOnToTheNextYear) {
  const v1::Event contract = ledger_.Record(Carried(15).Area("fairs").OfCommitment(contract_)).event;
  EXPECT_EQ(contract.balance_carried_over().to_tranche_number(), 2025001u);
  EXPECT_TRUE(contract.balance_carried_over().to_tranche_chosen());
  EXPECT_EQ(contract.balance_carried_over().number(), "HD-9");
  ASSERT_EQ(contract.balance_carried_over().area_limits_size(), 1);
  EXPECT_EQ(contract.balance_carried_over().area_limits(0), "fairs");
  Record(Carried(10).Area("fairs").OfAdvance(advance_));
  Record(Carried(25));
  EXPECT_EQ(Sum(2025, Measure::kCarried), -50);
  EXPECT_EQ(Sum(2025, Measure::kDisbursed), 50);
  EXPECT_EQ(Sum(2025, Measure::kCommitted), 0);
  EXPECT_EQ(Of(2025).left.to_disburse, 0);
  EXPECT_EQ(Sum(2026, Measure::kCarried), 50);
  EXPECT_EQ(Sum(2026, Measure::kCommitted), 15);
  EXPECT_EQ(Sum(2026, Measure::kDisbursed), 10);
  EXPECT_EQ(Sum(2026, Measure::kAdvances), 10);
  EXPECT_EQ(Of(2026).left.to_disburse, 40);
  EXPECT_EQ(Of(2026).left.free, 25);
  EXPECT_EQ(Sum(2025, Measure::kPlan), 100);
  EXPECT_EQ(Sum(2025, Measure::kAllocated), 100);
  EXPECT_EQ(Sum(2026, Measure::kPlan), 0);
  EXPECT_EQ(Sum(2026, Measure::kAllocated), 0);
  EXPECT_EQ(Of(2026, "2026-01-30").sums, MeasureSums()) << "the day before it is in the old year";
  EXPECT_EQ(Sum(2025, Measure::kCarried, "2026-01-30"), 0);
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(CarryOverTest, BalancesTellWhatWasCarriedOver) {
  CarryAll();
  Question question;
  question.unit = "Q1";
  question.fiscal_year = 2026;
  question.as_of = question.boundaries = Day("2026-06-30");
  question.known_at = ledger_->head();
  const auto report = Balance(ledger_->View(), question, {});
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->total().carried(), "50");
  EXPECT_EQ(report->total().available_to_disburse(), "40");
  EXPECT_EQ(report->total().free(), "25");
  EXPECT_FALSE(report->total().has_undisbursed());
  EXPECT_FALSE(report->total().has_settled());
  EXPECT_FALSE(report->total().has_lapsed());
}

TEST_F(CarryOverTest, TheAreaLimitsGoAlong) {
  CarryAll();
  EXPECT_EQ(Refused(EventBuilder::Disbursement("Q1", "local", 2026, 1).Area("technology").On("2026-02-01")),
            "area.not-allowed");
  Record(EventBuilder::Disbursement("Q1", "local", 2026, 1).Area("fairs").On("2026-02-01"));
}

TEST_F(CarryOverTest, ALatePaymentOfWhatWentOnIsRefusedOnTheDayOnWhichItWent) {
  CarryAll();
  EXPECT_EQ(Refused(EventBuilder::Disbursement("Q1", "local", 2025, 1).Area("fairs").On("2025-12-15")),
            "guard.committed-over-allocated");
  EXPECT_EQ(
      last_refusal_,
      "tranche 1 of Q1, local, 2025: committed and disbursed would exceed what was given on 2026-01-31: available "
      "0 VND, asked 1 VND; release what a commitment no longer needs, name it if this pays it, or allocate more first");
}

TEST_F(CarryOverTest, TheNumbersOfTheNewYearStayFree) {
  CarryAll();
  Record(EventBuilder::Plan("Q1", "local", 2026, 10).On("2026-01-05"));
  Record(EventBuilder::Tranche(1, "Q1", "local", 2026, 10).On("2026-01-05"));
  EXPECT_EQ(Refused(EventBuilder::Tranche(2025001, "Q1", "local", 2026, 10).On("2026-02-05")), "tranche.number-taken");
}

TEST_F(CarryOverTest, ACarriedContractIsTheContractOfTheNewLine) {
  const Sequence carried = CarryAll();
  EXPECT_EQ(
      Refused(
          EventBuilder::Disbursement("Q1", "local", 2025, 1).Area("fairs").OfCommitment(contract_).On("2026-02-01")),
      "guard.named-used-up");
  const auto paid = [&](int64_t amount) {
    return EventBuilder::Disbursement("Q1", "local", 2026, amount).Area("fairs").OfCommitment(carried).On("2026-02-01");
  };
  EXPECT_EQ(Refused(paid(16)), "guard.named-used-up");
  const Sequence payment = Record(paid(15));
  EXPECT_EQ(Sum(2026, Measure::kCommitted), 0);
  EXPECT_EQ(Refused(EventBuilder::Reversal(carried, "wrong")), "reversal.named");
  EXPECT_THAT(last_refusal_, HasSubstr(absl::StrCat("event ", payment, " (disbursement) names event ", carried,
                                                    " (carry-over HD-9); reverse event ", payment, " first")));
  Record(EventBuilder::Reversal(payment, "wrong"));
  Record(EventBuilder::Reversal(carried, "wrong"));
  EXPECT_EQ(Sum(2025, Measure::kCommitted), 15) << "the old year has it back";
  EXPECT_EQ(Sum(2026, Measure::kCommitted), 0);
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(CarryOverTest, ACarriedAdvanceIsClearedInTheNewYear) {
  CarryAll();
  EXPECT_EQ(Refused(EventBuilder::AdvanceClearing(advance_, 1).On("2026-02-01")), "guard.named-used-up");
  Record(EventBuilder::AdvanceClearing(carried_advance_, 7).On("2026-02-01"));
  Record(EventBuilder::AdvanceRecovery(carried_advance_, 3).On("2026-02-02"));
  EXPECT_EQ(Sum(2026, Measure::kAdvances), 0);
  EXPECT_EQ(Sum(2026, Measure::kDisbursed), 7);
}

TEST_F(CarryOverTest, TheNumberOfACarriedContractIsTakenInTheNewYear) {
  CarryAll();
  EXPECT_EQ(Refused(EventBuilder::Commitment("Q1", "local", 2026, "HD-9", 1).Area("fairs").On("2026-02-01")),
            "commitment.number-taken");
}

// Contracts are numbered anew each January: the first of them must not hold up what the old year still owes.
TEST_F(CarryOverTest, ACarriedContractKeepsANumberThatTheNewYearHas) {
  Record(EventBuilder::Plan("Q1", "local", 2026, 10).On("2026-01-05"));
  Record(EventBuilder::Tranche(1, "Q1", "local", 2026, 10).LimitedTo({"fairs"}).On("2026-01-05"));
  Record(EventBuilder::Commitment("Q1", "local", 2026, "HD-9", 1).Area("fairs").On("2026-01-06"));
  const Sequence carried = CarryAll();
  const auto kept = ledger_->View().log().Read(carried);
  ASSERT_THAT(kept, IsOk());
  EXPECT_EQ(kept->balance_carried_over().number(), "HD-9");
  const Scope scope = {"Q1", "local", 2026};
  const auto named = FindNamed(ledger_->View(), v1::Event::kCommitmentMade, "HD-9", scope);
  EXPECT_THAT(named, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("has several contracts HD-9: events")));
  Record(EventBuilder::Disbursement("Q1", "local", 2026, 15).Area("fairs").OfCommitment(carried).On("2026-02-01"));
  EXPECT_EQ(Sum(2026, Measure::kCommitted), 1);
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(CarryOverTest, MoneyForOtherAreasGetsTheNextNumberOfTheYear) {
  CarryAll();
  Record(EventBuilder::Plan("Q1", "local", 2025, 20).On("2025-08-01"));
  Record(EventBuilder::Tranche(2025, "Q1", "local", 2025, 10).LimitedTo({"technology"}).On("2025-08-01"));
  Record(EventBuilder::Tranche(2, "Q1", "local", 2025, 10).LimitedTo({"conferences"}).On("2025-08-01"));
  const auto number = [&](uint32_t tranche, int64_t amount) {
    const v1::Event event = ledger_.Record(Carried(amount).FromTranche(tranche)).event;
    EXPECT_TRUE(event.balance_carried_over().to_tranche_chosen());
    return event.balance_carried_over().to_tranche_number();
  };
  EXPECT_EQ(number(2025, 6), 2025002u) << "it has no number of its own, and 2025001 is for fairs";
  EXPECT_EQ(number(2025, 4), 2025002u) << "the rest of it joins what went before";
  EXPECT_EQ(number(2, 10), 2025003u) << "2025002 is for technology";
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(CarryOverTest, AContractIsCarriedOverInParts) {
  Record(Carried(10).Area("fairs").OfCommitment(contract_));
  Record(Carried(5).Area("fairs").OfCommitment(contract_));
  EXPECT_EQ(Refused(Carried(1).Area("fairs").OfCommitment(contract_)), "guard.named-used-up");
  EXPECT_EQ(Sum(2026, Measure::kCommitted), 15);
}

TEST_F(CarryOverTest, CarriedMoneyIsNotAdjusted) {
  CarryAll();
  EXPECT_EQ(Refused(EventBuilder::AllocationAdjustment("Q1", "local", 2026, -25).FromTranche(2025001).On("2026-02-01")),
            "tranche.carried");
}

// A transfer of carried-over money moves no plan, and keeps it carried-over.
TEST_F(CarryOverTest, CarriedMoneyIsTransferred) {
  CarryAll();
  const v1::Event moved = ledger_.Record(EventBuilder::Transfer("Q1", "Q2", "local", 2026, 5).On("2026-02-01")).event;
  EXPECT_TRUE(moved.allocation_transferred().carried());
  EXPECT_EQ(Sum(2026, Measure::kCarried), 45);
  EXPECT_EQ(Of(2026, "2026-06-30", "Q2").sums[Measure::kCarried], 5);
  EXPECT_FALSE(Of(2026, "2026-06-30", "Q2").sums.Has(Measure::kPlan));
  EXPECT_EQ(FirstFinding(), "");
}

// Allocated money would take plan with it that Q2 does not have.
TEST_F(CarryOverTest, ATransferThatThePlanRefusesTakesCarriedMoneyIfThereIsSome) {
  Record(EventBuilder::Plan("Q1", "local", 2026, 10).On("2026-01-10"));
  Record(EventBuilder::Tranche(1, "Q1", "local", 2026, 10).LimitedTo({"fairs"}).On("2026-01-10"));
  const auto moved = [] { return EventBuilder::Transfer("Q1", "Q2", "local", 2026, 5).WithoutPlan().On("2026-02-01"); };
  EXPECT_EQ(Refused(moved()), "guard.allocated-over-plan");
  CarryAll();
  const v1::Event recorded = ledger_.Record(moved()).event;
  EXPECT_EQ(recorded.allocation_transferred().from_tranche_number(), 2025001u);
  EXPECT_TRUE(recorded.allocation_transferred().carried());
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(CarryOverTest, ATrancheIsOfOneKindOfMoney) {
  Record(EventBuilder::Plan("Q1", "local", 2026, 10).On("2026-01-05"));
  const Sequence allocated =
      Record(EventBuilder::Tranche(7, "Q1", "local", 2026, 10).LimitedTo({"fairs"}).On("2026-01-05"));
  EXPECT_EQ(Refused(Carried(5).ToTranche(7)), "tranche.of-allocated");
  Record(EventBuilder::Reversal(allocated, "wrong"));
  EXPECT_EQ(Refused(Carried(5).ToTranche(7)), "tranche.of-allocated") << "ever";
  const Sequence carried = Record(Carried(5).ToTranche(8));
  Record(EventBuilder::Reversal(carried, "wrong"));
  EXPECT_EQ(Refused(EventBuilder::Tranche(8, "Q1", "local", 2026, 10).On("2026-02-05")), "tranche.of-carried");
}

TEST_F(CarryOverTest, AllocatedMoneyIsNotTransferredToANumberOfCarriedMoney) {
  Record(Carried(5).ToTranche(8));
  Record(EventBuilder::Plan("Q1", "local", 2026, 10).On("2026-01-05"));
  Record(EventBuilder::Tranche(1, "Q1", "local", 2026, 10).LimitedTo({"fairs"}).On("2026-01-05"));
  EXPECT_EQ(Refused(EventBuilder::Transfer("Q1", "Q1", "local", 2026, 1).FromTranche(1).ToTranche(8).On("2026-02-05")),
            "tranche.of-carried");
}

TEST_F(CarryOverTest, MoneyIsCarriedOverOnceMoreUnderItsNumber) {
  CarryAll();
  const v1::Event again =
      ledger_.Record(EventBuilder::CarryOver("Q1", "local", 2026, 25).FromTranche(2025001).On("2026-06-30")).event;
  EXPECT_EQ(again.balance_carried_over().to_tranche_number(), 2025001u);
  EXPECT_EQ(Of(2027).sums[Measure::kCarried], 25);
}

TEST_F(CarryOverTest, MoneyIsCarriedOverToItsOwnNextYearOrToTheUnitThatFollows) {
  v1::Event command = Carried(5);
  command.mutable_balance_carried_over()->mutable_to()->set_fiscal_year(2027);
  EXPECT_EQ(Refused(command), "carry-over.other-year");
  command = Carried(5);
  command.mutable_balance_carried_over()->mutable_to()->set_area_id("technology");
  EXPECT_EQ(Refused(command), "carry-over.other-line");
  EXPECT_EQ(Refused(Carried(5).CarriedTo("Q3", 2026)), "carry-over.not-follower");
  command = Carried(5).CarriedTo("Q3", 2026);
  command.mutable_balance_carried_over()->set_legal_case("a");
  EXPECT_EQ(Refused(command), "carry-over.not-merger");
}

TEST_F(CarryOverTest, AnEndedUnitCarriesOverToTheOneThatFollows) {
  Record(EventBuilder::Plan("P5", "local", 2025, 100).On("2025-02-01"));
  Record(EventBuilder::Tranche(1, "P5", "local", 2025, 100).On("2025-02-01"));
  Record(EventBuilder::Disbursement("P5", "local", 2025, 75).On("2025-02-02"));
  EXPECT_EQ(Refused(EventBuilder::CarryOver("P5", "local", 2025, 25).CarriedTo("Q3", 2025).On("2025-06-30")),
            "unit.does-not-exist");
  EXPECT_EQ(Refused(EventBuilder::CarryOver("P5", "local", 2025, 25).CarriedTo("Q1", 2025).On("2025-07-01")),
            "carry-over.not-follower");
  EXPECT_THAT(last_refusal_, AllOf(HasSubstr("unit Q1 does not follow P5"), HasSubstr("carry it over to Q3")));
  Record(EventBuilder::CarryOver("P5", "local", 2025, 25).CarriedTo("Q3", 2025).On("2025-07-01"));
  EXPECT_EQ(Of(2025, "2025-07-01", "Q3").left.free, 25);
  EXPECT_EQ(Of(2025, "2025-07-01", "P5").left.free, 0);
  Record(EventBuilder::Refund("P5", "local", 2025, 5).On("2025-08-01"));
  EXPECT_EQ(Refused(EventBuilder::Disbursement("P5", "local", 2025, 1).On("2025-08-02")), "unit.does-not-exist");
  Question question;
  question.unit = "Q3";
  question.fiscal_year = 2025;
  question.as_of = question.boundaries = Day("2025-07-01");
  question.known_at = ledger_->head();
  const auto report = Balance(ledger_->View(), question, {});
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->total().carried(), "0") << "both legs are one unit";
  EXPECT_EQ(report->total().allocated(), "100");
  EXPECT_EQ(report->total().disbursed(), "75");
  EXPECT_EQ(report->total().available_to_disburse(), "25");
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(CarryOverTest, BothNamesInOneCarryOverAreRefused) {
  EXPECT_EQ(Refused(Carried(5).Area("fairs").OfCommitment(contract_).OfAdvance(advance_)), "carry-over.two-named");
  EXPECT_EQ(Refused(Carried(5).Area("fairs").OfCommitment(advance_)), "named.other-kind");
  EXPECT_EQ(Refused(Carried(5).OfCommitment(contract_)), "named.other-line");
}

TEST_F(CarryOverTest, MoreThanIsFreeIsNotCarriedOver) {
  EXPECT_EQ(Refused(Carried(26)), "guard.tranche-below-disbursed");
  EXPECT_THAT(last_refusal_, HasSubstr("available 25 VND, asked 26 VND"));
}

TEST_F(CarryOverTest, WhatIsCommittedIsNotGivenUp) {
  EXPECT_EQ(Refused(EventBuilder::Lapse("Q1", "local", 2025, 26).On("2026-02-01")), "guard.tranche-below-disbursed");
  const v1::Event lapsed = ledger_.Record(EventBuilder::Lapse("Q1", "local", 2025, 25).On("2026-02-01")).event;
  EXPECT_EQ(lapsed.balance_lapsed().tranche_number(), 1u);
  EXPECT_EQ(lapsed.balance_lapsed().area_limits(0), "fairs");
  EXPECT_EQ(Sum(2025, Measure::kLapsed), 25);
  EXPECT_EQ(Sum(2025, Measure::kAllocated), 100);
  EXPECT_EQ(Of(2025).left.to_disburse, 15);
  EXPECT_EQ(Of(2025).left.free, 0);
  EXPECT_EQ(FirstFinding(), "");
  Record(EventBuilder::Reversal(lapsed.sequence(), "wrong"));
  EXPECT_EQ(Of(2025).left.free, 25);
}

TEST_F(CarryOverTest, AYearThatWasClosedTakesOnlyWhatIsCarriedOnOrLapses) {
  CarryAll();
  Record(EventBuilder::Closing(2026, "2026-03-31").AtYearEnd().On("2026-07-01"));
  Record(EventBuilder::Lapse("Q1", "local", 2026, 1).On("2026-06-30"));
  Record(EventBuilder::CarryOver("Q1", "local", 2026, 1).On("2026-06-30"));
  EXPECT_EQ(Refused(EventBuilder::Disbursement("Q1", "local", 2026, 1).Area("fairs").On("2026-06-30")),
            "closing.year-end");
  Record(EventBuilder::Plan("Q2", "local", 2025, 10).On("2025-08-01"));
  Record(EventBuilder::Tranche(1, "Q2", "local", 2025, 10).On("2025-08-01"));
  EXPECT_EQ(Refused(EventBuilder::CarryOver("Q2", "local", 2025, 1).On("2026-06-30")), "closing.year-end")
      << "the year that receives is closed";
}

}  // namespace
}  // namespace tranche
