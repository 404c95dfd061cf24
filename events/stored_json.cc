#include "events/stored_json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/json_text.h"
#include "proto/event.pb.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using storage::PackedReader;

struct MessageText;

struct FieldText {
  uint32_t number = 0;
  FieldDescriptor::Type type = FieldDescriptor::TYPE_BOOL;
  bool is_repeated = false;
  std::string name;  // as JSON has it, with the colon
  const EnumDescriptor* values = nullptr;
  const MessageText* message = nullptr;
};

struct MessageText {
  bool is_instant = false;
  std::vector<FieldText> fields;  // ascending
};

// The texts of a type and of all types in it.
class TextsOf {
 public:
  explicit TextsOf(const Descriptor* root) : root_(*Add(root)) {}
  const MessageText& root() const { return root_; }

 private:
  const MessageText* Add(const Descriptor* type) {
    std::unique_ptr<MessageText>& text = texts_[type];
    if (text != nullptr) return text.get();
    text = std::make_unique<MessageText>();
    MessageText* const added = text.get();
    added->is_instant = type == google::protobuf::Timestamp::descriptor();
    std::map<int, const FieldDescriptor*> fields;
    for (int i = 0; i < type->field_count(); ++i) fields[type->field(i)->number()] = type->field(i);
    for (const auto& [number, field] : fields) added->fields.push_back(Of(*field));
    return added;
  }

  FieldText Of(const FieldDescriptor& field) {
    const bool is_number = field.type() != FieldDescriptor::TYPE_STRING &&
                           field.type() != FieldDescriptor::TYPE_BYTES && field.type() != FieldDescriptor::TYPE_MESSAGE;
    TRANCHE_CHECK(!field.is_repeated() || !is_number, "a repeated number: ", field.full_name());
    return {static_cast<uint32_t>(field.number()),
            field.type(),
            field.is_repeated(),
            absl::StrCat("\"", field.json_name(), "\":"),
            field.enum_type(),
            field.message_type() == nullptr ? nullptr : Add(field.message_type())};
  }

  std::map<const Descriptor*, std::unique_ptr<MessageText>> texts_;
  const MessageText& root_;
};

bool AppendMessage(const MessageText& text, absl::string_view bytes, std::string* out);

bool AppendInstant(absl::string_view bytes, std::string* out) {
  google::protobuf::Timestamp instant;
  const bool read = instant.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) &&
                    HasJsonInstant(instant.seconds(), instant.nanos());
  if (read) AppendJsonInstant(instant.seconds(), instant.nanos(), out);
  return read;
}

bool AppendBytesOf(const FieldText& field, absl::string_view bytes, std::string* out) {
  if (field.message != nullptr)
    return field.message->is_instant ? AppendInstant(bytes, out) : AppendMessage(*field.message, bytes, out);
  if (field.type == FieldDescriptor::TYPE_STRING) {
    AppendJsonText(bytes, out);
  } else {
    absl::StrAppend(out, "\"", absl::Base64Escape(bytes), "\"");
  }
  return true;
}

void AppendEnum(const EnumDescriptor& values, int number, std::string* out) {
  const auto* const value = values.FindValueByNumber(number);
  if (value == nullptr) {
    absl::StrAppend(out, number);
  } else {
    absl::StrAppend(out, "\"", value->name(), "\"");
  }
}

void AppendNumber(const FieldText& field, uint64_t number, std::string* out) {
  switch (field.type) {
    case FieldDescriptor::TYPE_BOOL:
      absl::StrAppend(out, number != 0 ? "true" : "false");
      break;
    case FieldDescriptor::TYPE_ENUM:
      AppendEnum(*field.values, static_cast<int32_t>(number), out);
      break;
    case FieldDescriptor::TYPE_INT32:
      absl::StrAppend(out, static_cast<int32_t>(number));
      break;
    case FieldDescriptor::TYPE_UINT32:
      absl::StrAppend(out, static_cast<uint32_t>(number));
      break;
    case FieldDescriptor::TYPE_INT64:
      absl::StrAppend(out, "\"", static_cast<int64_t>(number), "\"");
      break;
    case FieldDescriptor::TYPE_UINT64:
      absl::StrAppend(out, "\"", number, "\"");
      break;
    default:
      TRANCHE_CHECK(false, "a field of a type that no event has: ", field.name);
  }
}

bool AppendValue(const FieldText& field, PackedReader* reader, std::string* out) {
  if (field.message != nullptr || field.type == FieldDescriptor::TYPE_STRING ||
      field.type == FieldDescriptor::TYPE_BYTES) {
    absl::string_view bytes;
    return reader->ReadBytes(&bytes) && AppendBytesOf(field, bytes, out);
  }
  uint64_t number = 0;
  if (!reader->ReadVarint(&number)) return false;
  AppendNumber(field, number, out);
  return true;
}

// The fields ascend, and the values of a repeated one follow each other.
bool AppendMessage(const MessageText& text, absl::string_view bytes, std::string* out) {
  PackedReader reader(bytes);
  auto field = text.fields.begin();
  const FieldText* before = nullptr;
  out->push_back('{');
  while (!reader.rest().empty()) {
    uint64_t tag = 0;
    if (!reader.ReadVarint(&tag)) return false;
    while (field != text.fields.end() && field->number < tag >> 3) ++field;
    if (field == text.fields.end() || field->number != tag >> 3) return false;
    if (&*field == before) {
      out->push_back(',');
    } else {
      if (before != nullptr) out->append(before->is_repeated ? "]," : ",");
      out->append(field->name);
      if (field->is_repeated) out->push_back('[');
      before = &*field;
    }
    if (!AppendValue(*field, &reader, out)) return false;
  }
  out->append(before != nullptr && before->is_repeated ? "]}" : "}");
  return true;
}

}  // namespace

bool AppendStoredJson(absl::string_view canonical, std::string* out) {
  static const TextsOf& texts = *new TextsOf(v1::Event::descriptor());
  const size_t begin = out->size();
  if (AppendMessage(texts.root(), canonical, out)) return true;
  out->resize(begin);
  return false;
}

}  // namespace tranche
