// Bytes of an event that no ledger writes, made of those that it wrote.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "proto/event.pb.h"
#include "storage/encoding/packed.h"

namespace tranche {

// The bytes of a disbursement in ways that two readers could understand differently, each with the code of its refusal
// (events/canonical_form.h). Fields are serialized apart, since a message after another one is that message merged.
inline std::vector<std::pair<std::string, std::string>> TwoReadingsOf(const v1::Event& payment) {
  const std::string bytes = payment.SerializeAsString();
  v1::Event head = payment;
  head.clear_kind();
  v1::Event instant;
  *instant.mutable_recorded_at() = payment.recorded_at();
  const std::string body = payment.disbursement_made().SerializeAsString();
  v1::DisbursementMade line;
  *line.mutable_line() = payment.disbursement_made().line();
  v1::DisbursementMade amount;
  amount.set_amount(payment.disbursement_made().amount());
  const auto of_kind = [&](const std::string& content) {
    std::string kind("\x92\x03", 2);
    storage::AppendBytes(content, &kind);
    return head.SerializeAsString() + kind;
  };
  std::string wide_year("\x20", 1);  // of a line
  storage::AppendVarint((uint64_t{1} << 32) + 2024, &wide_year);
  const std::string wide_line = absl::StrCat("\x0a", std::string(1, static_cast<char>(wide_year.size())), wide_year);
  std::string long_sequence = bytes;
  long_sequence[1] = static_cast<char>(long_sequence[1] | 0x80);
  long_sequence.insert(2, 1, '\0');
  return {{bytes + instant.SerializeAsString(), "event.field-order"},
          {bytes + std::string("\x9a\x03\0", 3), "event.second-kind"},
          {bytes.substr(0, 2) + bytes, "event.field-twice"},
          {of_kind(line.SerializeAsString() + body), "event.field-twice"},
          {of_kind(body + line.SerializeAsString()), "event.field-order"},
          {of_kind(amount.SerializeAsString() + amount.SerializeAsString()), "event.field-twice"},
          {of_kind(wide_line), "event.number-range"},
          {long_sequence, "event.long-number"},
          {bytes + std::string("\x0d\1\0\0\0", 5), "event.wire-type"},
          {of_kind(line.SerializeAsString() + std::string("\x18\0", 2)), "event.default-written"},
          {bytes + "\x7a\x05"
                   "abc",
           "event.cut-short"}};
}

}  // namespace tranche
