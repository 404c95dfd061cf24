// Instants as messages hold them: google.protobuf.Timestamp in whole microseconds.
//
// Thread safety: pure functions on values.
#pragma once

#include "absl/time/time.h"
#include "proto/event.pb.h"

namespace tranche {

// An instant as messages hold it; whole microseconds, rounded towards the past.
google::protobuf::Timestamp ToTimestamp(absl::Time instant);

absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp);

// recorded_at as an instant; whole microseconds.
absl::Time RecordedAt(const v1::Event& event);
void SetRecordedAt(absl::Time instant, v1::Event* event);

}  // namespace tranche
