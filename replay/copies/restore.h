// Restores a ledger from a backup (replay/copies/backup.h); it is verified before it becomes a ledger.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "proto/view.pb.h"
#include "replay/progress_report.h"

namespace tranche {

// Creates the ledger `ledger`, where there must be nothing, from backup `id` in the directory
// `backups`; without an id, from the newest one.
//
// The files are copied and compared with their checksums; every event
// is decided again and the index compared with the one derived from the events (as Verify);
// a wrong index is rebuilt; the Merkle root must be the one noted when the backup was taken.
// Only then does the directory become a ledger (storage/unfinished_directory.h).
//
// The backup of a copy becomes a copy of the same shared log again, in which nothing is recorded alone.
//
// shared_log  the address of a shared log (storage/shared_address.h): it becomes a copy of that one, whatever it was;
//             empty: what it was.
//
// On OK the ledger is durable, sound, and as it was. On an error nothing is left behind; a
// killed process leaves a directory that is no ledger, and which the next restore
// replaces.
//
// Cost: that of copying the files and of Verify.
//
// Errors: those of storage::UnfinishedDirectory and Verify, and
//   NOT_FOUND         there are no backups.
//   INVALID_ARGUMENT  there is no backup `id`; the message lists the existing ones.
//   DATA_LOSS         the backup is damaged, or does not contain a sound ledger.
absl::StatusOr<v1::RestoreReport> Restore(const std::string& backups, std::optional<uint32_t> id,
                                          const std::string& ledger, const ProgressCallback& progress,
                                          const std::string& shared_log = "");

}  // namespace tranche
