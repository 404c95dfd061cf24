// The log read by several threads at once: reading and parsing are most of the work of
// a replay, and each part of the log can be read without the others.
//
// Thread safety: free functions on a log, which may be read by others meanwhile.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "log/stored_postings.h"

namespace tranche {

// How many events are on their way at once, each in a slot of its own.
inline constexpr size_t kSlots = 1024;

// As PostingsVisitor; `slot` is below kSlots and the event's own until its visit is over.
using SlotVisitor =
    std::function<absl::Status(size_t slot, const EventView& event, absl::Span<const PostingView> postings)>;

// As VisitWithPostings: `visit` is called in order, by the calling thread, while other
// threads read ahead. They call `prepare`, unless it is null, for each event before it is
// visited, with the same slot, so that what is prepared can be left in an array.
// Memory: kSlots events.
absl::Status VisitInOrder(const EventLog& log, Sequence first, Sequence last, const SlotVisitor& prepare,
                          const SlotVisitor& visit);

// Visits the events from `first` to `last` in no order, on `threads` threads: each calls
// the visitor of its own, `visitors[i]`, and no two events at once.
// Memory: one event for each thread.
//
// Errors: those of VisitWithPostings and the visitors' own; of several, that of the
// lowest part of the log. Not every event before it need have been visited.
absl::Status VisitInAnyOrder(const EventLog& log, Sequence first, Sequence last,
                             const std::vector<PostingsVisitor>& visitors);

// As many threads as there are processors.
size_t ReaderThreads();

}  // namespace tranche
