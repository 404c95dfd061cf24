#include "service/typed_text.h"

#include <string>
#include <vector>

#include "events/plain_text.h"
#include "google/protobuf/descriptor.h"

namespace tranche {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string TidyText(const std::string& text) { return Composed(WithoutBlanks(text)); }

void TidyField(const FieldDescriptor* field, Message* message) {
  const google::protobuf::Reflection& fields = *message->GetReflection();
  const bool is_text = field->type() == FieldDescriptor::TYPE_STRING;
  const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  if (!field->is_repeated()) {
    if (is_text) fields.SetString(message, field, TidyText(fields.GetString(*message, field)));
    if (is_message) TidyTexts(fields.MutableMessage(message, field));
    return;
  }
  for (int i = 0; i < fields.FieldSize(*message, field); ++i) {
    if (is_text) fields.SetRepeatedString(message, field, i, TidyText(fields.GetRepeatedString(*message, field, i)));
    if (is_message) TidyTexts(fields.MutableRepeatedMessage(message, field, i));
  }
}

}  // namespace

void TidyTexts(Message* request) {
  std::vector<const FieldDescriptor*> said;
  request->GetReflection()->ListFields(*request, &said);
  for (const FieldDescriptor* field : said) TidyField(field, request);
}

}  // namespace tranche
