#include "events/message_json.h"

#include <google/protobuf/util/json_util.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/instant.h"
#include "events/stored_json.h"
#include "gmock/gmock.h"
#include "import/synthetic/history.h"
#include "tests/support/event_builder.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

std::string ByProtobuf(const google::protobuf::Message& message) {
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &json).ok());
  return json;
}

std::string Ours(const google::protobuf::Message& message) {
  std::string json;
  EXPECT_TRUE(AppendJson(message, &json));
  return json;
}

std::string Utf8(uint32_t code_point) {
  const auto continued = [&](int shift) { return static_cast<char>(0x80 | (code_point >> shift & 0x3f)); };
  if (code_point < 0x80) return {static_cast<char>(code_point)};
  if (code_point < 0x800) return {static_cast<char>(0xc0 | code_point >> 6), continued(0)};
  if (code_point < 0x10000) return {static_cast<char>(0xe0 | code_point >> 12), continued(6), continued(0)};
  return {static_cast<char>(0xf0 | code_point >> 18), continued(12), continued(6), continued(0)};
}

TEST(MessageJsonTest, EveryCharacterIsEscapedAsProtobufDoes) {
  for (uint32_t block = 0; block < 0x110000; block += 0x400) {
    if (block >= 0xd800 && block < 0xe000) continue;  // no characters
    v1::Event event;
    for (uint32_t code_point = block; code_point < block + 0x400; ++code_point)
      event.mutable_reason()->append(Utf8(code_point));
    ASSERT_EQ(Ours(event), ByProtobuf(event)) << std::hex << block;
  }
}

TEST(MessageJsonTest, InstantsHaveAsManyDigitsAsTheyNeed) {
  for (const int32_t nanos : {0, 1, 999, 1000, 120'000, 1'000'000, 120'000'000, 999'999'999}) {
    for (const int64_t seconds :
         {int64_t{0}, int64_t{-1}, int64_t{1'700'000'000}, int64_t{-62135596800}, int64_t{253402300799}}) {
      v1::Event event;
      event.mutable_recorded_at()->set_seconds(seconds);
      event.mutable_recorded_at()->set_nanos(nanos);
      EXPECT_EQ(Ours(event), ByProtobuf(event));
    }
  }
}

// Commands of all kinds.
std::vector<v1::Event> ManyCommands() {
  SyntheticOptions options;
  options.events = 3000;
  SyntheticHistory history(options);
  std::vector<v1::Event> events = CatalogueCommands();
  for (v1::Event& event : history.Next(3000)) events.push_back(std::move(event));
  return events;
}

TEST(MessageJsonTest, EveryFieldThatEventsHaveIsPrintedAsProtobufDoes) {
  std::vector<v1::Event> events = ManyCommands();
  v1::Event& all = events.emplace_back();
  all.mutable_ledger_created()->set_locale("vi");
  all.mutable_document()->set_sha256(std::string("\xff\x00\xfe+/", 5));
  all.set_provenance(static_cast<v1::Provenance>(99));
  events.emplace_back().mutable_figure_published()->mutable_line();
  for (const v1::Event& event : events) ASSERT_EQ(Ours(event), ByProtobuf(event));
}

// What is added to a text from the stored bytes of `event`.
std::string FromBytes(const v1::Event& event) {
  std::string json = "before ";
  if (!AppendStoredJson(event.SerializeAsString(), &json)) return absl::StrCat("refused, ", json);
  return json;
}

TEST(StoredJsonTest, TheBytesOfAnEventGiveTheJsonOfItsMessage) {
  std::vector<v1::Event> events = ManyCommands();
  v1::Event& all = events.emplace_back();
  all.set_reason("\"tỷ\" <\\>\n\x7f\u202e đồng");
  all.set_provenance(static_cast<v1::Provenance>(-1));
  all.mutable_document()->set_sha256(std::string("\xff\x00\xfe+/", 5));
  all.mutable_document()->set_date(-5);
  all.mutable_recorded_at()->set_seconds(-1);
  all.mutable_recorded_at()->set_nanos(120'000);
  all.mutable_ledger_created()->set_utc_offset_minutes(-210);
  events.push_back(EventBuilder::Merge({"A", "B", "C"}, "D"));
  events.push_back(EventBuilder::Figure("F1", "P1", 2024, "5", -5));
  events.emplace_back().mutable_figure_published()->mutable_line();
  events.emplace_back().mutable_recorded_at();
  events.emplace_back();
  for (const v1::Event& event : events) ASSERT_EQ(FromBytes(event), absl::StrCat("before ", Ours(event)));
}

TEST(StoredJsonTest, WhatJsonCannotSayAddsNothing) {
  v1::Event unknown = EventBuilder::Plan("P1", "national", 2024, 5);
  auto* const line = unknown.mutable_plan_approved()->mutable_line();
  line->GetReflection()->MutableUnknownFields(line)->AddVarint(1000, 1);
  EXPECT_EQ(FromBytes(unknown), "refused, before ");
  v1::Event late;
  late.mutable_recorded_at()->set_seconds(253402300800);
  EXPECT_EQ(FromBytes(late), "refused, before ");
}

TEST(MessageJsonTest, FieldsThatTheProgramDoesNotKnowAreNotDroppedInSilence) {
  v1::Event event;
  event.mutable_document()->GetReflection()->MutableUnknownFields(event.mutable_document())->AddVarint(1000, 1);
  std::string json = "before";
  EXPECT_FALSE(AppendJson(event, &json));
  EXPECT_EQ(json, "before");
}

}  // namespace
}  // namespace tranche
