// Reads the log on several threads: reading and parsing are most of the work of a replay,
// and every range of the log can be read independently.
//
// Thread safety: free functions on a log, which other threads may read at the same time.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "log/sha256.h"
#include "log/stored_postings.h"

namespace tranche {

// How many events are read ahead at once, each in its own slot.
inline constexpr size_t kSlots = 1024;

// As PostingsVisitor; `slot`, in [0, kSlots), belongs to the event until its visit ends.
using SlotVisitor =
    std::function<absl::Status(size_t slot, const EventView& event, absl::Span<const PostingView> postings)>;

// As VisitWithPostings: `visit` is called in order, by the calling thread, while other
// threads prefetch. These call `prepare`, unless it is null, for each event before it is
// visited, with the same slot, so results can be passed on in an array indexed by slot. Unless `leaves` is null, the
// other threads also set `(*leaves)[slot]`, of kSlots, to the leaf hash of each event before it is visited.
// Memory: kSlots events.
absl::Status VisitInOrder(const EventLog& log, Sequence first, Sequence last, const SlotVisitor& prepare,
                          const SlotVisitor& visit, std::vector<Digest>* leaves = nullptr);

// Visits the events from `first` to `last` (inclusive) in no particular order, one thread
// for each visitor: thread i calls only `visitors[i]`, for one event at a time. The first
// of them is the calling thread.
// Memory: one event for each thread.
//
// Errors: those of VisitWithPostings and of the visitors; if there are several, the one
// in the lowest range of the log. Events before it may not have been visited.
absl::Status VisitInAnyOrder(const EventLog& log, Sequence first, Sequence last,
                             const std::vector<PostingsVisitor>& visitors);

// As many threads as there are processors.
size_t ReaderThreads();

}  // namespace tranche
