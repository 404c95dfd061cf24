#include "projections/posting_rows.h"

#include "gtest/gtest.h"
#include "tests/support/event_builder.h"

namespace tranche {
namespace {

TEST(PostingRowsTest, BecauseJoinsAllThatTheEventSaysOfItself) {
  v1::Event event = EventBuilder::Plan("P1", "national", 2024, 100).Reason("approved late");
  event.mutable_document()->set_type("decision");
  event.mutable_document()->set_number("1881/QD-BCT");
  event.mutable_document()->set_issuer("MOIT");
  event.mutable_document()->set_date(20240131);
  event.mutable_evidence()->set_figures("F000-12");
  event.mutable_evidence()->set_qualifier(v1::QUALIFIER_ABOUT);
  event.mutable_evidence()->set_note("by hand");
  EXPECT_EQ(MakeEventRow(event).because(), "approved late; decision 1881/QD-BCT, MOIT, 2024-01-31; ≈ F000-12; by hand");
}

TEST(PostingRowsTest, ADocumentOfWhichOnlyTheDateIsKnownIsOne) {
  v1::Event event = EventBuilder::Plan("P1", "national", 2024, 100);
  event.mutable_document()->set_date(20250901);
  EXPECT_EQ(MakeEventRow(event).because(), "document of 2025-09-01");
}

TEST(PostingRowsTest, WhatIsNotSaidLeavesNoTrace) {
  v1::Event event = EventBuilder::Plan("P1", "national", 2024, 100);
  EXPECT_EQ(MakeEventRow(event).because(), "");
  event.mutable_document()->set_number("7");
  event.mutable_evidence()->set_figures("F001");
  event.mutable_evidence()->set_qualifier(v1::QUALIFIER_EXACT);
  EXPECT_EQ(MakeEventRow(event).because(), "7; F001");
}

TEST(PostingRowsTest, ARowHasBothDatesAndTheSignedAmount) {
  v1::Event event = EventBuilder::Refund("P1", "national", 2024, 8).On("2024-05-16");
  event.set_sequence(12);
  event.mutable_recorded_at()->set_seconds(1700000000);
  const v1::PostingRow row = MakePostingRow(event, {{"P1", "national", 2024, "fairs", ""}, Measure::kDisbursed, 3, -8});
  EXPECT_EQ(row.sequence(), 12u);
  EXPECT_EQ(row.kind(), "RefundReceived");
  EXPECT_EQ(row.effective_date(), "2024-05-16");
  EXPECT_EQ(row.recorded_at().seconds(), 1700000000);
  EXPECT_EQ(row.line().area_id(), "fairs");
  EXPECT_EQ(row.measure(), "disbursed");
  EXPECT_EQ(row.tranche_number(), 3u);
  EXPECT_EQ(row.amount(), "-8");
  EXPECT_EQ(row.balance_after(), "");
}

}  // namespace
}  // namespace tranche
