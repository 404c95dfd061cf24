#include "ledger/envelope.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ledger/civil_date.h"
#include "ledger/name_matching.h"

namespace tranche {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::Status CheckString(const FieldDescriptor& field, const std::string& text) {
  absl::Status utf8 = field.type() == FieldDescriptor::TYPE_STRING ? CheckUtf8(text) : absl::OkStatus();
  if (utf8.ok() && text.find('\0') != std::string::npos && field.type() == FieldDescriptor::TYPE_STRING)
    utf8 = absl::InvalidArgumentError("found a zero byte");
  if (utf8.ok()) return utf8;
  return absl::InvalidArgumentError(
      absl::StrCat(std::string(field.name()), ": ", utf8.message(), ", wanted UTF-8 text"));
}

absl::Status CheckText(const Message& message);

absl::Status CheckField(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  const int count = field.is_repeated() ? reflection.FieldSize(message, &field) : 1;
  for (int i = 0; i < count; ++i) {
    absl::Status status;
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      status = CheckString(field, field.is_repeated() ? reflection.GetRepeatedString(message, &field, i)
                                                      : reflection.GetString(message, &field));
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      status = CheckText(field.is_repeated() ? reflection.GetRepeatedMessage(message, &field, i)
                                             : reflection.GetMessage(message, &field));
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// A string that is not UTF-8 could be written but never parsed again.
absl::Status CheckText(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (absl::Status status = CheckField(message, *field); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckEnvelope(const v1::Event& command) {
  if (absl::Status text = CheckText(command); !text.ok()) return text;
  const std::string& id = command.event_id();
  if (id.empty() || id.size() > kEventIdBytesMax)
    return absl::InvalidArgumentError(
        absl::StrCat("event_id: found ", id.size(), " bytes, wanted a key of 1 to ", kEventIdBytesMax));
  if (command.sequence() != 0) return absl::InvalidArgumentError("sequence: it is given by the log and must be unset");
  if (!v1::Provenance_IsValid(command.provenance()) || command.provenance() == v1::PROVENANCE_UNSPECIFIED)
    return absl::InvalidArgumentError("provenance: wanted recorded, imported or press");
  const bool is_imported = command.provenance() == v1::PROVENANCE_IMPORTED;
  if (is_imported != command.has_recorded_at())
    return absl::InvalidArgumentError(is_imported
                                          ? "recorded_at: an imported event keeps its original instant; found none"
                                          : "recorded_at: it is given by the log unless the event is imported");
  if (command.recorded_at().nanos() < 0 || command.recorded_at().nanos() > 999'999'999)
    return absl::InvalidArgumentError(
        absl::StrCat("recorded_at: found ", command.recorded_at().nanos(), " nanoseconds, wanted 0 to 999999999"));
  const bool takes_date_of_reversed = command.has_event_reversed() && command.effective_date() == 0;
  const auto date = CivilDate::FromNumber(command.effective_date());
  if (!takes_date_of_reversed && !date.ok())
    return absl::InvalidArgumentError(absl::StrCat("effective_date: ", date.status().message()));
  if (command.ByteSizeLong() > kEventBytesMax)
    return absl::InvalidArgumentError(
        absl::StrCat("the event has ", command.ByteSizeLong(), " bytes, wanted at most ", kEventBytesMax));
  return absl::OkStatus();
}

}  // namespace tranche
