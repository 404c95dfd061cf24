// Tests decisions through the ledger, as all callers use them.
#include "ledger/rules/decisions.h"

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

EventBuilder Plan(const std::string& unit, int64_t amount) {
  return EventBuilder::Plan(unit, "national", 2024, amount);
}
EventBuilder Tranche(uint32_t number, int64_t amount) {
  return EventBuilder::Tranche(number, "P1", "national", 2024, amount);
}
EventBuilder Paid(int64_t amount) { return EventBuilder::Disbursement("P1", "national", 2024, amount); }
EventBuilder Moved(int64_t amount) { return EventBuilder::Transfer("P1", "P2", "national", 2024, amount); }

class DecisionsTest : public ::testing::Test {
 protected:
  uint32_t TrancheOf(const v1::Event& payment) {
    return ledger_.Record(payment).event.disbursement_made().tranche_number();
  }
  TestLedger ledger_;
};

TEST_F(DecisionsTest, MoneyIsTakenFromTheOldestTrancheThatHasEnough) {
  ledger_.Record(Plan("P1", 300));
  ledger_.Record(Tranche(7, 100).On("2024-03-01"));
  ledger_.Record(Tranche(2, 100).On("2024-02-01"));
  ledger_.Record(Tranche(5, 50).On("2024-02-01"));
  EXPECT_EQ(TrancheOf(Paid(80).On("2024-04-01")), 2u);
  EXPECT_EQ(TrancheOf(Paid(30).On("2024-04-01")), 5u);
  EXPECT_EQ(TrancheOf(Paid(90).On("2024-04-01")), 7u);
  EXPECT_THAT(ledger_.Append({Paid(30).On("2024-04-01")}),
              StatusIs(kRefused, AllOf(HasSubstr("none of the tranches has enough left: tranche 2 of P1"),
                                       HasSubstr("; tranche 7 of P1"))));
}

TEST_F(DecisionsTest, ARefusalByManyTranchesDescribesTheOldestAndStaysData) {
  ledger_.Record(Plan("P1", 1000));
  for (uint32_t number = 1; number <= 5; ++number)
    ledger_.Record(Tranche(number, 10).On(Day("2024-02-01").PlusDays(static_cast<int>(number))));
  const absl::Status status = ledger_.Append({Paid(30).On("2024-04-01")}).status();
  EXPECT_THAT(status, StatusIs(kRefused, HasSubstr("none of the tranches has enough left: tranche 1 of ")));
  EXPECT_THAT(status, StatusIs(kRefused, AllOf(HasSubstr("; tranche 2 of "), HasSubstr("; tranche 3 of "),
                                               HasSubstr("; and 2 more tranches"))));
  const auto refusal = RefusalOf(status);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->code(), "guard.disbursed-over-allocated");
}

TEST_F(DecisionsTest, MoneyLimitedToAreasIsSpentInThoseAreasOnly) {
  ledger_.Record(Plan("P1", 300));
  ledger_.Record(Tranche(1, 100).LimitedTo({"fairs", "conferences"}));
  EXPECT_THAT(ledger_.Append({Paid(10).Area("technology")}),
              StatusIs(kRefused, AllOf(HasSubstr("limited to other areas"), HasSubstr("conferences|fairs"))));
  EXPECT_THAT(ledger_.Append({Paid(10)}), StatusIs(kRefused, HasSubstr("money for no area")));
  ledger_.Record(Tranche(2, 100).On("2024-02-01"));
  EXPECT_EQ(TrancheOf(Paid(10).Area("fairs").On("2024-03-01")), 1u);
  EXPECT_EQ(TrancheOf(Paid(10).Area("technology").On("2024-03-01")), 2u);
}

TEST_F(DecisionsTest, APaymentIsNotReversedAfterItsRefundThoughOthersWerePaid) {
  ledger_.Record(Plan("P1", 300));
  ledger_.Record(Tranche(1, 200));
  const Sequence paid = ledger_.Record(Paid(30).Area("fairs").On("2024-02-01")).sequence;
  ledger_.Record(Paid(50).Area("conferences").On("2024-02-01"));
  const Sequence refund =
      ledger_.Record(EventBuilder::Refund("P1", "national", 2024, 20).Area("fairs").On("2024-03-01")).sequence;
  EXPECT_THAT(ledger_.Append({EventBuilder::Reversal(paid, "void")}),
              StatusIs(kRefused, HasSubstr("for fairs: disbursed would fall below zero on 2024-03-01")));
  ledger_.Record(EventBuilder::Reversal(refund, "void"));
  ledger_.Record(EventBuilder::Reversal(paid, "void"));
}

TEST_F(DecisionsTest, ATrancheThatIsNotThereIsRefusedWithThoseThatAre) {
  EXPECT_THAT(ledger_.Append({Paid(10)}),
              StatusIs(kRefused, HasSubstr("no tranche was allocated to P1, national, 2024")));
  ledger_.Record(Plan("P1", 300));
  ledger_.Record(Tranche(1, 100));
  EXPECT_THAT(ledger_.Append({Paid(10).FromTranche(3)}),
              StatusIs(kRefused, HasSubstr("holds no tranche 3; it holds 1")));
}

TEST_F(DecisionsTest, ATrancheNumberIsGivenOnceUntilItIsReversed) {
  ledger_.Record(Plan("P1", 300));
  const Receipt first = ledger_.Record(Tranche(1, 100));
  EXPECT_THAT(ledger_.Append({Tranche(1, 50)}), StatusIs(kRefused, HasSubstr("holds tranche 1 already")));
  ledger_.Record(EventBuilder::Reversal(first.sequence, "wrong amount"));
  EXPECT_THAT(ledger_.Append({Tranche(1, 50)}), IsOk());
}

TEST_F(DecisionsTest, ATransferMovesThePlanThatCoversIt) {
  ledger_.Record(Plan("P1", 100));
  ledger_.Record(Tranche(1, 100));
  ledger_.Record(Moved(40));
  EXPECT_EQ(ledger_.Sum("P1", Measure::kPlan), 60);
  EXPECT_EQ(ledger_.Sum("P2", Measure::kPlan), 40);
  EXPECT_EQ(ledger_.Sum("P1", Measure::kAllocated), 60);
  EXPECT_EQ(ledger_.Sum("P2", Measure::kAllocated), 40);
}

TEST_F(DecisionsTest, WithoutPlanTheReceiverNeedsItsOwn) {
  ledger_.Record(Plan("P1", 100));
  ledger_.Record(Tranche(1, 100));
  EXPECT_THAT(ledger_.Append({Moved(40).WithoutPlan()}),
              StatusIs(kRefused, HasSubstr("P2, national, 2024: allocated would exceed plan")));
  ledger_.Record(Plan("P2", 50));
  ledger_.Record(Moved(40).WithoutPlan());
  EXPECT_EQ(ledger_.Sum("P1", Measure::kPlan), 100);
  EXPECT_EQ(ledger_.Sum("P2", Measure::kPlan), 50);
}

TEST_F(DecisionsTest, AReasonThatAllTranchesShareIsSaidOnceAndNotBlamedOnThem) {
  ledger_.Record(Plan("P1", 200));
  ledger_.Record(Tranche(1, 100));
  ledger_.Record(Tranche(2, 100));
  EXPECT_THAT(ledger_.Append({Moved(40).WithoutPlan()}),
              StatusIs(kRefused, AllOf(Not(HasSubstr("none of the tranches")), Not(HasSubstr("; P2")),
                                       HasSubstr("P2, national, 2024: allocated would exceed plan"))));
}

TEST_F(DecisionsTest, ATrancheThatHasEnoughIsNotSaidToLackIt) {
  ledger_.Record(Plan("P1", 300));
  for (const uint32_t number : {1, 2, 3}) ledger_.Record(Tranche(number, 10));
  ledger_.Record(Tranche(4, 100));
  EXPECT_THAT(ledger_.Append({Moved(40).WithoutPlan()}),
              StatusIs(kRefused, AllOf(HasSubstr("P2, national, 2024: allocated would exceed plan"),
                                       Not(HasSubstr("none of the tranches")), Not(HasSubstr("tranche 1")))));
}

TEST_F(DecisionsTest, TranchesThatTheReceiverCannotTakeAreNamedBesideThoseThatLack) {
  ledger_.Record(Plan("P1", 300));
  ledger_.Record(Plan("P2", 300));
  for (const uint32_t number : {1, 2}) {
    ledger_.Record(Tranche(number, 100));
    ledger_.Record(EventBuilder::Tranche(number, "P2", "national", 2024, 10).LimitedTo({"fairs"}));
  }
  EXPECT_THAT(ledger_.Append({Moved(40)}),
              StatusIs(kRefused, AllOf(HasSubstr("tranche 1 of P2, national, 2024 is held for other areas"),
                                       HasSubstr("name another number for the receiver"))));
  ledger_.Record(Tranche(3, 30));
  EXPECT_THAT(ledger_.Append({Moved(40)}),
              StatusIs(kRefused, AllOf(HasSubstr("none of the tranches serves: more than tranche 3 of P1"),
                                       HasSubstr("; tranche 1 of P2, national, 2024 is held for other areas"))));
}

TEST_F(DecisionsTest, MoneyThatWasPaidCannotBeTransferredAway) {
  ledger_.Record(Plan("P1", 100));
  ledger_.Record(Tranche(1, 100));
  ledger_.Record(Paid(70));
  EXPECT_THAT(ledger_.Append({Moved(31)}), StatusIs(kRefused, HasSubstr("available 30 VND, asked 31 VND")));
}

TEST_F(DecisionsTest, AnAreaLimitTravelsWithATransfer) {
  ledger_.Record(Plan("P1", 100));
  ledger_.Record(Tranche(1, 100).LimitedTo({"fairs"}));
  EXPECT_THAT(ledger_.Append({Moved(40).Area("technology")}), StatusIs(kRefused, HasSubstr("limited to other areas")));
  ledger_.Record(Moved(40));
  EXPECT_THAT(ledger_.Append({EventBuilder::Disbursement("P2", "national", 2024, 5).Area("technology")}),
              StatusIs(kRefused));
  EXPECT_THAT(ledger_.Append({EventBuilder::Disbursement("P2", "national", 2024, 5).Area("fairs")}), IsOk());
}

TEST_F(DecisionsTest, AReversalIsTheExactNegativeOnTheSameDateKnownFromItsOwnRecording) {
  ledger_.Record(Plan("P1", 100));
  const Receipt tranche = ledger_.Record(Tranche(1, 60).On("2024-03-01"));
  const Receipt reversal = ledger_.Record(EventBuilder::Reversal(tranche.sequence, "wrong unit"));
  EXPECT_EQ(reversal.event.effective_date(), 20240301);
  EXPECT_EQ(ledger_.Sum("P1", Measure::kAllocated), 0);
  EXPECT_THAT(ledger_->index().ReversalOf(tranche.sequence), IsOkAndHolds(::testing::Optional(reversal.sequence)));
}

TEST_F(DecisionsTest, AReversalNeedsAReason) {
  const Receipt plan = ledger_.Record(Plan("P1", 100));
  EXPECT_THAT(ledger_.Append({EventBuilder::Reversal(plan.sequence, "")}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("reason")));
}

TEST_F(DecisionsTest, NothingIsReversedTwiceAndNoReversalIsReversed) {
  const Receipt plan = ledger_.Record(Plan("P1", 100));
  const Receipt reversal = ledger_.Record(EventBuilder::Reversal(plan.sequence, "why"));
  EXPECT_THAT(ledger_.Append({EventBuilder::Reversal(plan.sequence, "why")}),
              StatusIs(kRefused, HasSubstr(absl::StrCat("was reversed already, by event ", reversal.sequence))));
  EXPECT_THAT(ledger_.Append({EventBuilder::Reversal(reversal.sequence, "why")}),
              StatusIs(kRefused, HasSubstr("is a reversal")));
}

TEST_F(DecisionsTest, TheCatalogueAndWhatIsNotThereCannotBeReversed) {
  EXPECT_THAT(ledger_.Append({EventBuilder::Reversal(2, "why")}), StatusIs(kRefused, HasSubstr("UnitEstablished")));
  EXPECT_THAT(ledger_.Append({EventBuilder::Reversal(ledger_->head() + 1, "why")}),
              StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(ledger_.Append({EventBuilder::Reversal(0, "why")}), StatusIs(absl::StatusCode::kOutOfRange));
}

TEST_F(DecisionsTest, AReversalThatWouldTakeMoneyThatWasSpentIsRefused) {
  ledger_.Record(Plan("P1", 100));
  const Receipt tranche = ledger_.Record(Tranche(1, 60));
  ledger_.Record(Paid(10).On("2024-05-01"));
  EXPECT_THAT(ledger_.Append({EventBuilder::Reversal(tranche.sequence, "why")}),
              StatusIs(kRefused, HasSubstr("2024-05-01")));
}

// The refund's money came from a tranche that has since been reversed and allocated again for another area.
TEST_F(DecisionsTest, ReversingARefundDoesNotEvadeTheAreasOfATranche) {
  ledger_.Record(Plan("P1", 200));
  const Receipt fairs = ledger_.Record(Tranche(1, 60).LimitedTo({"fairs"}));
  ledger_.Record(Paid(10).Area("fairs").On("2024-02-01"));
  const Receipt refund =
      ledger_.Record(EventBuilder::Refund("P1", "national", 2024, 10).Area("fairs").On("2024-03-01"));
  ledger_.Record(EventBuilder::Reversal(fairs.sequence, "for conferences").On("2024-04-01"));
  ledger_.Record(Tranche(1, 60).LimitedTo({"conferences"}).On("2024-03-01"));
  EXPECT_THAT(ledger_.Append({EventBuilder::Reversal(refund.sequence, "why")}),
              StatusIs(kRefused, HasSubstr("limited to other areas")));
}

TEST_F(DecisionsTest, AnAdjustmentNamesItsTrancheWhereThereAreSeveral) {
  const auto adjusted = [](int64_t amount) {
    return EventBuilder::AllocationAdjustment("P1", "national", 2024, amount);
  };
  ledger_.Record(Plan("P1", 200));
  ledger_.Record(Tranche(1, 60).LimitedTo({"fairs"}));
  const Receipt receipt = ledger_.Record(adjusted(-10));
  EXPECT_EQ(receipt.event.allocation_adjusted().tranche_number(), 1u);
  EXPECT_EQ(receipt.event.allocation_adjusted().area_limits(0), "fairs");
  ledger_.Record(Tranche(2, 60));
  EXPECT_THAT(ledger_.Append({adjusted(-10)}), StatusIs(kRefused, HasSubstr("several tranches")));
  EXPECT_THAT(ledger_.Append({adjusted(-10).FromTranche(2)}), IsOk());
}

}  // namespace
}  // namespace tranche
