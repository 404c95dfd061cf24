// Money of units that have ended, through the ledger as all callers use it: P1 and P2 became Q1 on 2025-07-01.
#include "ledger/rules/left_behind.h"

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/rules/rules_version.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kMoney[] =
    "; P1, which ended on 2025-06-30, has 50 VND left to disburse: tranche 1; hand over what P1 still has: "
    "`tranche handover --unit P1 --year 2025`";
constexpr char kPaid[] =
    "; P1, which ended on 2025-06-30, has 10 VND paid and not refunded: tranche 1; record the refund for the unit that "
    "paid";
constexpr char kPlan[] =
    "; P1, which ended on 2025-06-30, has 40 VND of its plan left to allocate; lower the old plan on that last day, "
    "and raise the plan of Q1 on 2025-07-01 or later";

EventBuilder Paid(const std::string& unit, int64_t amount) {
  return EventBuilder::Disbursement(unit, "national", 2025, amount).On("2025-08-01");
}
EventBuilder Refunded(const std::string& unit) {
  return EventBuilder::Refund(unit, "national", 2025, 4).On("2025-08-01");
}
EventBuilder Moved(const std::string& from, const std::string& to, int64_t amount, const std::string& day) {
  return EventBuilder::Transfer(from, to, "national", 2025, amount).On(day);
}

class LeftBehindTest : public ::testing::Test {
 protected:
  LeftBehindTest() {
    ledger_.Record(EventBuilder::Plan("P1", "national", 2025, 100).On("2025-01-01"));
    ledger_.Record(EventBuilder::Tranche(1, "P1", "national", 2025, 60).On("2025-02-01"));
    ledger_.Record(Paid("P1", 10).On("2025-03-01"));
  }

  std::string Refused(const v1::Event& command) {
    const absl::Status status = ledger_.Append({command}).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    return std::string(status.message());
  }

  TestLedger ledger_;
};

TEST_F(LeftBehindTest, APaymentOfTheSuccessorIsToldWhereTheMoneyIs) {
  EXPECT_THAT(Refused(Paid("Q1", 20)), AllOf(HasSubstr("no tranche was allocated to Q1"), HasSubstr(kMoney),
                                             Not(HasSubstr("allocate one first"))));
  ledger_.Record(EventBuilder::Plan("Q1", "national", 2025, 5).On("2025-07-01"));
  ledger_.Record(EventBuilder::Tranche(2, "Q1", "national", 2025, 5).On("2025-07-01"));
  EXPECT_THAT(Refused(Paid("Q1", 20)), AllOf(HasSubstr("disbursed would exceed allocated"), HasSubstr(kMoney)));
}

TEST_F(LeftBehindTest, APaymentOfAUnitThatEndedIsToldTheSame) {
  EXPECT_THAT(Refused(Paid("P1", 20)), AllOf(HasSubstr("P1 does not exist on 2025-08-01"), HasSubstr(kMoney)));
}

TEST_F(LeftBehindTest, TwoTransfersTakeTheMoneyToTheSuccessor) {
  for (const char* day : {"2025-06-30", "2025-07-01"})
    EXPECT_THAT(Refused(Moved("P1", "Q1", 50, day)), AllOf(HasSubstr("does not exist"), HasSubstr(kMoney)));
  ledger_.Record(Moved("P1", "N", 50, "2025-06-30"));
  ledger_.Record(Moved("N", "Q1", 50, "2025-07-01"));
  ledger_.Record(Paid("Q1", 50));
  EXPECT_THAT(Refused(Paid("Q1", 1)), AllOf(HasSubstr("available 0 VND"), Not(HasSubstr("which ended"))));
}

TEST_F(LeftBehindTest, ARefundAfterTheMergerIsRecordedForTheUnitThatPaid) {
  EXPECT_THAT(Refused(Refunded("Q1")), AllOf(HasSubstr("no tranche was allocated to Q1"), HasSubstr(kPaid)));
  ledger_.Record(Moved("P1", "N", 50, "2025-06-30"));
  ledger_.Record(Moved("N", "Q1", 50, "2025-07-01"));
  EXPECT_THAT(Refused(Refunded("Q1")), AllOf(HasSubstr("disbursed would fall below zero"), HasSubstr(kPaid)));
  ledger_.Record(Refunded("P1"));
  EXPECT_THAT(Refused(Paid("Q1", 54)), HasSubstr("available 50 VND"));
}

TEST_F(LeftBehindTest, BeforeUnitsCouldWindUpARefundWasRecordedOnTheLastDay) {
  TestLedger before(4, kRulesOfReversalDates);
  before.Record(EventBuilder::Plan("P1", "national", 2025, 100).On("2025-01-01"));
  before.Record(EventBuilder::Tranche(1, "P1", "national", 2025, 60).On("2025-02-01"));
  before.Record(Paid("P1", 10).On("2025-03-01"));
  EXPECT_THAT(before.Append({Refunded("P1")}),
              StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr("P1 does not exist"), HasSubstr(kPaid),
                                                                    HasSubstr("effective on its last day"))));
  EXPECT_THAT(before.Append({Paid("Q1", 20)}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("two transfers for each tranche: to N"), Not(HasSubstr("handover")))));
}

TEST_F(LeftBehindTest, APlanIsLoweredAndRaised) {
  const v1::Event tranche = EventBuilder::Tranche(1, "Q1", "national", 2025, 40).On("2025-08-01").Build();
  EXPECT_THAT(Refused(tranche), AllOf(HasSubstr("allocated would exceed plan"), HasSubstr(kPlan)));
  EXPECT_THAT(Refused(EventBuilder::Tranche(1, "P1", "national", 2025, 40).On("2025-08-01")),
              AllOf(HasSubstr("P1 does not exist"), HasSubstr(kPlan)));
  ledger_.Record(EventBuilder::PlanAdjustment("P1", "national", 2025, -40).On("2025-06-30"));
  ledger_.Record(EventBuilder::Plan("Q1", "national", 2025, 40).On("2025-07-01"));
  ledger_.Record(tranche);
}

TEST_F(LeftBehindTest, WhatWaitsForNoTrancheIsRecordedForTheSuccessorOrInTime) {
  const char kWay[] =
      "; record it for Q1, which follows P1 from 2025-07-01 on, or effective on 2025-06-30 at the latest";
  for (const EventBuilder& command :
       {EventBuilder::Plan("P1", "national", 2025, 5), EventBuilder::PlanAdjustment("P1", "national", 2025, 5),
        EventBuilder::Execution("P1", "national", 2025, 5)}) {
    EXPECT_THAT(Refused(EventBuilder(command).On("2025-08-01")),
                AllOf(HasSubstr("P1 does not exist"), HasSubstr(kWay)));
    EXPECT_THAT(Refused(EventBuilder(command).On("1900-01-01")), Not(HasSubstr("record it for")));
  }
  ledger_.Record(EventBuilder::Plan("Q1", "national", 2025, 5).On("2025-08-01"));
  EXPECT_THAT(Refused(Paid("P1", 99)), Not(HasSubstr("record it for")));
}

TEST_F(LeftBehindTest, WhatIsNamedIsData) {
  const auto refusal = RefusalOf(ledger_.Append({Paid("Q1", 20)}).status());
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->code(), "tranche.none-allocated");
  ASSERT_EQ(refusal->then_size(), 2) << refusal->DebugString();
  const auto& fields = refusal->then(0).fields();
  EXPECT_EQ(fields.Get(0).text(), "P1");
  EXPECT_EQ(fields.Get(1).amount(), "50");
  EXPECT_EQ(fields.Get(3).day(), 20250630);
}

TEST_F(LeftBehindTest, ATransferIsToldOfItsGiverAlone) {
  ledger_.Record(EventBuilder::Plan("P3", "national", 2025, 10).On("2025-01-01"));
  ledger_.Record(EventBuilder::Tranche(1, "P3", "national", 2025, 10).On("2025-02-01"));
  EXPECT_THAT(Refused(Moved("P3", "Q1", 5, "2025-06-30")),
              AllOf(HasSubstr("Q1 does not exist on 2025-06-30"), Not(HasSubstr("which ended"))));
}

TEST_F(LeftBehindTest, EachTrancheIsNamedThatServesTheArea) {
  ledger_.Record(EventBuilder::Tranche(2, "P1", "national", 2025, 7).LimitedTo({"fairs"}).On("2025-02-01"));
  ledger_.Record(EventBuilder::Plan("P2", "national", 2025, 9).On("2025-01-01"));
  ledger_.Record(EventBuilder::Tranche(1, "P2", "national", 2025, 9).LimitedTo({"technology"}).On("2025-02-01"));
  EXPECT_THAT(Refused(Paid("Q1", 20).Area("fairs")),
              AllOf(HasSubstr("P1, which ended on 2025-06-30, has 50 VND left to disburse: tranche 1;"),
                    HasSubstr("P1, which ended on 2025-06-30, has 7 VND left to disburse: tranche 2 (fairs)"),
                    Not(HasSubstr("P2"))));
}

TEST_F(LeftBehindTest, APlanThatIsLoweredIsToldOfNoOther) {
  ledger_.Record(EventBuilder::Plan("Q1", "national", 2025, 5).On("2025-07-01"));
  ledger_.Record(EventBuilder::Tranche(2, "Q1", "national", 2025, 5).On("2025-07-01"));
  EXPECT_THAT(Refused(EventBuilder::PlanAdjustment("Q1", "national", 2025, -1).On("2025-08-01")),
              AllOf(HasSubstr("the plan would fall below"), Not(HasSubstr("which ended"))));
}

TEST_F(LeftBehindTest, OnlyWhatIsLeftIsNamed) {
  EXPECT_THAT(Refused(Paid("Q2", 1)), AllOf(HasSubstr("; allocate one first"), Not(HasSubstr("which ended"))));
  EXPECT_THAT(Refused(Paid("P1", 51).On("2025-06-01")), Not(HasSubstr("which ended")));
  EXPECT_THAT(Refused(Paid("Q1", 1).On("2025-06-01")), Not(HasSubstr("which ended")));
  EXPECT_THAT(Refused(EventBuilder::Execution("P1", "national", 2025, 1).On("2025-08-01")),
              Not(HasSubstr("which ended")));
  ledger_.Record(EventBuilder::Plan("P2", "national", 2025, 7).On("2025-01-01"));
  ledger_.Record(EventBuilder::Tranche(3, "P2", "national", 2025, 7).On("2025-02-01").LimitedTo({"fairs"}));
  EXPECT_THAT(
      Refused(Paid("Q1", 20).Area("fairs")),
      AllOf(HasSubstr(
          "P1, which ended on 2025-06-30, has 50 VND left to disburse: tranche 1; P2, which ended on "
          "2025-06-30, has 7 VND left to disburse: tranche 3 (fairs); hand over what P1 still has: `tranche handover "
          "--unit P1 --year 2025`; hand over what P2 still has: `tranche handover --unit P2 --year 2025`")));
}

}  // namespace
}  // namespace tranche
