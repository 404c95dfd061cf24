#include "events/message_json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>

#include <cstdint>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "events/check.h"
#include "events/instant.h"

namespace tranche {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct CodePoints {
  uint32_t first;
  uint32_t last;
};

// Those beyond ASCII that protobuf escapes: controls, and what has no width or turns text around.
constexpr CodePoints kEscaped[] = {{0x80, 0x9f},       {0xad, 0xad},       {0x600, 0x603},    {0x6dd, 0x6dd},
                                   {0x70f, 0x70f},     {0x17b4, 0x17b5},   {0x200b, 0x200f},  {0x2028, 0x202e},
                                   {0x2060, 0x2064},   {0x206a, 0x206f},   {0xfeff, 0xfeff},  {0xfff9, 0xfffb},
                                   {0x1d173, 0x1d17a}, {0xe0001, 0xe0001}, {0xe0020, 0xe007f}};

bool IsEscaped(uint32_t code_point) {
  for (const CodePoints& range : kEscaped) {
    if (range.first <= code_point && code_point <= range.last) return true;
  }
  return false;
}

void AppendHex(uint32_t code_unit, std::string* out) { absl::StrAppendFormat(out, "\\u%04x", code_unit); }

void AppendEscaped(uint32_t code_point, std::string* out) {
  if (code_point < 0x10000) return AppendHex(code_point, out);
  AppendHex(0xd7c0 + (code_point >> 10), out);
  AppendHex(0xdc00 + (code_point & 0x3ff), out);
}

// The short form of an ASCII character; empty when it has none.
absl::string_view ShortEscape(char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return "";
  }
}

void AppendAscii(char c, std::string* out) {
  if (const absl::string_view escape = ShortEscape(c); !escape.empty()) {
    absl::StrAppend(out, escape);
  } else if (absl::ascii_iscntrl(static_cast<unsigned char>(c)) || c == '<' || c == '>') {
    AppendHex(static_cast<unsigned char>(c), out);
  } else {
    out->push_back(c);
  }
}

// Of text that is UTF-8.
void AppendString(absl::string_view text, std::string* out) {
  out->push_back('"');
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      AppendAscii(text[i++], out);
      continue;
    }
    const size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    uint32_t code_point = lead & (0xffu >> (length + 1));
    for (size_t k = 1; k < length && i + k < text.size(); ++k)
      code_point = code_point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3f);
    if (IsEscaped(code_point)) {
      AppendEscaped(code_point, out);
    } else {
      absl::StrAppend(out, text.substr(i, length));
    }
    i += length;
  }
  out->push_back('"');
}

// With no digits of a second, or 3, 6 or 9.
void AppendTimestamp(const google::protobuf::Timestamp& timestamp, std::string* out) {
  absl::StrAppend(
      out, "\"",
      absl::FormatTime("%E4Y-%m-%dT%H:%M:%S", absl::FromUnixSeconds(timestamp.seconds()), absl::UTCTimeZone()));
  const int32_t nanos = timestamp.nanos();
  if (nanos % 1'000'000 == 0) {
    if (nanos != 0) absl::StrAppendFormat(out, ".%03d", nanos / 1'000'000);
  } else if (nanos % 1000 == 0) {
    absl::StrAppendFormat(out, ".%06d", nanos / 1000);
  } else {
    absl::StrAppendFormat(out, ".%09d", nanos);
  }
  absl::StrAppend(out, "Z\"");
}

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
          AppendString(text, &out_);
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
    TRANCHE_CHECK(i < 0, "a repeated number: ", field_->full_name());
    switch (field_->cpp_type()) {
      case FieldDescriptor::CPPTYPE_BOOL:
        absl::StrAppend(&out_, reflection_.GetBool(message_, field_) ? "true" : "false");
        return true;
      case FieldDescriptor::CPPTYPE_INT32:
        absl::StrAppend(&out_, reflection_.GetInt32(message_, field_));
        return true;
      case FieldDescriptor::CPPTYPE_UINT32:
        absl::StrAppend(&out_, reflection_.GetUInt32(message_, field_));
        return true;
      case FieldDescriptor::CPPTYPE_INT64:
        absl::StrAppend(&out_, "\"", reflection_.GetInt64(message_, field_), "\"");
        return true;
      case FieldDescriptor::CPPTYPE_UINT64:
        absl::StrAppend(&out_, "\"", reflection_.GetUInt64(message_, field_), "\"");
        return true;
      default:
        TRANCHE_CHECK(false, "a field of a type that no event has: ", field_->full_name());
    }
  }

  const Message& message_;
  const google::protobuf::Reflection& reflection_;
  const FieldDescriptor* field_;
  std::string& out_;
};

bool AppendMessage(const Message& message, std::string* out) {
  if (!message.GetReflection()->GetUnknownFields(message).empty()) return false;
  if (message.GetDescriptor() == google::protobuf::Timestamp::descriptor()) {
    AppendTimestamp(static_cast<const google::protobuf::Timestamp&>(message), out);
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
