#include "service/contact.h"

#include <vector>

namespace tranche {

void TellContact(const v1::LogContact& contact, google::protobuf::Message* answer) {
  if (answer->GetDescriptor() == v1::Basis::descriptor()) {
    *static_cast<v1::Basis*>(answer)->mutable_contact() = contact;
    return;
  }
  const google::protobuf::Reflection& reflection = *answer->GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(*answer, &fields);
  for (const auto* const field : fields) {
    const bool is_message = field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE;
    if (is_message && !field->is_repeated()) TellContact(contact, reflection.MutableMessage(answer, field));
  }
}

}  // namespace tranche
