// Questions about the clock of the machine. recorded_at never decreases, so one event that is stamped by a clock that
// runs years ahead stamps every later one with the same instant; that is asked about before it happens.
//
// Thread safety: pure functions on values.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "proto/event.pb.h"

namespace tranche {

// How far the clock may be beyond the newest instant that a ledger knows before it is asked about: a ledger of yearly
// budgets that rested for longer is rarer than a clock that is wrong.
inline constexpr absl::Duration kClockLeapMax = absl::Hours(24 * 400);

// Whether `now` can be the present: years 1970 to 9999. A machine without a battery may say any year.
//
// Errors: FAILED_PRECONDITION  clock.unusable.
absl::Status CheckClockUsable(absl::Time now);

// Whether an event may be stamped with `now` unasked.
//
// now    of the clock.
// head   recorded_at of the event before it.
// terms  of the ledger; a ledger that does not say when it was made is not asked about.
//
// Errors: FAILED_PRECONDITION  clock.leap: `now` is more than kClockLeapMax after both the head and the day on which
//                              the ledger was made.
absl::Status CheckClockLeap(absl::Time now, absl::Time head, const v1::LedgerCreated& terms);

// What to warn of when the head lies in the future of the clock; OK when it does not.
//
// Errors: FAILED_PRECONDITION  clock.behind-head: new events are stamped with the head's instant until the clock
//                              passes it.
absl::Status CheckClockBehind(absl::Time now, absl::Time head);

}  // namespace tranche
