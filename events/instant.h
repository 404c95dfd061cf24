// Instants as messages hold them: google.protobuf.Timestamp in whole microseconds.
//
// Thread safety: pure functions on values.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "events/civil_date.h"
#include "proto/event.pb.h"

namespace tranche {

// The first and the last instant that a Timestamp has, in whole microseconds: years 1 to 9999 in UTC.
absl::Time FirstInstant();
absl::Time LastInstant();

// An instant as messages hold it; whole microseconds, rounded towards the past. One outside of FirstInstant() to
// LastInstant() becomes the nearest of the two.
google::protobuf::Timestamp ToTimestamp(absl::Time instant);

// Checks that `timestamp` is within FirstInstant() to LastInstant(), and its nanoseconds within 0 to 999,999,999. What
// is not has no JSON.
//
// Errors: INVALID_ARGUMENT  instant.out-of-range, instant.nanoseconds.
absl::Status CheckTimestamp(const google::protobuf::Timestamp& timestamp);

absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp);

// Reads an instant with its offset from UTC: as RFC 3339 ("2024-05-16T17:00:00+07:00"), or as reports print it
// ("2024-05-16 17:00:00 +07:00"). Parts of a second may follow it. The year is 1900 to 9999.
//
// Errors: INVALID_ARGUMENT  instant.unreadable: not in one of these forms, or no such instant.
absl::StatusOr<absl::Time> ParseInstant(absl::string_view text);

// recorded_at as an instant; whole microseconds.
absl::Time RecordedAt(const v1::Event& event);
void SetRecordedAt(absl::Time instant, v1::Event* event);

// The civil date of `instant` so many minutes east of UTC.
CivilDate CivilDateAt(absl::Time instant, int32_t utc_offset_minutes);

}  // namespace tranche
