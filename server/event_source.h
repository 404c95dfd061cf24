// New events as they are recorded, as server-sent events
// (https://html.spec.whatwg.org/multipage/server-sent-events.html): GET /events?after=N gives every event after the
// sequence N, once and in order, and goes on with the new ones. The id of each is its sequence, so that a browser that
// was cut off goes on where it was (Last-Event-ID).
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/view.pb.h"
#include "server/http_message.h"

namespace tranche {

inline constexpr absl::string_view kEventsPath = "/events";

// Sent now and then while there is nothing new: a comment, which readers skip.
inline constexpr absl::string_view kHeartbeat = ": nothing new\n\n";

// After which sequence `request` wants events: that of Last-Event-ID, else that of the parameter `after`, else `head`.
// The answer instead when one of them is no number.
std::variant<uint64_t, HttpAnswer> ReadSubscription(const HttpRequest& request, uint64_t head);

// Frames of the first of `events`, until they have `most_bytes` or more; `*last` becomes the sequence of the last one.
// Errors: UNIMPLEMENTED  an event has fields that this program does not know, which JSON would lose.
absl::StatusOr<std::string> EventFrames(const v1::EventList& events, size_t most_bytes, uint64_t* last);

// The frame that says why no more events come.
std::string ErrorFrame(absl::string_view error_json);

}  // namespace tranche
