#include "events/message_json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/json_text.h"

namespace tranche {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool AppendMessage(const Message& message, std::string* out);

// Prints the values of one field, which is repeated or not.
class FieldPrinter {
 public:
  FieldPrinter(const Message& message, const FieldDescriptor* field, std::string* out)
      : message_(message), reflection_(*message.GetReflection()), field_(field), out_(*out) {}

  bool Print() {
    absl::StrAppend(&out_, "\"", field_->json_name(), "\":");
    if (!field_->is_repeated()) return Value(-1);
    out_.push_back('[');
    const int count = reflection_.FieldSize(message_, field_);
    for (int i = 0; i < count; ++i) {
      if (i > 0) out_.push_back(',');
      if (!Value(i)) return false;
    }
    out_.push_back(']');
    return true;
  }

 private:
  // The value at `i`, or the only one for -1.
  bool Value(int i) {
    std::string room;
    switch (field_->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string& text = i < 0 ? reflection_.GetStringReference(message_, field_, &room)
                                        : reflection_.GetRepeatedStringReference(message_, field_, i, &room);
        if (field_->type() == FieldDescriptor::TYPE_STRING) {
          AppendJsonText(text, &out_);
        } else {
          absl::StrAppend(&out_, "\"", absl::Base64Escape(text), "\"");
        }
        return true;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return AppendMessage(
            i < 0 ? reflection_.GetMessage(message_, field_) : reflection_.GetRepeatedMessage(message_, field_, i),
            &out_);
      case FieldDescriptor::CPPTYPE_ENUM:
        return Enum(i < 0 ? reflection_.GetEnumValue(message_, field_)
                          : reflection_.GetRepeatedEnumValue(message_, field_, i));
      default:
        return Number(i);
    }
  }

  bool Enum(int number) {
    const auto* const value = field_->enum_type()->FindValueByNumber(number);
    if (value == nullptr) {
      absl::StrAppend(&out_, number);
    } else {
      absl::StrAppend(&out_, "\"", value->name(), "\"");
    }
    return true;
  }

  bool Number(int i) {
    switch (field_->cpp_type()) {
      case FieldDescriptor::CPPTYPE_BOOL:
        absl::StrAppend(&out_, At(i, &Reflection::GetBool, &Reflection::GetRepeatedBool) ? "true" : "false");
        return true;
      case FieldDescriptor::CPPTYPE_INT32:
        absl::StrAppend(&out_, At(i, &Reflection::GetInt32, &Reflection::GetRepeatedInt32));
        return true;
      case FieldDescriptor::CPPTYPE_UINT32:
        absl::StrAppend(&out_, At(i, &Reflection::GetUInt32, &Reflection::GetRepeatedUInt32));
        return true;
      case FieldDescriptor::CPPTYPE_INT64:
        absl::StrAppend(&out_, "\"", At(i, &Reflection::GetInt64, &Reflection::GetRepeatedInt64), "\"");
        return true;
      case FieldDescriptor::CPPTYPE_UINT64:
        absl::StrAppend(&out_, "\"", At(i, &Reflection::GetUInt64, &Reflection::GetRepeatedUInt64), "\"");
        return true;
      default:
        TRANCHE_CHECK(false, "a field of a type that no message of ours has: ", field_->full_name());
    }
  }

  // The value at `i`, or the only one for -1.
  template <typename Value>
  Value At(int i, Value (Reflection::*one)(const Message&, const FieldDescriptor*) const,
           Value (Reflection::*of_many)(const Message&, const FieldDescriptor*, int) const) const {
    return i < 0 ? (reflection_.*one)(message_, field_) : (reflection_.*of_many)(message_, field_, i);
  }

  const Message& message_;
  const Reflection& reflection_;
  const FieldDescriptor* field_;
  std::string& out_;
};

bool AppendMessage(const Message& message, std::string* out) {
  if (!message.GetReflection()->GetUnknownFields(message).empty()) return false;
  if (message.GetDescriptor() == google::protobuf::Timestamp::descriptor()) {
    const auto& instant = static_cast<const google::protobuf::Timestamp&>(message);
    AppendJsonInstant(instant.seconds(), instant.nanos(), out);
    return true;
  }
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  out->push_back('{');
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out->push_back(',');
    if (!FieldPrinter(message, fields[i], out).Print()) return false;
  }
  out->push_back('}');
  return true;
}

}  // namespace

bool AppendJson(const Message& message, std::string* out) {
  const size_t begin = out->size();
  if (AppendMessage(message, out)) return true;
  out->resize(begin);
  return false;
}

}  // namespace tranche
