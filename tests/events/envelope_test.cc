#include "events/envelope.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

EventBuilder Plan() { return EventBuilder::Plan("P1", "national", 2024, 1); }

TEST(EnvelopeTest, AKeyHasOneTo128Bytes) {
  EXPECT_THAT(CheckEnvelope(Plan().Key(std::string(128, 'k'))), IsOk());
  EXPECT_THAT(CheckEnvelope(Plan().Key(std::string(129, 'k'))),
              StatusIs(kInvalid, HasSubstr("event_id: found 129 bytes")));
  EXPECT_THAT(CheckEnvelope(Plan().Key("")), StatusIs(kInvalid, HasSubstr("event_id")));
}

TEST(EnvelopeTest, SomebodyRecordsIt) {
  v1::Event event = Plan();
  for (const char* actor : {"", "  ", "\u00a0"}) {
    event.set_actor(actor);
    EXPECT_THAT(CheckEnvelope(event), StatusIs(kInvalid, HasSubstr("actor: found nothing")));
  }
  EXPECT_THAT(CheckEnvelope(Plan().Key(" \t")), StatusIs(kInvalid, HasSubstr("event_id")));
}

TEST(EnvelopeTest, TheSequenceIsTheLogs) {
  v1::Event event = Plan();
  event.set_sequence(7);
  EXPECT_THAT(CheckEnvelope(event), StatusIs(kInvalid, HasSubstr("sequence")));
}

TEST(EnvelopeTest, ProvenanceIsSaid) {
  v1::Event event = Plan();
  event.clear_provenance();
  EXPECT_THAT(CheckEnvelope(event), StatusIs(kInvalid, HasSubstr("provenance")));
  event.set_provenance(static_cast<v1::Provenance>(77));
  EXPECT_THAT(CheckEnvelope(event), StatusIs(kInvalid, HasSubstr("provenance")));
}

TEST(EnvelopeTest, OnlyImportedEventsBringTheirInstant) {
  v1::Event event = Plan().RecordedAt(Instant("2024-05-16T08:00:00Z"));
  EXPECT_THAT(CheckEnvelope(event), IsOk());
  event.set_provenance(v1::PROVENANCE_PRESS);
  EXPECT_THAT(CheckEnvelope(event), StatusIs(kInvalid, HasSubstr("recorded_at")));
  event.set_provenance(v1::PROVENANCE_IMPORTED);
  event.clear_recorded_at();
  EXPECT_THAT(CheckEnvelope(event), StatusIs(kInvalid, HasSubstr("found none")));
}

TEST(EnvelopeTest, AnInstantThatIsNoTimestampIsRefused) {
  v1::Event event = Plan().RecordedAt(Instant("2024-05-16T08:00:00Z"));
  for (int32_t nanos : {-1000, 1'000'000'000}) {
    event.mutable_recorded_at()->set_nanos(nanos);
    EXPECT_THAT(CheckEnvelope(event), StatusIs(kInvalid, HasSubstr("nanoseconds")));
  }
  event.mutable_recorded_at()->set_nanos(0);
  for (int64_t seconds : {int64_t{-62135596801}, int64_t{253402300800}, std::numeric_limits<int64_t>::max()}) {
    event.mutable_recorded_at()->set_seconds(seconds);
    EXPECT_THAT(CheckEnvelope(event), StatusIs(kInvalid, HasSubstr("wanted one of the years 1 to 9999")));
  }
}

TEST(EnvelopeTest, TheEffectiveDateIsADayButForAReversal) {
  v1::Event event = Plan();
  event.set_effective_date(20240230);
  EXPECT_THAT(CheckEnvelope(event), StatusIs(kInvalid, HasSubstr("effective_date")));
  event.set_effective_date(0);
  EXPECT_THAT(CheckEnvelope(event), StatusIs(kInvalid, HasSubstr("effective_date")));
  EXPECT_THAT(CheckEnvelope(EventBuilder::Reversal(1, "why")), IsOk());
}

TEST(EnvelopeTest, TextIsUtf8WithoutZeroBytesAlsoDeepInside) {
  EXPECT_THAT(CheckEnvelope(Plan().Reason("Đợt 1")), IsOk());
  EXPECT_THAT(CheckEnvelope(Plan().Reason("\xff")), StatusIs(kInvalid, HasSubstr("reason")));
  EXPECT_THAT(CheckEnvelope(Plan().Project(std::string("a\0b", 3))), StatusIs(kInvalid, HasSubstr("project_id")));
  EXPECT_THAT(CheckEnvelope(EventBuilder::Tranche(1, "P1", "n", 2024, 1).LimitedTo({"ok", "\xc0"})),
              StatusIs(kInvalid, HasSubstr("area_limits")));
}

TEST(EnvelopeTest, BytesMayBeAnything) {
  v1::Event event = Plan();
  event.mutable_document()->set_sha256(std::string("\xff\x00", 2));
  EXPECT_THAT(CheckEnvelope(event), IsOk());
}

TEST(EnvelopeTest, AnEventHasAtMost64KiB) {
  EXPECT_THAT(CheckEnvelope(Plan().Reason(std::string(kEventBytesMax - 1000, 'x'))), IsOk());
  EXPECT_THAT(CheckEnvelope(Plan().Reason(std::string(kEventBytesMax, 'x'))),
              StatusIs(kInvalid, HasSubstr("at most 65536")));
}

// Sets every message inside every kind, so that each string of the schema occurs once.
void FillAll(google::protobuf::Message* message, int depth = 0) {
  const google::protobuf::Reflection& reflection = *message->GetReflection();
  const google::protobuf::Descriptor& descriptor = *message->GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = descriptor.field(i);
    if (field->real_containing_oneof() != nullptr && depth == 0) continue;
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    FillAll(field->is_repeated() ? reflection.AddMessage(message, field) : reflection.MutableMessage(message, field),
            depth + 1);
  }
}

// Corrupts each string in turn, and expects each to be detected.
void ExpectEachStringIsChecked(v1::Event* event, google::protobuf::Message* message) {
  const google::protobuf::Reflection& reflection = *message->GetReflection();
  const google::protobuf::Descriptor& descriptor = *message->GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = descriptor.field(i);
    if (field->type() == google::protobuf::FieldDescriptor::TYPE_STRING) {
      if (field->is_repeated()) {
        reflection.AddString(message, field, "\xff");
      } else {
        reflection.SetString(message, field, "\xff");
      }
      EXPECT_THAT(CheckEnvelope(*event), StatusIs(absl::StatusCode::kInvalidArgument,
                                                  HasSubstr(absl::StrCat(std::string(field->name()), ": "))))
          << std::string(field->full_name());
      reflection.ClearField(message, field);
    } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      if (field->is_repeated() && reflection.FieldSize(*message, field) > 0) {
        ExpectEachStringIsChecked(event, reflection.MutableRepeatedMessage(message, field, 0));
      } else if (!field->is_repeated() && reflection.HasField(*message, field)) {
        ExpectEachStringIsChecked(event, reflection.MutableMessage(message, field));
      }
    }
  }
}

TEST(EnvelopeTest, EveryStringOfEveryKindIsChecked) {
  const google::protobuf::OneofDescriptor& kinds = *v1::Event::descriptor()->FindOneofByName("kind");
  for (int i = 0; i < kinds.field_count(); ++i) {
    v1::Event event;
    FillAll(&event);
    FillAll(event.GetReflection()->MutableMessage(&event, kinds.field(i)), 1);
    ExpectEachStringIsChecked(&event, &event);
  }
}

}  // namespace
}  // namespace tranche
