// The proof that a ledger is what it says: every invariant, checked again from the bytes.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "proto/view.pb.h"
#include "replay/progress_report.h"

namespace tranche {

// Checks the ledger in `directory`; nothing in it is changed, and it may be open for
// writing beside. In one pass over the events, and then one over the index:
//   "head"     HEAD is readable, and the log does not end before it.
//   "event"    sequences are dense, every event can be read, has a known kind and is in
//              order of recorded_at; the catalogue takes it; it is what a command may say.
//   "key", "guard", "posting"  see replay/verify/event_checks.h.
//   "index"    the rows are exactly those that the events make, bit for bit.
//   "tree"     the Merkle tree is that of the events; an event that is not the one that the
//              tree was made of is a finding of "event".
//   "checkpoint", "commitment"  see replay/verify/published_checks.h.
//   "storage"  the files of the database can be opened, and their checksums hold.
// Events after one that cannot be read cannot be judged, and nor can the index: of them only
// the bytes are looked at, to the end (replay/verify/unjudged_events.h).
//
// OK with findings means a damaged ledger; without, that all is well. The findings are
// by sequence, those without one last.
//
// Cost: every event is decided again on a copy of the index, which is built under
// $TMPDIR or /tmp and takes about as much room as the index; memory is that of a ledger that
// is open for writing (projections/index/key_index.h, ledger/rules/scope_states.h) and of one epoch.
//
// Errors:
//   NOT_FOUND, FAILED_PRECONDITION  no ledger is there.
//   UNIMPLEMENTED                   it belongs to a newer version.
//   PERMISSION_DENIED               it cannot be read.
//   RESOURCE_EXHAUSTED, UNAVAILABLE, DATA_LOSS  the temporary copy cannot be made or read.
absl::StatusOr<v1::VerifyReport> Verify(const std::string& directory, const ProgressCallback& progress);

// The same for a directory that is about to become a ledger: it has no FORMAT yet.
absl::StatusOr<v1::VerifyReport> VerifyUnfinished(const std::string& directory, const ProgressCallback& progress);

}  // namespace tranche
