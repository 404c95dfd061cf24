// Old events leave the database for files: its disks need not grow with the ledger for ever. Copies keep all events.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "cluster/log_address.h"
#include "events/clock.h"
#include "proto/cluster.pb.h"
#include "replay/progress_report.h"

namespace tranche::cluster {

// Takes the partitions of the log that end before event `before` into files of `directory` (cluster/archive_files.h):
// each is written there; all events from the first one on are decided again from these files, and each row's root is
// checked; only then are the partitions dropped from the database. One whose events are followed by none stays.
//
// Asks as a member of tranche_owner. After an error nothing was dropped, or the first ones; do it again. Files of
// earlier archives must be in `directory`, too.
//
// Cost: as ReplayRows, of all events from the first.
// Errors: those of OpenLog, WriteArchiveFile, ArchivedRows and ReplayRows, and
//   FAILED_PRECONDITION  no partition ends before that event and is followed by another one.
//   PERMISSION_DENIED    we are no member of tranche_owner.
absl::StatusOr<v1::ClusterReport> Archive(const LogAddress& log, const std::string& directory, uint64_t before,
                                          Clock* clock, const ProgressCallback& progress);

}  // namespace tranche::cluster
