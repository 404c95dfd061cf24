// The prefixes of idempotency keys that the program makes itself, and the kinds of events that have them. Callers'
// keys share one namespace with these; without this rule one could take the key of an event that is yet to come.
//
// Thread safety: a pure function.
#pragma once

#include "absl/status/status.h"
#include "proto/event.pb.h"

namespace tranche {

// Checks that the key of `event` has no reserved prefix, or the one of its kind: `figure:` is for published figures,
// `row:` followed by a digest and a count (import/row_keys.h) for what moves money, and so on.
//
// Errors: INVALID_ARGUMENT  key.reserved, with the prefix.
absl::Status CheckReservedKey(const v1::Event& event);

}  // namespace tranche
