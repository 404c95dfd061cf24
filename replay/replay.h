// Replays history in memory, from the first event: what `tranche replay` shows. Only
// the log is read, so the final balances independently confirm those of the index.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/sequence.h"
#include "log/log_readers.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"
#include "replay/progress_report.h"

namespace tranche {

// Called for each posting, in order, with balance_after filled in, and once for an
// event without postings, with an empty measure. A status that is not OK ends the replay. May be null.
using StepWatcher = std::function<absl::Status(const v1::PostingRow& step)>;

// Folds the events 1 to `to` (inclusive; 0 for none). The steps go to `watch` and are
// not stored: `steps` of the report is empty. `balances` are in ascending order of
// lines and measures, including lines that returned to zero.
//
// threads   how many threads read the log; ignored (one) with `watch`.
//
// Cost: every event is read and parsed; memory for one number for each line and measure
// and thread.
//
// Errors: those of `watch`, and
//   OUT_OF_RANGE  `to` is past the head.
//   DATA_LOSS     an event cannot be read; the message names its sequence.
absl::StatusOr<v1::ReplayReport> Replay(const ReadView& view, Sequence to, const StepWatcher& watch,
                                        const ProgressCallback& progress, size_t threads = ReaderThreads());

}  // namespace tranche
