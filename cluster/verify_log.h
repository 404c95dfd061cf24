// An auditor's check of a shared log, which trusts no node: not who wrote it, nor any copy.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "cluster/log_address.h"
#include "events/clock.h"
#include "proof/check_proof.h"
#include "proto/cluster.pb.h"
#include "replay/progress_report.h"

namespace tranche::cluster {

// Reads the whole log and checks all of it: the checksum of each row, that rows follow each other and their terms never
// fall, that each event is in canonical form and is decided again as it is there, that the events up to the end of each
// row have its root, and the first events that of each checkpoint which the database has, or `trust` has from
// elsewhere.
//
// The key of the log, if `trust` has it, must have signed each of these. Each witness that it names must have signed
// the checkpoint from elsewhere or, without one, at least one that the database has.
//
// archive  the directory of the rows that were archived (cluster/archive_files.h); empty: the log has all.
//
// Cost: as ReplayRows.
// Errors: those of OpenLog, ReaderOf and ReplayRows, and
//   FAILED_PRECONDITION  the log has no events; an event is not lawful where it is; a checkpoint is of another ledger,
//   or
//                        not signed as it must be.
//   DATA_LOSS            a root is another one, or the log ends before a checkpoint; the message names the row, or the
//                        checkpoint.
absl::StatusOr<v1::ClusterReport> VerifyLog(const LogAddress& log, const Trust& trust, const std::string& archive,
                                            Clock* clock, const ProgressCallback& progress);

}  // namespace tranche::cluster
