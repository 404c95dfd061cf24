// Whether a reused idempotency key has the same content.
#pragma once

#include "absl/status/status.h"
#include "proto/event.pb.h"

namespace tranche {

// Compares what the caller requested, ignoring the actor (another person may repeat a
// command) and what the ledger filled in: the sequence, the clock's recorded_at, a chosen
// tranche and the tranche's area limits.
//
// recorded  the event in the log that has the key.
// again     the command that came with the same key, as the caller sent it.
//
// Errors:
//   ALREADY_EXISTS  they differ; the message names the first field that does, the
//                   recorded value and the new one.
absl::Status CheckSameCommand(const v1::Event& recorded, const v1::Event& again);

}  // namespace tranche
