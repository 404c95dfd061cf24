// Backs up a ledger, even while it is being written to. A backup records what a restore of it must produce
// (replay/copies/restore.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "events/clock.h"
#include "proto/view.pb.h"

namespace tranche {

struct BackupOptions {
  // How many backups to keep in the directory, including the new one, 1 or more; unset: all of them. Older ones are
  // dropped once the new one is durable.
  std::optional<uint32_t> keep;
};

// Adds a backup of the ledger in `ledger` to the directory `backups`, which is created if it does not exist. The ledger
// may be open for writing in any process; the backup holds every event that was acknowledged before the call, each
// batch whole.
//
// ledger   belongs to this user: `ledger`/copying exists temporarily, with hard links.
// backups  holds backups of this ledger and nothing else.
// clock    gives the time of the backup.
//
// On OK the backup is durable. Backups are incremental: only what no earlier backup has is copied. It contains the
// whole database (the log, the index and the settings with them), and HEAD as of the end of that log; no other file of
// the directory.
//
// Cost: what `Ledger::Open` reads, a checksum over what is copied, and disk space for it.
//
// Errors: those of Ledger::Open, of storage::LinkCopy and of storage::BackupFiles, and
//   FAILED_PRECONDITION  `backups` holds something else, or its newest backup is not continued by this ledger: it is of
//                        another ledger, has more events, or has another root at its head. Nothing is dropped.
//   DATA_LOSS            the ledger is damaged, as far as opening detects: nothing is backed up, so that no good backup
//                        is dropped for a bad one.
absl::StatusOr<v1::BackupReport> Backup(const std::string& ledger, const std::string& backups,
                                        const BackupOptions& options, Clock* clock);

}  // namespace tranche
