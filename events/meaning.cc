#include "events/meaning.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "events/plain_text.h"

namespace tranche {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Fields of Event that say how it was recorded, and fields of kinds that the ledger may fill in.
constexpr std::array<absl::string_view, 5> kEnvelopeFields = {"sequence", "event_id", "actor", "provenance",
                                                              "recorded_at"};
constexpr std::array<absl::string_view, 7> kFilledInFields = {
    "tranche_number",    "from_tranche_number", "to_tranche_number", "tranche_chosen",
    "to_tranche_chosen", "from_area_limits",    "to_area_limits"};
// Given with a tranche, found by the ledger for every kind that draws on one.
constexpr absl::string_view kAreaLimits = "area_limits";
constexpr absl::string_view kDrawsOnTranche = "tranche_chosen";

template <typename Names>
bool Contains(const Names& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsPartOfMeaning(const FieldDescriptor& field) {
  const absl::string_view name = field.name();
  const bool is_envelope = field.containing_type() == v1::Event::descriptor();
  if (is_envelope) return !Contains(kEnvelopeFields, name);
  const bool is_found = name == kAreaLimits && field.containing_type()->FindFieldByName(std::string(kDrawsOnTranche));
  return !is_found && !Contains(kFilledInFields, name);
}

std::string Spelled(const std::string& text) {
  std::string spelled = Composed(WithoutBlanks(text));
  absl::RemoveExtraAsciiWhitespace(&spelled);
  return spelled;
}

std::string MeaningOfMessage(const Message& message);

int NumberOf(const EnumValueDescriptor& value) {
  const bool is_exact = value.type() == v1::Qualifier_descriptor() && value.number() == v1::QUALIFIER_EXACT;
  return is_exact ? v1::QUALIFIER_UNSPECIFIED : value.number();
}

// The element `i` of a repeated field; of any other, i is 0.
std::string ValueOf(const Message& message, const FieldDescriptor& field, int i) {
  const Reflection& reflection = *message.GetReflection();
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text =
          many ? reflection.GetRepeatedString(message, &field, i) : reflection.GetString(message, &field);
      return field.type() == FieldDescriptor::TYPE_BYTES ? text : Spelled(text);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MeaningOfMessage(many ? reflection.GetRepeatedMessage(message, &field, i)
                                   : reflection.GetMessage(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return absl::StrCat(
          NumberOf(*(many ? reflection.GetRepeatedEnum(message, &field, i) : reflection.GetEnum(message, &field))));
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(many ? reflection.GetRepeatedInt32(message, &field, i)
                               : reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(many ? reflection.GetRepeatedInt64(message, &field, i)
                               : reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(many ? reflection.GetRepeatedUInt32(message, &field, i)
                               : reflection.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(many ? reflection.GetRepeatedUInt64(message, &field, i)
                               : reflection.GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return absl::StrCat(many ? reflection.GetRepeatedBool(message, &field, i) : reflection.GetBool(message, &field));
    default:
      return message.ShortDebugString();
  }
}

// Lengths before the values keep different messages from reading the same.
std::string MeaningOfMessage(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::string meaning;
  for (const FieldDescriptor* field : fields) {
    if (!IsPartOfMeaning(*field)) continue;
    const int count = field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
    std::vector<std::string> values;
    for (int i = 0; i < count; ++i) values.push_back(ValueOf(message, *field, i));
    if (field->name() == kAreaLimits) std::sort(values.begin(), values.end());
    for (const std::string& value : values) {
      const bool says_nothing = value.empty() || value == "0";
      if (!says_nothing) absl::StrAppend(&meaning, field->number(), ":", value.size(), ":", value);
    }
  }
  return meaning;
}

// The message of the kind; null when there is none.
const Message* KindOf(const v1::Event& event) {
  if (event.kind_case() == v1::Event::KIND_NOT_SET) return nullptr;
  const FieldDescriptor* const field = v1::Event::descriptor()->FindFieldByNumber(event.kind_case());
  return &event.GetReflection()->GetMessage(event, field);
}

uint32_t NumberIn(const Message& kind, const char* name) {
  const FieldDescriptor* const field = kind.GetDescriptor()->FindFieldByName(name);
  return field == nullptr ? 0 : kind.GetReflection()->GetUInt32(kind, field);
}

}  // namespace

// A kind without anything said in it would otherwise look like no kind.
std::string MeaningOf(const v1::Event& event) { return absl::StrCat(event.kind_case(), ";", MeaningOfMessage(event)); }

DrawnTranche DrawnTrancheOf(const v1::Event& event) {
  const Message* const kind = KindOf(event);
  if (kind == nullptr) return {};
  const uint32_t number = NumberIn(*kind, "tranche_number");
  return {number != 0 ? number : NumberIn(*kind, "from_tranche_number"), NumberIn(*kind, "to_tranche_number")};
}

}  // namespace tranche
