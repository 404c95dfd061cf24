#include "events/instant.h"

#include <cstdint>

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

void SetRecordedAt(absl::Time instant, v1::Event* event) { *event->mutable_recorded_at() = ToTimestamp(instant); }

}  // namespace tranche
