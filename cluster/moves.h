// A ledger goes into a shared log and comes out of it again; a copy of it is made. Sequences, instants, keys, bytes and
// the root stay.
//
// Thread safety: functions of directories and logs.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cluster/log_address.h"
#include "events/clock.h"
#include "ledger/opening.h"
#include "proto/cluster.pb.h"
#include "replay/progress_report.h"

namespace tranche::cluster {

// Appends the events of the ledger in `directory` to the log of that ledger at `url`, which is empty or has the first
// of them, after a move that was cut off, and its published checkpoints; then `directory` is a copy of it. The ledger
// is open for writing meanwhile.
//
// Errors: those of Ledger::Open, OpenLog, FindCommonRow and AppendMissing (log/shared_rows.h), and
//   FAILED_PRECONDITION  the log has more events than the ledger.
absl::StatusOr<v1::ClusterReport> MoveIn(const std::string& directory, const std::string& url, Clock* clock,
                                         const OpenOptions& options);

// Closes the log for ever, and makes the ledger `directory` of its events, where there must be nothing; each is decided
// again. After an error the log may be closed: do it again.
//
// archive  as of VerifyLog.
// Errors: those of OpenLog, PostgresLog::Close, ReaderOf, RowStream and ImportLog.
absl::StatusOr<v1::ClusterReport> MoveOut(const LogAddress& log, const std::string& archive,
                                          const std::string& directory, Clock* clock, const ProgressCallback& progress);

// Makes `directory` a copy of the log: from a backup in the directory `backups`, unless that is empty, and from rows.
// One that is a copy already catches up, and gets the address.
//
// Errors: those of OpenLog, Restore, Ledger::BeginCopy and Ledger::CatchUp, and
//   FAILED_PRECONDITION  the log has no events yet; or it begins after the backup, as events were archived.
absl::StatusOr<v1::ClusterReport> Join(const std::string& directory, const LogAddress& log, const std::string& backups,
                                       Clock* clock, const ProgressCallback& progress);

// The copy `directory` beside its log. Errors: those of ReadAddress, Ledger::Open, OpenLog and SharedLog::State.
absl::StatusOr<v1::ClusterStatus> StatusOf(const std::string& directory, Clock* clock);

}  // namespace tranche::cluster
