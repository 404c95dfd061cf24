// Events of the log together with what they do to the books, derived from the
// stored bytes alone: no row of the index is read.
//
// Thread safety: pure functions on rows; as safe as they are.
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

// Called for each event; a status that is not OK ends the visit. Both are valid during the call.
using PostingsVisitor = std::function<absl::Status(const EventView& event, absl::Span<const PostingView> postings)>;

// The postings of `event`, which was read from `log`, in `*postings`. On OK the two can be
// given to BalanceIndex::Add.
// Cost: one point read for a reversal, none for any other kind.
//
// Errors:
//   DATA_LOSS  the event cannot have been accepted as it is: its date is no day, an
//              amount has no negative, it reverses no earlier event or a reversal;
//              the message names the sequence.
absl::Status StoredPostings(const EventView& event, const EventLog& log, PostingList* postings);

// Visits the events from `first` (1 or more) to `last`, both included, in order.
// Nothing is kept, so a history of any length needs the same memory.
//
// Errors: the visitor's own, those of EventLog::VisitViews and those of StoredPostings;
// all events before the one that is named have been visited.
absl::Status VisitWithPostings(const EventLog& log, Sequence first, Sequence last, const PostingsVisitor& visitor);

}  // namespace tranche
