// What a server refuses whatever was asked: for want of place or time, or as HTTP has it.
//
// Thread safety: pure functions.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

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

// A path that is there, asked with a method that is not for it: what was `found` (as it came), and what is `wanted`.
// UNIMPLEMENTED  server.wrong-method.
absl::Status WrongHttpMethod(absl::string_view found, absl::string_view wanted);

}  // namespace tranche
