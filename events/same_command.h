// Whether a key that comes a second time comes with the same content.
#pragma once

#include "absl/status/status.h"
#include "proto/event.pb.h"

namespace tranche {

// Compares what the caller asked for, leaving out who asked (another person may repeat a
// command) and what the ledger filled in: the sequence, the clock's recorded_at, a chosen
// tranche and the area limits it found.
//
// recorded  the event of the log that has the key.
// again     the command that came with the same key, as the caller sent it.
//
// Errors:
//   ALREADY_EXISTS  they differ; the message names the first field that does, what
//                   was recorded and what came now.
absl::Status CheckSameCommand(const v1::Event& recorded, const v1::Event& again);

}  // namespace tranche
