#include "events/canonical_form.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/event_view.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"
#include "import/synthetic/history.h"
#include "storage/encoding/packed.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

std::string Number(uint64_t field, uint64_t value) {
  std::string bytes;
  storage::AppendVarint(field << 3, &bytes);
  storage::AppendVarint(value, &bytes);
  return bytes;
}

std::string Bytes(uint64_t field, absl::string_view content) {
  std::string bytes;
  storage::AppendVarint(field << 3 | 2, &bytes);
  storage::AppendBytes(content, &bytes);
  return bytes;
}

std::string Hex(absl::string_view digits) { return absl::HexStringToBytes(digits); }

// "code offset field", and what was found and wanted; empty when the bytes are in canonical form.
std::string FaultOf(absl::string_view bytes) {
  const absl::Status status = CheckCanonical(bytes);
  if (status.ok()) return "";
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  const v1::Refusal refusal = RefusalOf(status).value();
  std::string fault = refusal.code();
  for (const absl::string_view name : {"offset", "field"}) {
    for (const v1::RefusalField& field : refusal.what().fields()) {
      if (field.name() == name) absl::StrAppend(&fault, " ", EnglishPrinter().print(field));
    }
  }
  return fault;
}

// A disbursement of which parts are given anew: its line, and what follows that.
std::string Disbursement(absl::string_view line, absl::string_view rest) {
  return absl::StrCat(Number(1, 7), Bytes(50, absl::StrCat(Bytes(1, line), rest)));
}

TEST(CanonicalFormTest, WhatIsWrittenHereIsInIt) {
  SyntheticOptions options;
  options.events = 5'000;
  options.seed = 12;
  SyntheticHistory history(options);
  for (std::vector<v1::Event> events = history.Next(1000); !events.empty(); events = history.Next(1000)) {
    for (const v1::Event& event : events) ASSERT_THAT(CheckCanonical(event.SerializeAsString()), IsOk());
  }
  EXPECT_EQ(FaultOf(""), "");
}

// Every field of every message of every kind, with the least and greatest numbers: a type of field that the reader does
// not know ends this test.
void FillEachField(google::protobuf::Message* message, bool least) {
  const auto& reflection = *message->GetReflection();
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const auto* field = message->GetDescriptor()->field(i);
    if (field->real_containing_oneof() != nullptr) continue;
    using Field = google::protobuf::FieldDescriptor;
    if (field->cpp_type() == Field::CPPTYPE_MESSAGE) {
      for (int times = 0; times < (field->is_repeated() ? 2 : 1); ++times)
        FillEachField(
            field->is_repeated() ? reflection.AddMessage(message, field) : reflection.MutableMessage(message, field),
            least);
    } else if (field->is_repeated()) {
      for (const char* text : {"", "đ"}) reflection.AddString(message, field, text);
    } else if (field->cpp_type() == Field::CPPTYPE_STRING) {
      reflection.SetString(message, field, least ? "x" : "Tiền Giang");
    } else if (field->cpp_type() == Field::CPPTYPE_INT32) {
      reflection.SetInt32(message, field, least ? INT32_MIN : INT32_MAX);
    } else if (field->cpp_type() == Field::CPPTYPE_INT64) {
      reflection.SetInt64(message, field, least ? INT64_MIN : INT64_MAX);
    } else if (field->cpp_type() == Field::CPPTYPE_UINT32) {
      reflection.SetUInt32(message, field, least ? 1 : UINT32_MAX);
    } else if (field->cpp_type() == Field::CPPTYPE_UINT64) {
      reflection.SetUInt64(message, field, least ? 1 : UINT64_MAX);
    } else if (field->cpp_type() == Field::CPPTYPE_ENUM) {
      reflection.SetEnumValue(message, field, least ? -1 : INT32_MAX);
    } else {
      ASSERT_EQ(field->cpp_type(), Field::CPPTYPE_BOOL) << field->full_name();
      reflection.SetBool(message, field, true);
    }
  }
}

TEST(CanonicalFormTest, EveryFieldOfEveryKindIsKnownToIt) {
  for (const EventKind* kind : AllKinds()) {
    for (const bool least : {true, false}) {
      v1::Event event;
      FillEachField(&event, least);
      const auto* field = v1::Event::descriptor()->FindFieldByNumber(kind->number);
      FillEachField(event.GetReflection()->MutableMessage(&event, field), least);
      const std::string bytes = event.SerializeAsString();
      EXPECT_EQ(FaultOf(bytes), "") << kind->name;
      EXPECT_EQ(FaultOf(bytes + Bytes(50, "") + Bytes(51, "")).substr(0, 5), "event") << kind->name;
      EventView view;
      EXPECT_TRUE(ParseEventView(bytes, &view)) << kind->name;
    }
  }
}

TEST(CanonicalFormTest, WhatIsNotWrittenSoIsRefusedWithItsFieldAndOffset) {
  const std::string line = Bytes(1, "P1");
  const std::vector<std::pair<std::string, std::string>> cases = {
      {Number(1, 7) + Number(1, 7), "event.field-twice 2 sequence"},
      {Bytes(4, "") + Bytes(4, ""), "event.field-twice 2 recorded_at"},
      {Disbursement(line + line, ""), "event.field-twice 11 disbursement_made.line.unit_id"},
      {Disbursement(line, Number(3, 5) + Number(3, 5)), "event.field-twice 13 disbursement_made.amount"},
      {Bytes(2, "k") + Number(1, 7), "event.field-order 3 sequence"},
      {Bytes(50, "") + Bytes(51, ""), "event.second-kind 3 refund_received"},
      {Bytes(50, "") + Bytes(50, ""), "event.second-kind 3 disbursement_made"},
      {Bytes(51, "") + Bytes(50, ""), "event.second-kind 3 disbursement_made"},
      {Bytes(1, "7"), "event.wire-type 0 sequence"},
      {Number(2, 7), "event.wire-type 0 event_id"},
      {Hex("0d01000000"), "event.wire-type 0 sequence"},
      {Bytes(50, Number(1, 1)), "event.wire-type 3 disbursement_made.line"},
      {Disbursement(Number(4, (uint64_t{1} << 32) + 2024), ""),
       "event.number-range 8 disbursement_made.line.fiscal_year"},
      {Number(3, uint64_t{1} << 31), "event.number-range 1 effective_date"},
      {Number(3, 0xFFFFFFFF), "event.number-range 1 effective_date"},
      {Disbursement("", Number(2, uint64_t{1} << 32)), "event.number-range 8 disbursement_made.tranche_number"},
      {Disbursement("", Number(4, 2)), "event.number-range 8 disbursement_made.tranche_chosen"},
      {Hex("08ffffffffffffffffff02"), "event.number-range 1 sequence"},
      {Hex("08ffffffffffffffffffff01"), "event.number-range 1 sequence"},
      {Hex("088700"), "event.long-number 1 sequence"},
      {Hex("888000"), "event.long-number 0 "},
      {Hex("128100") + "k", "event.long-number 1 event_id"},
      {Hex("a23e8200") + "ab", "event.long-number 2 "},
      {Hex("a03e8200"), "event.long-number 2 "},
      {Number(1, 0), "event.default-written 1 sequence"},
      {Bytes(2, ""), "event.default-written 2 event_id"},
      {Disbursement("", Number(4, 0)), "event.default-written 8 disbursement_made.tranche_chosen"},
      {Bytes(5, "a\xff"), "event.not-utf8 3 actor"},
      {Bytes(5, "\xed\xa0\x80"), "event.not-utf8 2 actor"},
      {Bytes(5, absl::string_view("a\0", 2)), "event.zero-byte 3 actor"},
      {Hex("08"), "event.cut-short 1 sequence"},
      {Hex("0887"), "event.cut-short 1 sequence"},
      {Hex("1205") + "abc", "event.cut-short 1 event_id"},
      {Hex("92"), "event.cut-short 0 "},
      {Bytes(50, Hex("0a05")), "event.cut-short 4 disbursement_made.line"},
      {Hex("a23e05") + "abc", "event.cut-short 2 "},
      {Hex("a13e00000000000000"), "event.cut-short 2 "},
      {Hex("a53e000000"), "event.cut-short 2 "},
      {Hex("0001"), "event.field-number 0 "},
      {Hex("808080801000"), "event.field-number 0 "},
      {Hex("a33ea43e"), "event.wire-type 0 "},
      {Hex("a63e"), "event.wire-type 0 "},
  };
  for (const auto& [bytes, fault] : cases) EXPECT_EQ(FaultOf(bytes), fault) << absl::BytesToHexString(bytes);
}

TEST(CanonicalFormTest, TheRefusalIsASentence) {
  EXPECT_THAT(
      CheckCanonical(Number(1, 7) + Number(1, 7)),
      StatusIs(absl::StatusCode::kDataLoss, "byte 2 of its bytes, sequence: found it a second time, wanted it once"));
  EXPECT_THAT(CheckCanonical(Hex("1205") + "abc"),
              StatusIs(absl::StatusCode::kDataLoss,
                       "byte 1 of its bytes, event_id: found a length of 5 bytes, wanted at "
                       "most the remaining 3"));
  EXPECT_THAT(CheckCanonical(Hex("a63e")),
              StatusIs(absl::StatusCode::kDataLoss, "byte 0 of its bytes: found wire type 6, wanted 0, 1, 2 or 5"));
}

// A later program may write them among those that are known here; this one would write them last.
TEST(CanonicalFormTest, FieldsThatAreUnknownMayBeAnywhere) {
  const std::string later = Number(17, 0) + Bytes(18, "\xff") + Hex("a13e0000000000000000") + Hex("a53e00000000");
  const std::string amount = Number(3, 5);
  EXPECT_EQ(FaultOf(later + Number(1, 7) + later + later + Bytes(50, later + Bytes(1, later) + later + amount + later) +
                    later),
            "");
  EXPECT_EQ(FaultOf(Number(1, 7) + later + Number(1, 7)),
            absl::StrCat("event.field-twice ", 2 + later.size(), " sequence"));
}

}  // namespace
}  // namespace tranche
