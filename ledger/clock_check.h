// Plausibility checks of the system clock. recorded_at never decreases, so a single event stamped by a clock that is
// years ahead forces the same instant on every later one; a person must confirm that before it happens.
//
// Thread safety: pure functions on values.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "proto/event.pb.h"

namespace tranche {

// How far the clock may be beyond the newest instant known to a ledger without confirmation: a ledger of yearly budgets
// that was idle for longer is rarer than a wrong clock.
inline constexpr absl::Duration kClockLeapMax = absl::Hours(24 * 400);

// Whether `now` can be the present: years 1970 to 9999. A machine without a battery may say any year.
bool IsClockUsable(absl::Time now);

// The same as a refusal. Errors: FAILED_PRECONDITION  clock.unusable.
absl::Status CheckClockUsable(absl::Time now);

// Whether an event may be stamped with `now` unasked.
//
// now    of the clock.
// head   recorded_at of the event before it.
// terms  of the ledger; one that does not state when it was created is not checked.
//
// Errors: FAILED_PRECONDITION  clock.leap: `now` is more than kClockLeapMax after both the head and the day on which
//                              the ledger was created.
absl::Status CheckClockLeap(absl::Time now, absl::Time head, const v1::LedgerCreated& terms);

// The warning if the head is ahead of the clock; otherwise OK.
//
// Errors: FAILED_PRECONDITION  clock.behind-head: new events are stamped with the head's instant until the clock
//                              passes it.
absl::Status CheckClockBehind(absl::Time now, absl::Time head);

}  // namespace tranche
