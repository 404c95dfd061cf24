#include "ledger/rules/tranche_choice.h"

#include "events/event_view.h"
#include "events/kinds/filled_in.h"
#include "events/kinds/kinds.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

EventBuilder Paid() { return EventBuilder::Disbursement("P1", "national", 2024, 10); }
EventBuilder Moved() { return EventBuilder::Transfer("P1", "P2", "national", 2024, 10); }

class TrancheChoiceTest : public ::testing::Test {
 protected:
  TrancheChoiceTest() {
    for (const char* unit : {"P1", "P2"}) ledger_.Record(EventBuilder::Plan(unit, "national", 2024, 1000));
    ledger_.Record(
        EventBuilder::Tranche(2, "P1", "national", 2024, 100).LimitedTo({"fairs", "conferences"}).On("2024-02-01"));
    ledger_.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 100).On("2024-03-01"));
    ledger_.Record(EventBuilder::Tranche(2, "P2", "national", 2024, 100).Area("fairs").On("2024-03-01"));
  }
  absl::StatusOr<std::vector<v1::Event>> Choices(const v1::Event& command) {
    ScopeStates states(&ledger_->index());
    const auto choices = TrancheChoicesFor(command, &states);
    if (!choices.ok()) return choices.status();
    std::vector<v1::Event> candidates;
    absl::Status refusal;
    for (const TranchePool& pool : choices->Oldest(choices->size())) {
      v1::Event event = command;
      absl::Status filled = FillTranche(FilledInOf(command), pool, &states, &event);
      if (filled.ok()) candidates.push_back(event);
      if (!filled.ok()) refusal = filled;
    }
    if (candidates.empty()) return refusal;
    return candidates;
  }
  TestLedger ledger_;
  ScopeStates states_{&ledger_->index()};
};

TEST_F(TrancheChoiceTest, APaymentMayBeServedByEachTrancheThatAllowsItsArea) {
  const auto fairs = Choices(Paid().Area("fairs"));
  ASSERT_THAT(fairs, IsOk());
  ASSERT_EQ(fairs->size(), 2u);
  EXPECT_EQ((*fairs)[0].disbursement_made().tranche_number(), 2u);
  EXPECT_EQ((*fairs)[1].disbursement_made().tranche_number(), 1u);
  EXPECT_TRUE((*fairs)[0].disbursement_made().tranche_chosen());
  const auto technology = Choices(Paid().Area("technology"));
  ASSERT_THAT(technology, IsOk());
  ASSERT_EQ(technology->size(), 1u);
  EXPECT_EQ((*technology)[0].disbursement_made().tranche_number(), 1u);
}

TEST_F(TrancheChoiceTest, ANamedTrancheIsTheOnlyChoice) {
  const auto choices = Choices(Paid().Area("fairs").FromTranche(1));
  ASSERT_THAT(choices, IsOk());
  ASSERT_EQ(choices->size(), 1u);
  EXPECT_FALSE((*choices)[0].disbursement_made().tranche_chosen());
  EXPECT_THAT(Choices(Paid().Area("technology").FromTranche(2)), StatusIs(kRefused, HasSubstr("tranche 2 of P1")));
  EXPECT_THAT(Choices(Paid().FromTranche(5)), StatusIs(kRefused, HasSubstr("holds no tranche 5")));
}

TEST_F(TrancheChoiceTest, ATransferCannotMixMoneyOfDifferentLimitsInOneTranche) {
  const auto choices = Choices(Moved());
  ASSERT_THAT(choices, IsOk());
  ASSERT_EQ(choices->size(), 1u) << "P2 holds its tranche 2 for fairs only";
  EXPECT_EQ((*choices)[0].allocation_transferred().from_tranche_number(), 1u);
  EXPECT_THAT(Choices(Moved().FromTranche(2)), StatusIs(kRefused, HasSubstr("held for other areas")));
  EXPECT_THAT(Choices(Moved().FromTranche(2).Area("fairs")), IsOk()) << "narrowed to what P2 holds it for";
  EXPECT_THAT(Choices(Moved().FromTranche(2).ToTranche(8)), IsOk());
}

TEST_F(TrancheChoiceTest, ATransferMovesMoneySomewhere) {
  const v1::Event stays = EventBuilder::Transfer("P1", "P1", "national", 2024, 10).FromTranche(1);
  EXPECT_THAT(Choices(stays), StatusIs(kRefused, HasSubstr("would stay in tranche 1")));
}

TEST_F(TrancheChoiceTest, OnlySomeKindsDrawOnATranche) {
  EXPECT_TRUE(DrawsOnTranche(KindOf(Paid())));
  EXPECT_TRUE(DrawsOnTranche(KindOf(Moved())));
  EXPECT_TRUE(DrawsOnTranche(KindOf(EventBuilder::Refund("P1", "national", 2024, 1))));
  EXPECT_TRUE(DrawsOnTranche(KindOf(EventBuilder::AllocationAdjustment("P1", "national", 2024, 1))));
  EXPECT_FALSE(DrawsOnTranche(KindOf(EventBuilder::Plan("P1", "national", 2024, 1))));
  EXPECT_FALSE(DrawsOnTranche(KindOf(EventBuilder::Tranche(1, "P1", "national", 2024, 1))));
}

TEST_F(TrancheChoiceTest, ANewTranchesNumberIsFreeForEachReceiver) {
  const v1::Event tranche = EventBuilder::Tranche(1, "P2", "national", 2024, 10);
  EXPECT_THAT(CheckNewTranche(ViewOf(tranche), &states_), IsOk());
  const v1::Event both = EventBuilder::Tranche(1, "P2", "national", 2024, 10).Share("P1", 5);
  EXPECT_THAT(CheckNewTranche(ViewOf(both), &states_),
              StatusIs(kRefused, HasSubstr("P1, national, 2024 holds tranche 1")));
}

}  // namespace
}  // namespace tranche
