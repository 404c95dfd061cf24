#include "events/meaning.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"

namespace tranche {
namespace {

EventBuilder Payment() { return EventBuilder::Disbursement("P1", "national", 2024, 5).Area("fairs"); }

TEST(MeaningTest, WhoRecordsAnEventAndUnderWhichKeyIsNoPartOfIt) {
  v1::Event event = Payment().Key("a");
  const std::string meaning = MeaningOf(event);
  event.set_event_id("b");
  event.set_actor("another");
  event.set_sequence(7);
  event.set_provenance(v1::PROVENANCE_IMPORTED);
  event.mutable_recorded_at()->set_seconds(1);
  EXPECT_EQ(MeaningOf(event), meaning);
}

TEST(MeaningTest, EveryFactIsAPartOfIt) {
  const std::string meaning = MeaningOf(Payment());
  EXPECT_NE(MeaningOf(Payment().On("2024-01-02")), meaning);
  EXPECT_NE(MeaningOf(Payment().Area("training")), meaning);
  EXPECT_NE(MeaningOf(Payment().Project("p")), meaning);
  EXPECT_NE(MeaningOf(Payment().Reason("why")), meaning);
  EXPECT_NE(MeaningOf(EventBuilder::Refund("P1", "national", 2024, 5).Area("fairs")), meaning);
  EXPECT_NE(MeaningOf(EventBuilder::Disbursement("P1", "national", 2024, 6).Area("fairs")), meaning);
}

TEST(MeaningTest, WhatTheLedgerFillsInIsNoPartOfIt) {
  v1::Event event = Payment();
  const std::string meaning = MeaningOf(event);
  event.mutable_disbursement_made()->set_tranche_number(3);
  event.mutable_disbursement_made()->set_tranche_chosen(true);
  EXPECT_EQ(MeaningOf(event), meaning);
  EXPECT_EQ(DrawnTrancheOf(event).from, 3);
  v1::Event adjusted = EventBuilder::AllocationAdjustment("P1", "national", 2024, 5);
  const std::string asked = MeaningOf(adjusted);
  adjusted.mutable_allocation_adjusted()->add_area_limits("fairs");
  EXPECT_EQ(MeaningOf(adjusted), asked);
}

TEST(MeaningTest, ATrancheIsItsNumberAndItsAreasInAnyOrder) {
  const auto tranche = [](uint32_t number, const std::vector<std::string>& areas) {
    return MeaningOf(EventBuilder::Tranche(number, "P1", "national", 2024, 1).LimitedTo(areas));
  };
  EXPECT_EQ(tranche(1, {"fairs", "training"}), tranche(1, {"training", "fairs"}));
  EXPECT_NE(tranche(1, {"fairs"}), tranche(1, {"fairs", "training"}));
  EXPECT_NE(tranche(1, {}), tranche(2, {}));
}

TEST(MeaningTest, TextsAreComparedInOneForm) {
  EXPECT_EQ(MeaningOf(Payment().Reason("Hội  chợ ")), MeaningOf(Payment().Reason("H\u006f\u0302\u0323i chợ")));
  v1::Event stated = Payment();
  stated.mutable_evidence()->set_qualifier(v1::QUALIFIER_EXACT);
  EXPECT_EQ(MeaningOf(stated), MeaningOf(Payment()));
}

}  // namespace
}  // namespace tranche
