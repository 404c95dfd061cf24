// A copy of a ledger that can be taken while it is written to, and that knows what must
// come out of it again (replay/copies/restore.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "events/clock.h"
#include "proto/view.pb.h"

namespace tranche {

struct BackupOptions {
  // How many backups, the new one included, stay in the directory, 1 or more; all of them
  // without it. Older ones are dropped once the new one is on disk.
  std::optional<uint32_t> keep;
};

// Adds a backup of the ledger in `ledger` to the directory `backups`, which is made when
// nothing is there. The ledger may be open for writing in any process; the backup
// holds every event that was acknowledged before the call, each batch whole.
//
// ledger   belongs to this user: `ledger`/copying is there for a while, with hard links.
// backups  holds backups of this ledger and nothing else.
// clock    when it was taken.
//
// On OK the backup is on disk. Only what is not in an earlier backup was copied. What is in
// it is the log, the index and the settings beside them (all of the database), and HEAD as
// the end of that log; no other file of the directory is.
//
// Cost: what `Ledger::Open` reads, a checksum over what is copied, and room for that.
//
// Errors: those of Ledger::Open, of storage::LinkCopy and of storage::BackupFiles, and
//   FAILED_PRECONDITION  `backups` holds something else, or its newest backup is not continued by this ledger: it is
//                        of another one, knows more events, or has another root at its head. Nothing is dropped.
//   DATA_LOSS            the ledger is damaged as far as an open can tell: nothing is
//                        backed up, so that no good backup is dropped for a bad one.
absl::StatusOr<v1::BackupReport> Backup(const std::string& ledger, const std::string& backups,
                                        const BackupOptions& options, Clock* clock);

}  // namespace tranche
