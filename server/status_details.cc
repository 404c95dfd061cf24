#include "server/status_details.h"

#include <algorithm>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/money.h"
#include "events/refusal.h"
#include "proto/status.pb.h"
#include "server/localized.h"

namespace tranche {
namespace {

bool IsPrintable(const v1::RefusalPart& part);

// What a text is made of is trusted to be of its kind: bytes from elsewhere are looked at first.
bool IsPrintable(const v1::RefusalField& field) {
  AmountSum amount = 0;
  if (field.has_amount()) return absl::SimpleAtoi(field.amount(), &amount);
  return !field.has_phrase() || IsPrintable(field.phrase());
}

bool IsPrintable(const v1::RefusalPart& part) {
  return std::all_of(part.fields().begin(), part.fields().end(),
                     [](const v1::RefusalField& field) { return IsPrintable(field); });
}

bool IsPrintable(const v1::Refusal& refusal) {
  const auto all_of = [](const auto& parts) {
    return std::all_of(parts.begin(), parts.end(), [](const v1::RefusalPart& part) { return IsPrintable(part); });
  };
  return all_of(refusal.within()) && IsPrintable(refusal.what()) && all_of(refusal.then());
}

absl::Status NoStatus() {
  return Refuse(absl::StatusCode::kInternal, "server.status-unreadable",
                "the server refused, and its reason cannot be read");
}

}  // namespace

std::string StatusDetailsOf(const absl::Status& status) {
  TRANCHE_CHECK(!status.ok(), "OK has no details");
  v1::StatusDetails details;
  details.set_code(static_cast<int>(status.code()));
  if (const std::optional<v1::Refusal> refusal = RefusalOf(status)) {
    details.set_message(std::string(status.message()));
    details.add_details()->PackFrom(*refusal);
    if (const std::optional<v1::LocalizedMessage> text = TextOf(status)) {
      google::protobuf::Any& detail = *details.add_details();
      detail.set_type_url(absl::StrCat("type.googleapis.com/", kLocalizedMessageType));
      detail.set_value(text->SerializeAsString());
    }
  } else {
    // What is no refusal may quote bytes that are no UTF-8, which a message cannot hold.
    details.set_message(TextField("message", status.message()).text());
  }
  return details.SerializeAsString();
}

absl::Status StatusOfDetails(absl::string_view bytes) {
  v1::StatusDetails details;
  if (!details.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return NoStatus();
  const auto code = static_cast<absl::StatusCode>(details.code());
  if (code == absl::StatusCode::kOk || absl::StatusCodeToString(code).empty()) return NoStatus();
  for (const google::protobuf::Any& detail : details.details()) {
    v1::Refusal refusal;
    if (!detail.Is<v1::Refusal>()) continue;
    if (!detail.UnpackTo(&refusal) || !IsPrintable(refusal)) return NoStatus();
    return StatusOf(code, refusal);
  }
  return absl::Status(code, details.message());
}

}  // namespace tranche
