// Rebuilds the index from the log: afterwards, whatever was lost, changed or added in it is correct again, as long as
// the events are intact.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/view.pb.h"
#include "replay/progress_report.h"
#include "storage/unfinished_directory.h"

namespace tranche {

// Makes every row of the index of the ledger in `directory` anew and compares it with the stored one. If each is stored
// so, and no other, that is all: nothing is written. Otherwise it builds a new index, compares it with the stored one
// row by row, and atomically replaces that, even if the stored one cannot be read to its end.
// The ledger must not be open for writing, which `wait` is how long to wait for; concurrent readers keep the snapshot
// that they opened. A ledger that Ledger::Open refuses because of its index can be rebuilt.
//
// progress  called now and then; where the rows differ, not until the second look at the events has got as far as the
//           first.
//
// On OK the index is durable. On an error the stored one is still in place; on
// UNAVAILABLE either of the two is, complete.
//
// Cost: every event is read, and its rows are made; if one differs, that again, and all are written. Memory for the
// keys of the events (projections/index/key_index.h) and one epoch.
//
// Errors: those of storage::CheckDirectory and storage::Database::Open, and
//   FAILED_PRECONDITION  the ledger was moved meanwhile: what is at its path now was not rebuilt.
//   DATA_LOSS  an event cannot be read, or the log ends before the acknowledged head, so
//              the input is incomplete; or an event is not the one from which the stored
//              tree was built. The message names the sequence.
absl::StatusOr<v1::RebuildReport> Rebuild(const std::string& directory, const ProgressCallback& progress,
                                          absl::Duration wait = absl::ZeroDuration());

// As Rebuild, for a directory that is about to become a ledger.
absl::StatusOr<v1::RebuildReport> RebuildUnfinished(const storage::UnfinishedDirectory& directory,
                                                    const ProgressCallback& progress);

}  // namespace tranche
