// Which ledger, or directory of backups, a path lies in: nothing else may be written there.
//
// Thread safety: functions of the files on disk.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tranche::storage {

// The directory of the ledger that `path` is or lies inside; nothing if there is none. `path` need not exist; symbolic
// links are followed.
std::optional<std::string> EnclosingLedger(const std::string& path);

// How the file BACKUPS of a directory of backups begins.
inline constexpr absl::string_view kBackupsMark = "tranche backups format ";

// Called for every file and directory that a command writes: only the ledger itself may write into a ledger's
// directory, and only backups are written among backups.
// Errors: FAILED_PRECONDITION  `path` lies inside one, or inside a directory of backups.
absl::Status CheckOutsideLedgers(const std::string& path);

}  // namespace tranche::storage
