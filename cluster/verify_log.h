// An auditor's check of a shared log, which trusts no node: not who wrote it, nor any copy.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "cluster/log_address.h"
#include "events/clock.h"
#include "proof/checkpoint.h"
#include "proto/cluster.pb.h"
#include "replay/progress_report.h"

namespace tranche::cluster {

// Reads the whole log and checks all of it: the checksum of each row, that rows follow each other and their terms never
// fall, that each event is in canonical form and is decided again as it is there, that the events up to the end of each
// row have its root and, with a `checkpoint`, that the first events have that one's.
//
// Cost: as ImportLog. A ledger is made of the events in a new directory under $TMPDIR or /tmp, and removed.
//
// Errors: those of OpenLog and RowStream, and
//   FAILED_PRECONDITION  the log has no events, or ends before the checkpoint; or an event is not lawful where it is.
//   DATA_LOSS            a root is another one; the message names the row, or the checkpoint.
absl::StatusOr<v1::ClusterReport> VerifyLog(const LogAddress& log, const std::optional<Checkpoint>& checkpoint,
                                            Clock* clock, const ProgressCallback& progress);

}  // namespace tranche::cluster
