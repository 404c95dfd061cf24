// A ledger again from a backup (replay/copies/backup.h), checked before it gets its name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "proto/view.pb.h"
#include "replay/progress_report.h"

namespace tranche {

// Makes the ledger `ledger`, where nothing may be, from backup `id` in the directory
// `backups`; from the newest one without an id.
//
// The files are copied to `ledger`.unfinished and compared with their checksums; every
// event is decided again and the index compared with what the events make (as Verify);
// an index that is wrong is built again; the Merkle root must be the one that was noted when
// the backup was taken. Only then is the directory given its name.
//
// On OK the ledger is on disk, sound, and as it was. On an error nothing is left behind; a
// process that is killed leaves `ledger`.unfinished, which is no ledger, and which the next
// restore removes.
//
// Cost: that of copying the files and of Verify.
//
// Errors: those of storage::UnfinishedDirectory and Verify, and
//   NOT_FOUND         there are no backups.
//   INVALID_ARGUMENT  there is no backup `id`; the message names those that there are.
//   DATA_LOSS         the backup is damaged, or what is in it is no sound ledger.
absl::StatusOr<v1::RestoreReport> Restore(const std::string& backups, std::optional<uint32_t> id,
                                          const std::string& ledger, const ProgressCallback& progress);

}  // namespace tranche
