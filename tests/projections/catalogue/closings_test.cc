#include "projections/catalogue/closings.h"

#include <string>
#include <vector>

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const CivilDate kToday = Day("2026-01-01");

std::string CodeOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->code() : status.ToString();
}

absl::Status Close(const EventBuilder& closing, Sequence sequence, Closings* closings) {
  return closings->Close(sequence, closing.Build().period_closed(), kToday);
}

absl::Status Reopen(Sequence closing, Sequence sequence, Closings* closings) {
  return closings->Reopen(sequence, EventBuilder::Reopening(closing, "corrected").Build().period_reopened());
}

std::vector<Sequence> Of(const Closings& closings, const std::string& unit, const std::string& source, int year) {
  std::vector<Sequence> sequences;
  for (const Closing* closing : closings.Of(ScopeView(unit, source, year))) sequences.push_back(closing->sequence);
  return sequences;
}

TEST(ClosingsTest, AClosingIsOfItsYearUnitsAndSources) {
  Closings closings;
  ASSERT_THAT(Close(EventBuilder::Closing(2024, "2024-12-31").Of("P1").Of("P2").OfSource("national"), 7, &closings),
              IsOk());
  EXPECT_THAT(Of(closings, "P1", "national", 2024), ElementsAre(7));
  EXPECT_THAT(Of(closings, "P2", "national", 2024), ElementsAre(7));
  EXPECT_THAT(Of(closings, "P3", "national", 2024), IsEmpty());
  EXPECT_THAT(Of(closings, "P1", "local", 2024), IsEmpty());
  EXPECT_THAT(Of(closings, "P1", "national", 2025), IsEmpty());
}

TEST(ClosingsTest, OneOfEverythingIsOfEachUnitAndTheNewestComesFirst) {
  Closings closings;
  ASSERT_THAT(Close(EventBuilder::Closing(2024, "2024-06-30"), 7, &closings), IsOk());
  ASSERT_THAT(Close(EventBuilder::Closing(2024, "2024-09-30").Of("P1"), 9, &closings), IsOk());
  ASSERT_THAT(Close(EventBuilder::Closing(2024, "2024-12-31"), 11, &closings), IsOk());
  EXPECT_THAT(Of(closings, "P1", "national", 2024), ElementsAre(11, 9, 7));
  EXPECT_THAT(Of(closings, "P2", "local", 2024), ElementsAre(11, 7));
}

TEST(ClosingsTest, AReopenedOneIsRememberedAndNoLongerInForce) {
  Closings closings;
  ASSERT_THAT(Close(EventBuilder::Closing(2024, "2024-06-30"), 7, &closings), IsOk());
  ASSERT_THAT(Close(EventBuilder::Closing(2024, "2024-12-31"), 8, &closings), IsOk());
  ASSERT_THAT(Reopen(7, 9, &closings), IsOk());
  EXPECT_THAT(Of(closings, "P1", "national", 2024), ElementsAre(8));
  ASSERT_THAT(Reopen(8, 10, &closings), IsOk());
  EXPECT_THAT(Of(closings, "P1", "national", 2024), IsEmpty());
  EXPECT_EQ(closings.Find(7)->reopening, 9);
  EXPECT_EQ(CodeOf(Reopen(7, 11, &closings)), "closing.reopened");
  EXPECT_EQ(CodeOf(Reopen(6, 11, &closings)), "closing.unknown");
}

TEST(ClosingsTest, WhatHasNotComeIsNotClosed) {
  Closings closings;
  EXPECT_EQ(CodeOf(Close(EventBuilder::Closing(2026, "2026-01-02"), 7, &closings)), "closing.not-over");
  EXPECT_THAT(Close(EventBuilder::Closing(2026, "2026-01-01"), 7, &closings), IsOk());
  EXPECT_EQ(closings.Find(7)->through, kToday);
  EXPECT_EQ(closings.Find(8), nullptr);
}

}  // namespace
}  // namespace tranche
