#include "events/same_command.h"

#include "events/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kDiffers = absl::StatusCode::kAlreadyExists;

v1::Event Recorded(v1::Event event) {
  event.set_sequence(9);
  if (!event.has_recorded_at()) SetRecordedAt(Instant("2026-01-01T00:00:00Z"), &event);
  return event;
}

TEST(SameCommandTest, AnotherPersonMayRepeatACommand) {
  v1::Event again = EventBuilder::Plan("P1", "national", 2024, 1).Key("k");
  const v1::Event recorded = Recorded(again);
  again.set_actor("another person");
  EXPECT_THAT(CheckSameCommand(recorded, again), IsOk());
}

TEST(SameCommandTest, WhatTheLogFilledInIsLeftOut) {
  const v1::Event command = EventBuilder::Plan("P1", "national", 2024, 1);
  EXPECT_THAT(CheckSameCommand(Recorded(command), command), IsOk());
}

TEST(SameCommandTest, AChosenTrancheIsLeftOutAndANamedOneIsNot) {
  const v1::Event command = EventBuilder::Disbursement("P1", "national", 2024, 1);
  v1::Event recorded = Recorded(command);
  recorded.mutable_disbursement_made()->set_tranche_number(2);
  recorded.mutable_disbursement_made()->set_tranche_chosen(true);
  EXPECT_THAT(CheckSameCommand(recorded, command), IsOk());
  recorded.mutable_disbursement_made()->set_tranche_chosen(false);
  EXPECT_THAT(CheckSameCommand(recorded, command), StatusIs(kDiffers, HasSubstr("tranche_number")));
}

TEST(SameCommandTest, TheAreasThatTheLedgerFoundAreLeftOut) {
  const v1::Event adjustment = EventBuilder::AllocationAdjustment("P1", "national", 2024, 1);
  v1::Event recorded = Recorded(adjustment);
  recorded.mutable_allocation_adjusted()->set_tranche_number(2);
  recorded.mutable_allocation_adjusted()->set_tranche_chosen(true);
  recorded.mutable_allocation_adjusted()->add_area_limits("fairs");
  EXPECT_THAT(CheckSameCommand(recorded, adjustment), IsOk());
  const v1::Event transfer = EventBuilder::Transfer("P1", "P2", "national", 2024, 1).FromTranche(4);
  recorded = Recorded(transfer);
  recorded.mutable_allocation_transferred()->set_to_tranche_number(4);
  recorded.mutable_allocation_transferred()->set_to_tranche_chosen(true);
  recorded.mutable_allocation_transferred()->add_from_area_limits("fairs");
  recorded.mutable_allocation_transferred()->add_to_area_limits("fairs");
  EXPECT_THAT(CheckSameCommand(recorded, transfer), IsOk());
}

TEST(SameCommandTest, AReversalMaySayTheDateThatItTook) {
  v1::Event recorded = Recorded(EventBuilder::Reversal(3, "why").Key("k"));
  recorded.set_effective_date(20240301);
  EXPECT_THAT(CheckSameCommand(recorded, EventBuilder::Reversal(3, "why").Key("k")), IsOk());
  EXPECT_THAT(CheckSameCommand(recorded, EventBuilder::Reversal(3, "why").Key("k").On("2024-03-01")), IsOk());
  EXPECT_THAT(CheckSameCommand(recorded, EventBuilder::Reversal(3, "why").Key("k").On("2024-03-02")),
              StatusIs(kDiffers, HasSubstr("effective_date")));
}

TEST(SameCommandTest, TheInstantOfAnImportCounts) {
  const v1::Event first =
      EventBuilder::Plan("P1", "national", 2024, 1).Key("k").RecordedAt(Instant("2024-01-01T00:00:00Z"));
  const v1::Event other =
      EventBuilder::Plan("P1", "national", 2024, 1).Key("k").RecordedAt(Instant("2024-01-02T00:00:00Z"));
  EXPECT_THAT(CheckSameCommand(Recorded(first), first), IsOk());
  EXPECT_THAT(CheckSameCommand(Recorded(first), other),
              StatusIs(kDiffers, HasSubstr("recorded_at: 2024-01-01T00:00:00+00:00 -> 2024-01-02T00:00:00+00:00")));
}

TEST(SameCommandTest, AmountsAndDaysAreToldAsSuchAndWhatIsMissingAsEmpty) {
  const v1::Event recorded =
      Recorded(EventBuilder::Plan("P1", "national", 2024, 5'000'000).Key("k").On("2024-01-05").Reason("why"));
  const auto told = [&](const v1::Event& again) { return std::string(CheckSameCommand(recorded, again).message()); };
  EXPECT_THAT(told(EventBuilder::Plan("P1", "national", 2024, 6'000'000).Key("k").On("2024-01-05").Reason("why")),
              HasSubstr("plan_approved.amount: 5,000,000 -> 6,000,000"));
  EXPECT_THAT(told(EventBuilder::Plan("P1", "national", 2024, 5'000'000).Key("k").On("2024-01-06").Reason("why")),
              HasSubstr("effective_date: 2024-01-05 -> 2024-01-06"));
  EXPECT_THAT(told(EventBuilder::Plan("P1", "national", 2024, 5'000'000).Key("k").On("2024-01-05")),
              HasSubstr("reason: \"why\" -> \"\""));
}

// Of a later program, whose fields have no names here.
TEST(SameCommandTest, AFieldThatIsNotKnownHereDiffersByItsNumber) {
  const v1::Event plain = EventBuilder::Plan("P1", "national", 2024, 1).Key("k");
  v1::Event later = plain;
  later.GetReflection()->MutableUnknownFields(&later)->AddVarint(19, 7);
  EXPECT_THAT(CheckSameCommand(Recorded(later), later), IsOk());
  EXPECT_THAT(CheckSameCommand(Recorded(later), plain), StatusIs(kDiffers, HasSubstr("19[0]: ... -> \"\"")));
  EXPECT_THAT(CheckSameCommand(Recorded(plain), later), StatusIs(kDiffers, HasSubstr("19[0]: \"\" -> ...")));
}

TEST(SameCommandTest, NamesTheKeyTheEventAndTheFirstFieldThatDiffers) {
  EXPECT_THAT(CheckSameCommand(Recorded(EventBuilder::Plan("P1", "national", 2024, 1).Key("k")),
                               EventBuilder::Plan("P2", "national", 2024, 1).Key("k")),
              StatusIs(kDiffers, AllOf(HasSubstr("key \"k\""), HasSubstr("event 9"),
                                       HasSubstr("plan_approved.line.unit_id"), HasSubstr("nothing was written"))));
}

}  // namespace
}  // namespace tranche
