#include "events/canonical_form.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/kinds/wire.h"
#include "events/refusal.h"
#include "events/utf8.h"
#include "proto/event.pb.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

enum class ValueType : uint8_t { kUnknown, kInt32, kUint32, kAny64, kBool, kText, kBytes, kMessage };

ValueType TypeOf(const FieldDescriptor& field) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_ENUM:
      return ValueType::kInt32;
    case FieldDescriptor::TYPE_UINT32:
      return ValueType::kUint32;
    case FieldDescriptor::TYPE_INT64:
    case FieldDescriptor::TYPE_UINT64:
      return ValueType::kAny64;
    case FieldDescriptor::TYPE_BOOL:
      return ValueType::kBool;
    case FieldDescriptor::TYPE_STRING:
      return ValueType::kText;
    case FieldDescriptor::TYPE_BYTES:
      return ValueType::kBytes;
    case FieldDescriptor::TYPE_MESSAGE:
      return ValueType::kMessage;
    default:
      TRANCHE_CHECK(false, "the canonical form of ", field.full_name(), " is not known: its type is ",
                    field.type_name());
      return ValueType::kUnknown;
  }
}

struct MessageForm;

struct FieldForm {
  ValueType type = ValueType::kUnknown;
  bool is_repeated = false;
  bool has_presence = false;  // written even if it has its default value
  bool is_kind = false;
  std::unique_ptr<const MessageForm> message;  // of kMessage
  const FieldDescriptor* descriptor = nullptr;
};

// What a message may hold, by the numbers of its fields. A message is never within itself.
struct MessageForm {
  std::vector<FieldForm> fields;

  explicit MessageForm(const Descriptor& descriptor) {
    for (int i = 0; i < descriptor.field_count(); ++i) Add(*descriptor.field(i));
  }

  void Add(const FieldDescriptor& descriptor) {
    const auto number = static_cast<size_t>(descriptor.number());
    fields.resize(std::max(fields.size(), number + 1));
    FieldForm& field = fields[number];
    field.type = TypeOf(descriptor);
    field.is_repeated = descriptor.is_repeated();
    field.has_presence = descriptor.has_presence() || descriptor.is_repeated();
    field.is_kind = descriptor.real_containing_oneof() != nullptr;
    field.descriptor = &descriptor;
    if (field.type == ValueType::kMessage) field.message = std::make_unique<MessageForm>(*descriptor.message_type());
    TRANCHE_CHECK(!field.is_repeated || WireTypeOf(field.type) == WireType::kBytes, "the canonical form of ",
                  descriptor.full_name(), " is not known: it is a list of numbers");
  }

  static WireType WireTypeOf(ValueType type) { return type >= ValueType::kText ? WireType::kBytes : WireType::kVarint; }

  const FieldForm* Find(uint64_t number) const {
    return number < fields.size() && fields[number].type != ValueType::kUnknown ? &fields[number] : nullptr;
  }
};

// What a message has before one of its fields.
struct FieldsBefore {
  uint64_t last = 0;      // the number of the last known field; 0: none
  bool has_kind = false;  // of the event
};

// Reads an event once, and rejects it at the first fault.
class CanonicalReader {
 public:
  explicit CanonicalReader(absl::string_view event) : event_(event) {}

  // False if it was rejected; why() says where and why.
  bool Read(absl::string_view message, const MessageForm& form);

  absl::Status why() && {
    fault_.push_back(TextField("field", field_));
    if (field_.empty())
      return Refuse(absl::StatusCode::kDataLoss, code_, "byte {offset} of its bytes: found {found}, wanted {wanted}",
                    std::move(fault_));
    return Refuse(absl::StatusCode::kDataLoss, code_,
                  "byte {offset} of its bytes, {field}: found {found}, wanted {wanted}", std::move(fault_));
  }

 private:
  // Each is called with the bytes from where what was found begins.
  bool Reject(absl::string_view from, absl::string_view code, v1::RefusalField found, v1::RefusalField wanted) {
    code_ = code;
    fault_ = {NumberField("offset", static_cast<uint64_t>(from.data() - event_.data())), std::move(found),
              std::move(wanted)};
    return false;
  }
  bool RejectAtNumber(absl::string_view from);
  bool RejectAtBytes(absl::string_view from);

  bool ReadUnknown(absl::string_view from, uint64_t tag, storage::PackedReader* reader);
  bool CheckTag(const FieldForm& field, absl::string_view from, uint64_t tag, const FieldsBefore& before);
  bool ReadKnown(const FieldForm& field, storage::PackedReader* reader);
  bool CheckNumber(const FieldForm& field, absl::string_view from, uint64_t value);
  bool CheckBytes(const FieldForm& field, absl::string_view bytes);
  bool CheckText(absl::string_view text);

  absl::string_view event_;
  absl::string_view code_;
  RefusalFields fault_;  // but for the field
  std::string field_;    // its path
};

// What begins at `from` is no varint, or none in its shortest form.
bool CanonicalReader::RejectAtNumber(absl::string_view from) {
  constexpr size_t kVarintBytesMax = 10;
  const auto is_last = [](char byte) { return (static_cast<unsigned char>(byte) & 0x80) == 0; };
  const absl::string_view most = from.substr(0, kVarintBytesMax);
  const size_t bytes = static_cast<size_t>(std::find_if(most.begin(), most.end(), is_last) - most.begin());
  if (bytes == most.size() && bytes < kVarintBytesMax)
    return Reject(from, "event.cut-short",
                  PhraseField("found", "{number} byte{number:s}", {NumberField("number", bytes)}),
                  WordField("wanted", "a whole number"));
  if (bytes < most.size() && most[bytes] == '\0')
    return Reject(from, "event.long-number",
                  PhraseField("found", "a number in {number} byte{number:s}", {NumberField("number", bytes + 1)}),
                  WordField("wanted", "its shortest form"));
  return Reject(from, "event.number-range", WordField("found", "a number of more than 64 bits"),
                WordField("wanted", "one of at most 64"));
}

// What begins at `from` is no length with as many bytes after it.
bool CanonicalReader::RejectAtBytes(absl::string_view from) {
  storage::PackedReader reader(from);
  uint64_t length = 0;
  if (!reader.ReadVarint(&length)) return RejectAtNumber(from);
  return Reject(from, "event.cut-short",
                PhraseField("found", "a length of {number} byte{number:s}", {NumberField("number", length)}),
                PhraseField("wanted", "at most the remaining {number}", {NumberField("number", reader.rest().size())}));
}

// A field that a later program may know. `from` begins with its tag, which was read.
bool CanonicalReader::ReadUnknown(absl::string_view from, uint64_t tag, storage::PackedReader* reader) {
  const uint64_t number = tag >> 3;
  if (number == 0 || number > FieldDescriptor::kMaxNumber)
    return Reject(from, "event.field-number",
                  PhraseField("found", "the number {number} of a field", {NumberField("number", number)}),
                  PhraseField("wanted", "1 to {number}", {NumberField("number", FieldDescriptor::kMaxNumber)}));
  const absl::string_view value = reader->rest();
  uint64_t ignored = 0;
  absl::string_view ignored_bytes;
  switch (static_cast<WireType>(tag & 7)) {
    case WireType::kVarint:
      return reader->ReadVarint(&ignored) || RejectAtNumber(value);
    case WireType::kBytes:
      return reader->ReadBytes(&ignored_bytes) || RejectAtBytes(value);
    case WireType::kFixed64:
    case WireType::kFixed32: {
      const size_t size = static_cast<WireType>(tag & 7) == WireType::kFixed64 ? 8 : 4;
      return reader->Skip(size) ||
             Reject(value, "event.cut-short",
                    PhraseField("found", "{number} byte{number:s}", {NumberField("number", value.size())}),
                    PhraseField("wanted", "{number} byte{number:s}", {NumberField("number", size)}));
    }
    default:
      return Reject(from, "event.wire-type",
                    PhraseField("found", "wire type {number}", {NumberField("number", tag & 7)}),
                    WordField("wanted", "0, 1, 2 or 5"));
  }
}

bool CanonicalReader::CheckNumber(const FieldForm& field, absl::string_view from, uint64_t value) {
  if (value == 0 && !field.has_presence)
    return Reject(from, "event.default-written", NumberField("found", 0), WordField("wanted", "the field left out"));
  const auto with_sign = static_cast<int64_t>(value);
  switch (field.type) {
    case ValueType::kBool:
      return value <= 1 ||
             Reject(from, "event.number-range", NumberField("found", value), WordField("wanted", "0 or 1"));
    case ValueType::kUint32:
      return value <= std::numeric_limits<uint32_t>::max() ||
             Reject(from, "event.number-range", NumberField("found", value),
                    WordField("wanted", "a number of 32 bits"));
    case ValueType::kInt32:
      return with_sign == static_cast<int32_t>(with_sign) ||
             Reject(from, "event.number-range", TextField("found", absl::StrCat(with_sign)),
                    WordField("wanted", "a number of 32 bits"));
    default:
      return true;
  }
}

bool CanonicalReader::CheckText(absl::string_view text) {
  if (IsPlainAscii(text)) return true;
  const size_t valid = ValidUtf8Length(text);
  if (valid < text.size())
    return Reject(text.substr(valid), "event.not-utf8",
                  TextField("found", absl::StrCat("0x", absl::BytesToHexString(text.substr(valid, 1)))),
                  WordField("wanted", "UTF-8"));
  const size_t zero = text.find('\0');
  return zero == absl::string_view::npos ||
         Reject(text.substr(zero), "event.zero-byte", WordField("found", "a zero byte"), WordField("wanted", "text"));
}

bool CanonicalReader::CheckBytes(const FieldForm& field, absl::string_view bytes) {
  if (field.type == ValueType::kMessage) return Read(bytes, *field.message);
  if (bytes.empty() && !field.has_presence)
    return Reject(bytes, "event.default-written", WordField("found", "an empty text"),
                  WordField("wanted", "the field left out"));
  return field.type == ValueType::kBytes || CheckText(bytes);
}

bool CanonicalReader::ReadKnown(const FieldForm& field, storage::PackedReader* reader) {
  const absl::string_view from = reader->rest();
  if (MessageForm::WireTypeOf(field.type) == WireType::kVarint) {
    uint64_t value = 0;
    return reader->ReadVarint(&value) ? CheckNumber(field, from, value) : RejectAtNumber(from);
  }
  absl::string_view bytes;
  return reader->ReadBytes(&bytes) ? CheckBytes(field, bytes) : RejectAtBytes(from);
}

// The field has the wire type of its type, and may follow those before it.
bool CanonicalReader::CheckTag(const FieldForm& field, absl::string_view from, uint64_t tag,
                               const FieldsBefore& before) {
  const uint64_t number = tag >> 3;
  const uint64_t wire_type = tag & 7;
  const auto wanted = static_cast<uint64_t>(MessageForm::WireTypeOf(field.type));
  if (wire_type != wanted)
    return Reject(from, "event.wire-type",
                  PhraseField("found", "wire type {number}", {NumberField("number", wire_type)}),
                  PhraseField("wanted", "wire type {number}", {NumberField("number", wanted)}));
  if (field.is_kind && before.has_kind)
    return Reject(from, "event.second-kind", WordField("found", "a second kind"), WordField("wanted", "one kind"));
  if (number < before.last)
    return Reject(from, "event.field-order",
                  PhraseField("found", "it after field {number}", {NumberField("number", before.last)}),
                  WordField("wanted", "fields in the order of their numbers"));
  return number > before.last || field.is_repeated ||
         Reject(from, "event.field-twice", WordField("found", "it a second time"), WordField("wanted", "it once"));
}

bool CanonicalReader::Read(absl::string_view message, const MessageForm& form) {
  storage::PackedReader reader(message);
  FieldsBefore before;
  while (!reader.AtEnd()) {
    const absl::string_view from = reader.rest();
    uint64_t tag = 0;
    if (!reader.ReadVarint(&tag)) return RejectAtNumber(from);
    const uint64_t number = tag >> 3;
    const FieldForm* field = form.Find(number);
    if (field == nullptr) {
      if (!ReadUnknown(from, tag, &reader)) return false;
      continue;
    }
    if (!CheckTag(*field, from, tag, before) || !ReadKnown(*field, &reader)) {
      field_ = absl::StrCat(field->descriptor->name(), field_.empty() ? "" : ".", field_);
      return false;
    }
    before.last = number;
    before.has_kind |= field->is_kind;
  }
  return true;
}

}  // namespace

absl::Status CheckCanonical(absl::string_view stored_bytes) {
  static const auto* const kEvent = new MessageForm(*v1::Event::descriptor());
  CanonicalReader reader(stored_bytes);
  return reader.Read(stored_bytes, *kEvent) ? absl::OkStatus() : std::move(reader).why();
}

}  // namespace tranche
