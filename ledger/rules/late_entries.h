// What is recorded on a budget line whose period was closed (PeriodClosed): what takes effect by the closing's last day
// is late, and says why; what takes effect after a year-end closing only winds up what was begun. Closings hold in the
// order of recording: those in force before the event count, whatever the date of their own.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "events/kinds/kind.h"
#include "events/posting.h"
#include "projections/catalogue/closings.h"
#include "proto/event.pb.h"

namespace tranche {

// Checks a command of `kind` with `postings`, whose dates and lines were checked, and sets its late_for: the newest
// closing in force that it is late for, 0 if there is none.
//
// Cost: Closings::Of for each posting.
// Errors: FAILED_PRECONDITION
//   closing.late      it is late, and does not say why.
//   closing.year-end  it takes effect after the year's end, and winds up nothing.
absl::Status CheckClosings(const Closings& closings, const EventKind& kind, absl::Span<const PostingView> postings,
                           v1::Event* command);

// True if a command of `kind` that takes effect on that day (YYYYMMDD), on a line of the closing, is late for it or
// refused.
//
// gives  the line gives to another one (HasReceiver).
bool IsAffectedBy(const Closing& closing, const EventKind& kind, bool gives, int32_t effective_date);

// True if `command` would be late, as far as can be told before it is decided on: what is about an earlier event gets
// its line from that, and is late for any closing by its date alone.
bool MayBeLate(const Closings& closings, const v1::Event& command);

// True if no closing in force affects a command of `kind` with `postings`: CheckClosings would find nothing.
bool IsOfOpenPeriods(const Closings& closings, const EventKind& kind, absl::Span<const PostingView> postings,
                     int32_t effective_date);

}  // namespace tranche
