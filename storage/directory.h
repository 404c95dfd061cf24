// The directory of one ledger: what must be true of it before the database in it
// is opened. Its file FORMAT names the format of the log and of what goes with it:
//
//   DIR/FORMAT   "tranche ledger format 4\n"
//   DIR/HEAD     the last acknowledged sequence (storage/head_file.h)
//   DIR/rocksdb  the database (storage/database.h)
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"

namespace tranche::storage {

// The format of the log that this program writes, and the only one it reads. It is permanent: what is derived from the
// log has a number of its own (projections/index/index_format.h), which may change while this one stays.
inline constexpr uint32_t kFormatVersion = 4;

// A directory that is to be written to needs this much free space, so that a full
// disk is found before an event is half way into it.
inline constexpr uint64_t kFreeBytesMin = 16 << 20;

// Makes an empty directory for a ledger, and the directories above it. A directory
// that exists must be empty. On OK the names of all that were made are on disk. It is a ledger once MarkComplete has
// written FORMAT, so that one whose making was cut off is never taken for one.
//
// Errors:
//   ALREADY_EXISTS      there is a ledger, or something else, at `path`.
//   FAILED_PRECONDITION `path` is a file, or is in a ledger.
//   PERMISSION_DENIED   the directory above cannot be written to.
//   RESOURCE_EXHAUSTED  the disk is full.
//   UNAVAILABLE         another input or output error.
absl::Status MakeDirectory(const std::string& path);

// Writes FORMAT. On OK it is on disk.
// Errors: PERMISSION_DENIED, RESOURCE_EXHAUSTED, UNAVAILABLE as above.
absl::Status MarkComplete(const std::string& path);

// Checks that `path` holds a ledger of this version and, with `to_write`, that it
// can be written to and has kFreeBytesMin left.
//
// Errors:
//   NOT_FOUND           nothing is there, or no ledger.
//   FAILED_PRECONDITION `path` is a file.
//   UNIMPLEMENTED       the ledger belongs to a newer version, or to an older one; the message says how to bring it
//                       over.
//   PERMISSION_DENIED   it cannot be read, or not be written to.
//   RESOURCE_EXHAUSTED  the disk is (nearly) full.
//   DATA_LOSS           FORMAT does not say what it should.
absl::Status CheckDirectory(const std::string& path, bool to_write);

// The directory of the ledger that `path` is, or is in; nothing when there is none. `path` need not exist; symbolic
// links are followed.
std::optional<std::string> EnclosingLedger(const std::string& path);

// Asked for every file and directory that a command writes somewhere: nothing of ours but the ledger itself writes into
// the directory of a ledger.
// Errors: FAILED_PRECONDITION  `path` is in one.
absl::Status CheckOutsideLedgers(const std::string& path);

// The bytes that all files of the ledger take, 0 when they cannot be counted.
uint64_t DirectoryBytes(const std::string& path);

}  // namespace tranche::storage
