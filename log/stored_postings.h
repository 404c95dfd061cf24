// Events of the log together with their postings, derived from the stored bytes
// alone: the index is not read.
//
// Thread safety: pure functions on rows, exactly as thread-safe as those.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "events/event_view.h"
#include "events/posting.h"
#include "events/posting_list.h"
#include "events/sequence.h"
#include "log/event_log.h"

namespace tranche {

// Called for each event; a non-OK status ends the visit. Both arguments are valid only during
// the call.
using PostingsVisitor = std::function<absl::Status(const EventView& event, absl::Span<const PostingView> postings)>;

// Fills `*postings` with the postings of `event`, which was read from `log`. On OK both can be
// passed to BalanceIndex::Add.
// Cost: one point read for a reversal, none for any other kind.
//
// Errors:
//   DATA_LOSS  the event cannot have been accepted in this form: its date is not a calendar
//              day, an amount cannot be negated, it reverses no earlier event or a reversal;
//              the message names the sequence.
absl::Status StoredPostings(const EventView& event, const EventReader& log, PostingList* postings);

// Visits the events from `first` (1 or more) to `last`, both included, in order.
// Memory is constant, whatever the length of history.
//
// Errors: those of the visitor, of EventLog::VisitViews and of StoredPostings; all events
// before the one named have been visited.
absl::Status VisitWithPostings(const EventLog& log, Sequence first, Sequence last, const PostingsVisitor& visitor);

}  // namespace tranche
