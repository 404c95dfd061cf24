// What a server refuses for want of place or time, whatever was asked.
//
// Thread safety: pure functions.
#pragma once

#include "absl/status/status.h"

namespace tranche {

// UNAVAILABLE: it has as much work as it takes at once.
absl::Status Busy();

// UNAVAILABLE: it is about to end.
absl::Status Stopping();

// DEADLINE_EXCEEDED: before anything was begun; while a question was being answered; while something was being
// recorded, which may be recorded yet.
absl::Status OutOfTimeWaiting();
absl::Status OutOfTimeAsking();
absl::Status OutOfTimeRecording();

// UNIMPLEMENTED: an answer has fields that this program does not know.
absl::Status LostInJson();

}  // namespace tranche
