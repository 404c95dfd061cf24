#include "events/message_json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/json_util.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/instant.h"
#include "events/stored_json.h"
#include "gmock/gmock.h"
#include "import/synthetic/history.h"
#include "proto/service.pb.h"
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

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kDepthMax = 6;  // a refusal may hold refusals

void Fill(Message* message, int depth);

// A value, to that of a repeated field another one.
void FillField(const FieldDescriptor& field, Message* message, int depth) {
  const auto& reflection = *message->GetReflection();
  const bool many = field.is_repeated();
  const auto number = static_cast<uint32_t>(many ? reflection.FieldSize(*message, &field) + 1 : field.number());
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return many ? reflection.AddString(message, &field, "Cà Mau") : reflection.SetString(message, &field, "Huế");
    case FieldDescriptor::CPPTYPE_INT32:
      return many ? reflection.AddInt32(message, &field, -7) : reflection.SetInt32(message, &field, -7);
    case FieldDescriptor::CPPTYPE_UINT32:
      return many ? reflection.AddUInt32(message, &field, number) : reflection.SetUInt32(message, &field, number);
    case FieldDescriptor::CPPTYPE_INT64:
      return many ? reflection.AddInt64(message, &field, -number) : reflection.SetInt64(message, &field, -number);
    case FieldDescriptor::CPPTYPE_UINT64:
      return many ? reflection.AddUInt64(message, &field, number) : reflection.SetUInt64(message, &field, number);
    case FieldDescriptor::CPPTYPE_BOOL:
      return many ? reflection.AddBool(message, &field, true) : reflection.SetBool(message, &field, true);
    case FieldDescriptor::CPPTYPE_ENUM:
      return many ? reflection.AddEnumValue(message, &field, 1) : reflection.SetEnumValue(message, &field, 1);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (depth == kDepthMax) return;
      return Fill(many ? reflection.AddMessage(message, &field) : reflection.MutableMessage(message, &field),
                  depth + 1);
    default:
      FAIL() << field.full_name();
  }
}

void Fill(Message* message, int depth) {
  if (message->GetDescriptor() == google::protobuf::Timestamp::descriptor())
    return static_cast<google::protobuf::Timestamp*>(message)->set_seconds(1'700'000'000);
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message->GetDescriptor()->field(i);
    FillField(field, message, depth);
    if (field.is_repeated()) FillField(field, message, depth);
  }
}

// A server answers in JSON with all of them.
TEST(MessageJsonTest, EveryAnswerOfTheServiceIsPrintedAsProtobufDoes) {
  const auto* const service =
      v1::GetLedgerResponse::descriptor()->file()->pool()->FindServiceByName("tranche.v1.LedgerService");
  ASSERT_NE(service, nullptr);
  for (int i = 0; i < service->method_count(); ++i) {
    const auto* const type = service->method(i)->output_type();
    const std::unique_ptr<Message> answer(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
    Fill(answer.get(), 0);
    EXPECT_EQ(Ours(*answer), ByProtobuf(*answer)) << type->full_name();
  }
}

}  // namespace
}  // namespace tranche
