// What people call the kinds of events that move money.
//
// Thread safety: pure functions.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/event.pb.h"

namespace tranche {

// The kind that `text` names: the event's own name ("PlanApproved"), or the word of
// `tranche record` ("plan"); in any case of letters.
//
// Errors:
//   INVALID_ARGUMENT  it names none of them; the message lists both spellings of each.
absl::StatusOr<v1::Event::KindCase> ParseKind(absl::string_view text);

// The word of `tranche record` for `kind`: "plan"; empty when the kind moves no money.
absl::string_view KindWord(v1::Event::KindCase kind);

}  // namespace tranche
