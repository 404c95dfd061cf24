#include "proof/strict_json.h"

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/refusal.h"
#include "proof/signed_note.h"

namespace tranche {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr absl::string_view kUnreadable = "json.unreadable";

// nlohmann's parser skips the first and ends at the second; RFC 8259 forbids both.
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr char kZeroByte = '\0';

const FieldDescriptor* FindField(const Descriptor& descriptor, const std::string& name) {
  for (int i = 0; i < descriptor.field_count(); ++i) {
    if (descriptor.field(i)->json_name() == name) return descriptor.field(i);
  }
  return nullptr;
}

// A SAX handler for nlohmann's parser that fills the message. Each function returns false to refuse the text, which
// ends parsing.
class Reader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Reader(Message* message) : root_(message) {}

  // OK if nothing was refused.
  const absl::Status& refusal() const { return refusal_; }

  bool null() override { return Stop("found null"); }
  bool boolean(bool value) override {
    if (!IsWanted(FieldDescriptor::CPPTYPE_BOOL)) return Stop("found true or false");
    Reflection().SetBool(open_.back().message, open_.back().field, value);
    return true;
  }
  bool number_float(number_float_t, const string_t&) override { return Stop("found a number that is not whole"); }
  bool binary(binary_t&) override { return Stop("found binary data"); }

  bool number_integer(number_integer_t value) override {
    return Int32Wanted() ? SetInt32(value) : value == 0 ? SetUint64(0) : Stop("found a number below 0");
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (!Int32Wanted()) return SetUint64(value);
    return value <= INT32_MAX ? SetInt32(static_cast<int64_t>(value)) : Stop("found a number beyond 32 bits");
  }
  bool string(string_t& value) override;
  bool start_object(std::size_t) override;
  bool key(string_t& name) override;
  bool end_object() override;
  bool start_array(std::size_t) override;
  bool end_array() override;

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return Stop("it is no JSON");
  }

 private:
  // An open object: its message, the names seen so far, and the field whose value comes next.
  struct Open {
    Message* message = nullptr;
    std::set<const FieldDescriptor*> named;
    const FieldDescriptor* field = nullptr;
    bool in_array = false;
  };

  bool Stop(absl::string_view why) {
    if (!refusal_.ok()) return false;
    refusal_ = Refuse(kInvalid, kUnreadable, why);
    if (!open_.empty() && open_.back().field != nullptr) refusal_ = InField(open_.back().field->json_name(), refusal_);
    return false;
  }

  // True if a value is expected here, and one of this type.
  bool IsWanted(FieldDescriptor::CppType type) const {
    return !open_.empty() && open_.back().field != nullptr && open_.back().field->cpp_type() == type &&
           open_.back().field->is_repeated() == open_.back().in_array;
  }
  bool Int32Wanted() const { return IsWanted(FieldDescriptor::CPPTYPE_INT32); }
  bool SetInt32(int64_t value) {
    if (value < INT32_MIN || value > INT32_MAX) return Stop("found a number beyond 32 bits");
    Reflection().SetInt32(open_.back().message, open_.back().field, static_cast<int32_t>(value));
    return true;
  }
  bool SetUint64(uint64_t value) {
    if (!IsWanted(FieldDescriptor::CPPTYPE_UINT64)) return Stop("found a number");
    Reflection().SetUInt64(open_.back().message, open_.back().field, value);
    return true;
  }
  bool SetText(std::string value);
  const google::protobuf::Reflection& Reflection() const { return *open_.back().message->GetReflection(); }

  Message* root_;
  std::vector<Open> open_;
  absl::Status refusal_;
};

bool Reader::string(string_t& value) {
  if (IsWanted(FieldDescriptor::CPPTYPE_STRING)) return SetText(std::move(value));
  uint64_t number = 0;
  int32_t small = 0;
  if (IsWanted(FieldDescriptor::CPPTYPE_UINT64) && absl::SimpleAtoi(value, &number) && absl::StrCat(number) == value)
    return SetUint64(number);
  if (Int32Wanted() && absl::SimpleAtoi(value, &small) && absl::StrCat(small) == value) return SetInt32(small);
  return Stop("found a text that is no value of its kind");
}

bool Reader::SetText(std::string value) {
  const Open& open = open_.back();
  if (open.field->type() == FieldDescriptor::TYPE_BYTES) {
    absl::StatusOr<std::string> bytes = FromBase64(value);
    if (!bytes.ok()) return Stop("found a text that is not standard base64");
    value = *std::move(bytes);
  }
  if (open.in_array) {
    Reflection().AddString(open.message, open.field, std::move(value));
  } else {
    Reflection().SetString(open.message, open.field, std::move(value));
  }
  return true;
}

bool Reader::start_object(std::size_t) {
  if (open_.empty()) {
    open_.push_back({root_, {}, nullptr, false});
    return true;
  }
  if (!IsWanted(FieldDescriptor::CPPTYPE_MESSAGE)) return Stop("found an object");
  const Open& open = open_.back();
  Message* message = open.in_array ? Reflection().AddMessage(open.message, open.field)
                                   : Reflection().MutableMessage(open.message, open.field);
  open_.push_back({message, {}, nullptr, false});
  return true;
}

bool Reader::key(string_t& name) {
  Open& open = open_.back();
  open.field = nullptr;
  const FieldDescriptor* field = FindField(*open.message->GetDescriptor(), name);
  if (field == nullptr) return Stop("found a name that no proof has");
  open.field = field;
  if (!open.named.insert(field).second) return Stop("the name occurs twice");
  const auto* oneof = field->real_containing_oneof();
  if (oneof != nullptr && Reflection().HasOneof(*open.message, oneof)) return Stop("it is the second claim");
  return true;
}

bool Reader::end_object() {
  open_.pop_back();
  return true;
}

bool Reader::start_array(std::size_t) {
  if (open_.empty() || open_.back().field == nullptr || !open_.back().field->is_repeated() || open_.back().in_array)
    return Stop("found a list");
  open_.back().in_array = true;
  return true;
}

bool Reader::end_array() {
  open_.back().in_array = false;
  return true;
}

}  // namespace

absl::Status ReadStrictJson(const std::string& json, Message* message) {
  message->Clear();
  Reader reader(message);
  if (json.find(kZeroByte) != std::string::npos) return Refuse(kInvalid, kUnreadable, "it has a zero byte");
  if (!absl::StartsWith(json, kByteOrderMark) && nlohmann::json::sax_parse(json, &reader)) return absl::OkStatus();
  return reader.refusal().ok() ? Refuse(kInvalid, kUnreadable, "it begins with a byte-order mark") : reader.refusal();
}

}  // namespace tranche
