#include "events/instant.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "events/refusal.h"

namespace tranche {
namespace {

constexpr int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z
constexpr int32_t kNanosMax = 999'999'999;

}  // namespace

absl::Time FirstInstant() { return absl::FromUnixSeconds(kFirstSecond); }

absl::Time LastInstant() { return absl::FromUnixSeconds(kLastSecond + 1) - absl::Microseconds(1); }

absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

absl::Time RecordedAt(const v1::Event& event) { return FromTimestamp(event.recorded_at()); }

google::protobuf::Timestamp ToTimestamp(absl::Time instant) {
  const int64_t micros = absl::ToUnixMicros(std::clamp(instant, FirstInstant(), LastInstant()));
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

absl::Status CheckTimestamp(const google::protobuf::Timestamp& timestamp) {
  if (timestamp.seconds() < kFirstSecond || timestamp.seconds() > kLastSecond)
    return Refuse(absl::StatusCode::kInvalidArgument, "instant.out-of-range",
                  "found an instant {seconds} second{seconds:s} from 1970, wanted one of the years 1 to 9999",
                  {TextField("seconds", absl::StrCat(timestamp.seconds()))});
  if (timestamp.nanos() >= 0 && timestamp.nanos() <= kNanosMax) return absl::OkStatus();
  return Refuse(absl::StatusCode::kInvalidArgument, "instant.nanoseconds",
                "found {found} nanosecond{found:s}, wanted 0 to 999999999",
                {TextField("found", absl::StrCat(timestamp.nanos()))});
}

absl::StatusOr<absl::Time> ParseInstant(absl::string_view text) {
  constexpr absl::string_view kPrintedForm = "%Y-%m-%d %H:%M:%E*S %Ez";
  // absl::ParseTime also accepts words, such as "infinite-future".
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

CivilDate CivilDateAt(absl::Time instant, int32_t utc_offset_minutes) {
  const absl::Time local = instant + absl::Minutes(utc_offset_minutes);
  return CivilDate::FromDaysSinceEpoch(absl::ToInt64Hours(absl::Floor(local - absl::UnixEpoch(), absl::Hours(24))) /
                                       24);
}

}  // namespace tranche
