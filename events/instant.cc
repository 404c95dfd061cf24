#include "events/instant.h"

#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"
#include "events/refusal.h"

namespace tranche {

absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

absl::Time RecordedAt(const v1::Event& event) { return FromTimestamp(event.recorded_at()); }

google::protobuf::Timestamp ToTimestamp(absl::Time instant) {
  const int64_t micros = absl::ToUnixMicros(instant);
  int64_t seconds = micros / 1000000;
  int64_t rest = micros % 1000000;
  if (rest < 0) {
    rest += 1000000;
    --seconds;
  }
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(rest * 1000));
  return timestamp;
}

absl::StatusOr<absl::Time> ParseInstant(absl::string_view text) {
  constexpr absl::string_view kPrintedForm = "%Y-%m-%d %H:%M:%E*S %Ez";
  // absl::ParseTime takes words too, such as "infinite-future".
  const bool begins_with_digit = !text.empty() && absl::ascii_isdigit(static_cast<unsigned char>(text[0]));
  absl::Time instant;
  const bool is_read = begins_with_digit && (absl::ParseTime(absl::RFC3339_full, text, &instant, nullptr) ||
                                             absl::ParseTime(kPrintedForm, text, &instant, nullptr));
  const int64_t year = is_read ? absl::ToCivilYear(instant, absl::UTCTimeZone()).year() : 0;
  if (year >= 1900 && year <= 9999) return instant;
  return Refuse(absl::StatusCode::kInvalidArgument, "instant.unreadable",
                "found \"{found}\", wanted an instant with its offset from UTC, such as 2024-05-16T17:00:00+07:00 or "
                "2024-05-16 17:00:00 +07:00",
                {TextField("found", text)});
}

void SetRecordedAt(absl::Time instant, v1::Event* event) { *event->mutable_recorded_at() = ToTimestamp(instant); }

}  // namespace tranche
