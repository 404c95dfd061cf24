// The file FORMAT of a ledger's directory (storage/directory.h), and what its absence means.
//
// Thread safety: functions of the files on disk.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche::storage {

// The format of the log that a new ledger has. It is permanent: derived rows have a format number of their own
// (projections/index/index_format.h), which may change while this one does not.
inline constexpr uint32_t kFormatVersion = 5;

// The oldest format that this program reads and writes. A ledger keeps the format that it was made with.
inline constexpr uint32_t kOldestFormatVersion = 4;

// What FORMAT says.
struct LedgerFormat {
  uint32_t version = kFormatVersion;
  // True for the copy of a log that several machines share (storage/shared_log.h): nothing is recorded in it that is
  // not in that log.
  bool is_copy = false;

  friend bool operator==(const LedgerFormat& a, const LedgerFormat& b) {
    return a.version == b.version && a.is_copy == b.is_copy;
  }
};

// How FORMAT begins, and where the database is beside it.
inline constexpr absl::string_view kFormatPrefix = "tranche ledger format ";
inline constexpr absl::string_view kDatabaseName = "rocksdb";

std::string FormatPath(const std::string& path);

// The file that becomes FORMAT when a ledger that is being made is complete (storage/unfinished_directory.h).
inline constexpr absl::string_view kUnfinishedName = "FORMAT.unfinished";
std::string UnfinishedPath(const std::string& path);

// True for a directory in which a ledger is being made, or its making was cut off, and for a temporary one
// (storage/scratch_directory.h), which never becomes one.
bool IsUnfinished(const std::string& path);

// True if the directory of a ledger has its database.
bool HasDatabase(const std::string& path);

// True for a HEAD that is not a ledger's, in a directory without FORMAT: git keeps one too.
bool HasHeadOfOthers(const std::string& path);

// The content of FORMAT that says this.
std::string FormatText(const LedgerFormat& format);

// What FORMAT, which is there, says; the version is from kOldestFormatVersion to kFormatVersion.
// Errors: UNIMPLEMENTED  it names another. DATA_LOSS  it is damaged.
absl::StatusOr<LedgerFormat> ReadFormat(const std::string& path);

// Checks that a directory without FORMAT is no ledger that had one.
// Errors: DATA_LOSS  it is, or HEAD is damaged.
absl::Status CheckFormatNotLost(const std::string& path);

// What a directory without FORMAT is.
// Errors: those of CheckFormatNotLost; NOT_FOUND  no ledger, or none yet.
absl::Status NoFormat(const std::string& path);

}  // namespace tranche::storage
