// The index, built again from the log: whatever was lost, changed or added in it is
// right again afterwards, as long as the events are there.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "proto/view.pb.h"
#include "replay/progress_report.h"

namespace tranche {

// Builds the index of the ledger in `directory` aside, compares it with the stored one
// row by row, and puts it in its place, also when the stored one cannot be read to its
// end. The ledger must not be open for writing; readers beside it go on with what they
// opened. A ledger that Ledger::Open refuses for its index can be rebuilt.
//
// On OK the new index is durable. On an error the stored one is still in place, but for
// UNAVAILABLE, where either of them is, whole.
//
// Cost: every event is read and its rows are written; memory for the keys of the events
// (projections/index/key_index.h) and one epoch.
//
// Errors: those of storage::CheckDirectory and storage::Database::Open, and
//   DATA_LOSS  an event cannot be read, or the log ends before the acknowledged head:
//              there is nothing to build from; or an event is not the one that the stored
//              tree was made of. The message names the sequence.
absl::StatusOr<v1::RebuildReport> Rebuild(const std::string& directory, const ProgressCallback& progress);

// The same for a directory that is about to become a ledger: it has no FORMAT yet.
absl::StatusOr<v1::RebuildReport> RebuildUnfinished(const std::string& directory, const ProgressCallback& progress);

}  // namespace tranche
