// Verifies a ledger: rechecks every invariant from the stored bytes.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/view.pb.h"
#include "replay/progress_report.h"

namespace tranche {

// Checks the ledger in `directory`; read-only, and may run while the ledger is open for writing. In one pass over the
// events, then one over the index:
//   "head"     HEAD is readable, and the log does not end before it.
//   "event"    sequences are dense, every event can be read, is written in canonical form (events/canonical_form.h),
//              has a known kind and is in order of recorded_at, which is not far in the future; the catalogue accepts
//              it; it is valid as a command.
//   "key", "guard", "posting"  see replay/verify/event_checks.h.
//   "approval"  see replay/verify/approval_checks.h.
//   "index"    the rows are bit for bit those derived from the events.
//   "tree"     the Merkle tree is that of the events; an event other than the one from which the tree was built is a
//              finding of "event".
//   "checkpoint", "balance-root"  see replay/verify/published_checks.h.
//   "storage"  the files of the database can be opened, and their checksums hold.
// Events after one that cannot be read cannot be judged, nor can the index: only their bytes are checked, to the end of
// the log (replay/verify/unjudged_events.h).
//
// progress  called when the files have been read, then every thousand events, then, with all of them done, while the
//           index is compared. Where something is wrong, all of that happens twice: the second look at the events tells
//           nothing new until it has got as far as the first.
// now       of the clock of this machine, for instants in the future (CheckEvent in replay/verify/event_checks.h).
//
// OK with findings means a damaged ledger; without any, a sound one. The findings are by sequence, those without one
// last.
//
// Cost: every event is decided again, and its rows are compared with the stored ones as they are made
// (replay/verify/sound_ledger.h); memory is that of a ledger open for writing (projections/index/key_index.h,
// ledger/rules/scope_states.h), 8 bytes for each event and one epoch. Unless all is right, all is done again on a copy
// of the index, to say what is not: it is built under $TMPDIR or /tmp and takes about as much space as the index.
//
// Errors:
//   NOT_FOUND, FAILED_PRECONDITION  no ledger is there.
//   UNIMPLEMENTED                   it belongs to a newer version.
//   PERMISSION_DENIED               it cannot be read.
//   RESOURCE_EXHAUSTED, UNAVAILABLE, DATA_LOSS  the temporary copy is needed, and cannot be made or read.
//   those of `progress`.
absl::StatusOr<v1::VerifyReport> Verify(const std::string& directory, const EndableProgress& progress,
                                        absl::Time now = absl::InfiniteFuture());

// As Verify, for a directory that is about to become a ledger: it has no FORMAT yet. No instant is too late.
absl::StatusOr<v1::VerifyReport> VerifyUnfinished(const std::string& directory, const ProgressCallback& progress);

}  // namespace tranche
