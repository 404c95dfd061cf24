#include "server/server_refusals.h"

#include "events/refusal.h"

namespace tranche {
namespace {

absl::Status OutOfTime() {
  return Refuse(absl::StatusCode::kDeadlineExceeded, "server.deadline",
                "there was no answer in the time that the caller or the server gives a call");
}

}  // namespace

absl::Status Busy() {
  return Refuse(absl::StatusCode::kUnavailable, "server.busy",
                "the server has as much work as it takes at once; try again in a moment");
}

absl::Status Stopping() {
  return Refuse(absl::StatusCode::kUnavailable, "server.stopping", "the server is stopping; ask again when it is back");
}

absl::Status OutOfTimeWaiting() { return Adding(OutOfTime(), "nothing was begun"); }

absl::Status OutOfTimeAsking() { return Adding(OutOfTime(), "allow it more time, or ask for less"); }

absl::Status OutOfTimeRecording() {
  return Adding(OutOfTime(), "what was to be recorded may be recorded yet: repeat the call with the same key");
}

absl::Status LostInJson() {
  return Refuse(absl::StatusCode::kUnimplemented, "server.unknown-fields",
                "the answer has fields that this program does not know, which JSON would lose; ask for it as proto");
}

absl::Status WrongHttpMethod(absl::string_view found, absl::string_view wanted) {
  return Refuse(absl::StatusCode::kUnimplemented, "server.wrong-method",
                "found the HTTP method {found}, wanted {wanted}",
                {TextField("found", found), TextField("wanted", wanted)});
}

}  // namespace tranche
