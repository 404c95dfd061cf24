// When the next event counts as recorded: by the clock or, for history, by what its importer says.
//
// Thread safety: pure functions.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/sequence.h"
#include "proto/event.pb.h"

namespace tranche {

// What the stamp of the next event depends on.
struct Stamp {
  Sequence sequence = 0;        // that it gets
  absl::Time not_before;        // the last event was recorded then
  absl::Time now;               // whole microseconds
  bool is_clock_right = false;  // AppendOptions::is_clock_right
};

// `instant` in whole microseconds, rounded towards the past.
absl::Time ToMicroseconds(absl::Time instant);

// recorded_at of the next event.
//
// original  of an imported event, what it says; otherwise nothing.
// terms     of the ledger.
//
// Errors:
//   INVALID_ARGUMENT     `original` is not in whole microseconds.
//   FAILED_PRECONDITION  `original` is before the last event, or in the future; or the clock cannot be right.
absl::StatusOr<absl::Time> RecordedAtOf(const Stamp& stamp, std::optional<absl::Time> original,
                                        const v1::LedgerCreated& terms);

}  // namespace tranche
