// The directory of one ledger: what must be true of it before the database in it is opened. Its file FORMAT names the
// format of the log and of the files beside it:
//
//   DIR/FORMAT   "tranche ledger format 5\n"; FORMAT.unfinished until the ledger is complete
//   DIR/HEAD     the last acknowledged sequence (storage/head_file.h)
//   DIR/rocksdb  the database (storage/database.h)
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tranche::storage {

// The private key that signs checkpoints (proof/key_file.h); a ledger may be without.
inline constexpr absl::string_view kSigningKeyName = "checkpoint.key";

// Opening for writing requires this much free space, so that a full disk is detected
// before a write is under way.
inline constexpr uint64_t kFreeBytesMin = 16 << 20;

// Makes the directory of a ledger that is about to be made, and the directories above it. One that exists must be
// empty, or have nothing but what another process has put there that is making its ledger, or was cut off: take the
// lock and ask CheckStillFree. On OK every created directory entry is durable; on an error none is left.
//
// Errors:
//   ALREADY_EXISTS      there is a ledger, or something else, at `path`.
//   FAILED_PRECONDITION `path` is in a ledger, or among backups.
//   DATA_LOSS           the ledger at `path` has lost its FORMAT.
//   PERMISSION_DENIED   the directory above cannot be written to.
//   RESOURCE_EXHAUSTED  the disk is full.
//   UNAVAILABLE         another input or output error.
absl::Status MakeDirectory(const std::string& path);

// Checks, under the lock of `path` (owner_lock.h), that a ledger may be made there: nothing is in it, or only what was
// left of a making that was cut off, by the mark of storage/unfinished_directory.h, and files of the names that a
// ledger has. All of that may be removed.
//
// Errors: ALREADY_EXISTS and DATA_LOSS as above, and those of looking into the directory.
absl::Status CheckStillFree(const std::string& path);

// Checks that `path` holds a ledger of a format that this program knows (storage/format_file.h) and, with `to_write`,
// that it can be written to and has kFreeBytesMin left.
//
// Errors:
//   NOT_FOUND           `path` does not exist, or is not a ledger (yet).
//   UNIMPLEMENTED       the ledger has a newer format, or one that is too old; the message says how to bring it over.
//   PERMISSION_DENIED   it cannot be read or, with `to_write`, written to.
//   RESOURCE_EXHAUSTED  the disk is (nearly) full.
//   DATA_LOSS           the content of FORMAT is not valid, or FORMAT is missing beside events.
absl::Status CheckDirectory(const std::string& path, bool to_write);

// Checks, under the lock of `path` (owner_lock.h), that the files of the ledger that are written to in place, HEAD and
// the newest write-ahead log, have no second name: a copy made of hard links (`cp -al`) is another directory, with a
// lock of its own. Cost: a listing of the database's directory.
//
// Errors: FAILED_PRECONDITION  one has; the message says which.
absl::Status CheckNotShared(const std::string& path);

// The total size in bytes of the ledger's files; 0 if it cannot be determined.
uint64_t DirectoryBytes(const std::string& path);

}  // namespace tranche::storage
