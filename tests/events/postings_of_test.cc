#include "events/postings_of.h"

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Posting Of(const std::string& unit, const std::string& area, Measure measure, uint32_t tranche, int64_t amount) {
  return {{unit, "national", 2024, area, ""}, measure, tranche, amount};
}

TEST(PostingsOfTest, PlansAndTheirAdjustmentsPostToPlan) {
  EXPECT_THAT(PostingsOf(EventBuilder::Plan("P1", "national", 2024, 100).Area("fairs"), nullptr),
              IsOkAndHolds(ElementsAre(Of("P1", "fairs", Measure::kPlan, 0, 100))));
  EXPECT_THAT(PostingsOf(EventBuilder::PlanAdjustment("P1", "national", 2024, -30), nullptr),
              IsOkAndHolds(ElementsAre(Of("P1", "", Measure::kPlan, 0, -30))));
}

TEST(PostingsOfTest, ATrancheAllocatesToEachReceiverForTheAreasOfItsLimit) {
  EXPECT_THAT(PostingsOf(EventBuilder::Tranche(2, "P1", "national", 2024, 70)
                             .Share("P2", 30)
                             .LimitedTo({"fairs", "conferences", "fairs"}),
                         nullptr),
              IsOkAndHolds(ElementsAre(Of("P1", "conferences|fairs", Measure::kAllocated, 2, 70),
                                       Of("P2", "conferences|fairs", Measure::kAllocated, 2, 30))));
}

TEST(PostingsOfTest, WithoutLimitsTheAreaOfTheLineIsTheLimit) {
  EXPECT_THAT(PostingsOf(EventBuilder::Tranche(1, "P1", "national", 2024, 70).Area("fairs"), nullptr),
              IsOkAndHolds(ElementsAre(Of("P1", "fairs", Measure::kAllocated, 1, 70))));
}

TEST(PostingsOfTest, ATransferMovesAllocationAndThePlanThatCoversIt) {
  v1::Event event = EventBuilder::Transfer("P1", "P2", "national", 2024, 40).FromTranche(1).ToTranche(3);
  event.mutable_allocation_transferred()->add_from_area_limits("fairs");
  event.mutable_allocation_transferred()->add_to_area_limits("fairs");
  EXPECT_THAT(PostingsOf(event, nullptr),
              IsOkAndHolds(ElementsAre(Of("P1", "fairs", Measure::kAllocated, 1, -40),
                                       Of("P2", "fairs", Measure::kAllocated, 3, 40),
                                       Of("P1", "", Measure::kPlan, 0, -40), Of("P2", "", Measure::kPlan, 0, 40))));
  event.mutable_allocation_transferred()->set_without_plan(true);
  EXPECT_EQ(PostingsOf(event, nullptr)->size(), 2u);
}

TEST(PostingsOfTest, ARefundLowersWhatWasDisbursed) {
  EXPECT_THAT(PostingsOf(EventBuilder::Disbursement("P1", "national", 2024, 9).FromTranche(1), nullptr),
              IsOkAndHolds(ElementsAre(Of("P1", "", Measure::kDisbursed, 1, 9))));
  EXPECT_THAT(PostingsOf(EventBuilder::Refund("P1", "national", 2024, 9).FromTranche(1), nullptr),
              IsOkAndHolds(ElementsAre(Of("P1", "", Measure::kDisbursed, 1, -9))));
}

TEST(PostingsOfTest, ExecutionIsNeverTheSameNumberAsDisbursement) {
  EXPECT_THAT(PostingsOf(EventBuilder::Execution("P1", "national", 2024, 9), nullptr),
              IsOkAndHolds(ElementsAre(Of("P1", "", Measure::kExecuted, 0, 9))));
}

TEST(PostingsOfTest, AReversalIsTheExactNegative) {
  const v1::Event tranche = EventBuilder::Tranche(1, "P1", "national", 2024, 70).Share("P2", 30);
  EXPECT_THAT(
      PostingsOf(EventBuilder::Reversal(5, "why"), &tranche),
      IsOkAndHolds(ElementsAre(Of("P1", "", Measure::kAllocated, 1, -70), Of("P2", "", Measure::kAllocated, 1, -30))));
}

TEST(PostingsOfTest, AReversalNeedsAnEventThatIsNoReversal) {
  const v1::Event reversal = EventBuilder::Reversal(5, "why");
  EXPECT_THAT(PostingsOf(reversal, nullptr), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(PostingsOf(reversal, &reversal), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(PostingsOfTest, AnAmountWithoutANegativeIsRefusedWhereItMustBeNegated) {
  const int64_t least = std::numeric_limits<int64_t>::min();
  const v1::Event adjustment = EventBuilder::PlanAdjustment("P1", "national", 2024, least);
  EXPECT_THAT(PostingsOf(EventBuilder::Reversal(5, "why"), &adjustment), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(PostingsOf(EventBuilder::Refund("P1", "national", 2024, least), nullptr),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(PostingsOf(EventBuilder::Transfer("P1", "P2", "national", 2024, least), nullptr),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(PostingsOfTest, TheCatalogueAndStatementsMoveNoMoney) {
  EXPECT_THAT(PostingsOf(EventBuilder::Source("national"), nullptr), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(PostingsOf(EventBuilder::Estimate("P1", 2024, "executed", 5), nullptr), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(PostingsOf(EventBuilder::Figure("F1", "P1", 2024, "5", 5), nullptr), IsOkAndHolds(IsEmpty()));
}

TEST(KindNameTest, IsTheNameOfTheMessage) {
  EXPECT_EQ(KindName(EventBuilder::Plan("P1", "national", 2024, 1)), "PlanApproved");
  EXPECT_EQ(KindName(EventBuilder::Reversal(1, "why")), "EventReversed");
  EXPECT_EQ(KindName(v1::Event()), "");
}

TEST(BudgetLineTest, GoesToItsMessageAndBack) {
  const BudgetLine line = {"P1", "national", 2024, "fairs", "bridge"};
  v1::Event event;
  *event.mutable_plan_approved()->mutable_line() = LineToProto(line);
  EXPECT_EQ(ToBudgetLine(ViewOf(event).line), line);
}

}  // namespace
}  // namespace tranche
