#include "events/meaning.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "events/kinds/filled_in.h"
#include "events/plain_text.h"

namespace tranche {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Fields of Event that say how it was recorded.
constexpr std::array<absl::string_view, 10> kEnvelopeFields = {"sequence",    "event_id", "actor",       "provenance",
                                                               "recorded_at", "approval", "late_reason", "late_for",
                                                               "deviations",  "questions"};
constexpr absl::string_view kAreaLimits = "area_limits";

bool IsPartOfMeaning(const FieldDescriptor& field) {
  if (field.containing_type() != v1::Event::descriptor()) return true;
  return std::find(kEnvelopeFields.begin(), kEnvelopeFields.end(), field.name()) == kEnvelopeFields.end();
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

// Element `i` of a repeated field; for any other field, i is 0.
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

// Values are length-prefixed, so that different messages cannot encode to the
// same bytes.
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

}  // namespace

// Without its number, an empty message of a kind would look like no kind.
std::string MeaningOf(const v1::Event& event) {
  v1::Event said = event;
  SetFilledIn(FilledIn(), &said);
  return absl::StrCat(said.kind_case(), ";", MeaningOfMessage(said));
}

DrawnTranche DrawnTrancheOf(const v1::Event& event) {
  const FilledIn filled_in = FilledInOf(event);
  return {filled_in.number, filled_in.to_number};
}

}  // namespace tranche
