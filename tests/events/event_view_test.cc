#include "events/event_view.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "events/instant.h"
#include "gmock/gmock.h"
#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"
#include "import/synthetic/history.h"
#include "tests/support/event_builder.h"
#include "tests/support/view_text.h"

namespace tranche {
namespace {

std::vector<v1::Event> OneOfEachKind() {
  std::vector<v1::Event> events = {
      EventBuilder::Unit("P1", v1::UNIT_TYPE_PROVINCE, "One"),
      EventBuilder::Source("national"),
      EventBuilder::Plan("P1", "national", 2024, 5).Area("fairs"),
      EventBuilder::PlanAdjustment("P1", "national", 2024, -7),
      EventBuilder::Tranche(2, "P1", "national", 2024, 70).Share("P2", 9).LimitedTo({"fairs", "export"}),
      EventBuilder::AllocationAdjustment("P1", "national", 2024, -3).FromTranche(2),
      EventBuilder::Transfer("P1", "P2", "national", 2024, 11).FromTranche(2),
      EventBuilder::Disbursement("P1", "national", 2024, 9).FromTranche(1),
      EventBuilder::Refund("P1", "national", 2024, 1).FromTranche(1),
      EventBuilder::Execution("P1", "national", 2024, 8),
      EventBuilder::Reversal(5, "why").On("2024-02-03"),
      EventBuilder::Estimate("P1", 2024, "executed", 5),
      EventBuilder::Figure("F1", "P1", 2024, "5", 5)};
  events[5].mutable_allocation_adjusted()->add_area_limits("fairs");
  v1::AllocationTransferred& transfer = *events[6].mutable_allocation_transferred();
  transfer.set_to_tranche_number(3);
  transfer.set_without_plan(true);
  for (const char* area : {"fairs", "export"}) transfer.add_from_area_limits(area);
  transfer.add_to_area_limits("fairs");
  for (size_t i = 0; i < events.size(); ++i) {
    events[i].set_sequence(i + 1);
    SetRecordedAt(absl::FromUnixMicros(1'700'000'000'123'456), &events[i]);
  }
  return events;
}

TEST(EventViewTest, TheBytesOfEveryKindGiveTheViewOfItsMessage) {
  for (const v1::Event& event : OneOfEachKind()) {
    const std::string bytes = event.SerializeAsString();
    EventView view;
    ASSERT_TRUE(ParseEventView(bytes, &view)) << event.ShortDebugString();
    EXPECT_EQ(ViewText(view), ViewText(ViewOf(event)));
    EXPECT_EQ(view.stored_bytes, bytes);
  }
}

TEST(EventViewTest, TheBytesOfAWholeHistoryGiveTheViewsOfItsMessages) {
  SyntheticOptions options;
  options.events = 20'000;
  options.seed = 11;
  SyntheticHistory history(options);
  for (std::vector<v1::Event> events = history.Next(1000); !events.empty(); events = history.Next(1000)) {
    for (const v1::Event& event : events) {
      const std::string bytes = event.SerializeAsString();
      EventView view;
      ASSERT_TRUE(ParseEventView(bytes, &view)) << event.ShortDebugString();
      ASSERT_EQ(ViewText(view), ViewText(ViewOf(event)));
    }
  }
}

TEST(EventViewTest, WhatIsCutOffIsNoEventUnlessTheMessageIsOneToo) {
  for (const v1::Event& event : OneOfEachKind()) {
    const std::string bytes = event.SerializeAsString();
    for (size_t size = 0; size < bytes.size(); ++size) {
      // A separate copy, so that AddressSanitizer detects reads past the end.
      const std::vector<char> cut(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size));
      EventView view;
      EXPECT_EQ(ParseEventView({cut.data(), cut.size()}, &view),
                v1::Event().ParseFromArray(cut.data(), static_cast<int>(cut.size())))
          << size << " bytes of " << event.ShortDebugString();
    }
  }
}

TEST(EventViewTest, BytesThatAreNoEventAreRefusedOrReadWithinTheirBounds) {
  constexpr uint32_t kSeed = 20261123;
  SCOPED_TRACE(absl::StrCat("seed ", kSeed));
  std::mt19937 random(kSeed);
  int refused = 0;
  for (int round = 0; round < 2000; ++round) {
    for (const v1::Event& event : OneOfEachKind()) {
      std::string bytes = event.SerializeAsString();
      bytes[random() % bytes.size()] = static_cast<char>(random());
      const std::vector<char> own(bytes.begin(), bytes.end());
      EventView view;
      refused += ParseEventView({own.data(), own.size()}, &view) ? 0 : 1;
    }
  }
  EXPECT_GT(refused, 1000);
}

TEST(EventViewTest, AFieldOfAnotherWireTypeIsRefused) {
  EventView view;
  EXPECT_FALSE(ParseEventView(absl::string_view("\x0a\x01x", 3), &view)) << "sequence as bytes";
  EXPECT_FALSE(ParseEventView(absl::string_view("\x10\x01", 2), &view)) << "event_id as a number";
  EXPECT_FALSE(ParseEventView(absl::string_view("\x0d\x01\x00\x00\x00", 5), &view)) << "four fixed bytes";
}

// A later program may add a field of any type, also within a kind or a line.
TEST(EventViewTest, FieldsThatAreUnknownHereAreSkippedWhateverTheirType) {
  google::protobuf::UnknownFieldSet later;
  later.AddVarint(900, 7);
  later.AddFixed64(901, 7);
  later.AddLengthDelimited(902, "seven");
  later.AddFixed32(903, 7);
  later.AddGroup(904)->AddGroup(905)->AddFixed32(906, 7);
  for (v1::Event event : OneOfEachKind()) {
    const std::string known = ViewText(ViewOf(event));
    event.GetReflection()->MutableUnknownFields(&event)->MergeFrom(later);
    if (event.has_disbursement_made()) {
      v1::DisbursementMade& kind = *event.mutable_disbursement_made();
      kind.GetReflection()->MutableUnknownFields(&kind)->MergeFrom(later);
      v1::BudgetLine& line = *kind.mutable_line();
      line.GetReflection()->MutableUnknownFields(&line)->MergeFrom(later);
      google::protobuf::Timestamp& instant = *event.mutable_recorded_at();
      instant.GetReflection()->MutableUnknownFields(&instant)->MergeFrom(later);
    }
    const std::string bytes = event.SerializeAsString();
    EventView view;
    ASSERT_TRUE(ParseEventView(bytes, &view)) << event.ShortDebugString();
    EXPECT_EQ(ViewText(view), known);
  }
}

TEST(EventViewTest, AGroupThatIsNotClosedIsNoEvent) {
  EventView view;
  EXPECT_TRUE(ParseEventView(absl::string_view("\xc3\x38\xc4\x38", 4), &view));
  EXPECT_FALSE(ParseEventView(absl::string_view("\xc3\x38", 2), &view));
  EXPECT_FALSE(ParseEventView(absl::string_view("\xc3\x38\xcc\x38", 4), &view)) << "closed by another";
  EXPECT_FALSE(ParseEventView(absl::string_view("\xc4\x38", 2), &view)) << "never opened";
}

TEST(EventViewTest, AKindThatIsUnknownHereIsNotSet) {
  EventView view;
  ASSERT_TRUE(ParseEventView(absl::string_view("\x08\x05\xba\x05\x00", 5), &view));
  EXPECT_EQ(view.sequence, 5u);
  EXPECT_EQ(view.kind, v1::Event::KIND_NOT_SET);
}

}  // namespace
}  // namespace tranche
