// What a shared log and a copy of it have in common, and what of the copy the log lacks.
//
// Thread safety: functions of objects, exactly as thread-safe as those.
#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/sequence.h"
#include "log/event_bytes.h"
#include "log/event_log.h"
#include "log/event_tree.h"
#include "log/merkle_tree.h"
#include "storage/shared_log.h"

namespace tranche {

// The most of a row, unless a batch alone has more.
inline constexpr size_t kSharedRowEvents = 65'536;
inline constexpr size_t kSharedRowBytes = size_t{8} << 20;

// The events of `row` after `head`, one of those that it has, or the one before them.
// Errors: DATA_LOSS  it has not so many events, or more.
absl::StatusOr<EventBytes> EventsAfter(const storage::SharedLogRow& row, Sequence head);

// DATA_LOSS: a copy has another history than the log up to the end of `row`, where the root of the copy is `found`.
absl::Status OtherRoot(const storage::SharedLogHead& row, const Digest& found);

// The last row that ends at or before `head`, the last event of a copy with the tree `tree`; all zero if there is none.
// Cost: two calls of the log if it is not longer than the copy, else some more.
//
// Errors: those of SharedLog::Head and Read, and
//   DATA_LOSS  the copy and the log differ up to there; or as EventTree::Root.
absl::StatusOr<storage::SharedLogHead> FindCommonRow(storage::SharedLog* log, const EventTree& tree, Sequence head,
                                                     absl::Time deadline);

// Appends to the log the events of a copy after `*end`, the last row of both, up to `head`: byte for byte, in rows of
// kSharedRowEvents events or kSharedRowBytes bytes. `*end` is then the last row.
//
// call_max  how long a call of the log may last.
//
// Errors: those of SharedLog::Append and of EventLog::VisitBytes. The rows up to `*end` are there; after UNAVAILABLE
// perhaps another one, which FindCommonRow finds when the lease has been taken again.
absl::Status AppendMissing(const EventLog& events, const EventTree& tree, Sequence head, const storage::Lease& lease,
                           absl::Duration call_max, storage::SharedLog* log, storage::SharedLogHead* end);

}  // namespace tranche
