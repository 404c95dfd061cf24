// Takes the lock of a ledger (owner_lock.h), or says who has it.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/owner_lock.h"

namespace tranche::storage {

// Locks the ledger in `directory`; waits up to `wait` for another process.
//
// Errors:
//   UNAVAILABLE          (ledger.held) another process writes; the message says which. (ledger.no-locks) the file
//                        system has no locks.
//   FAILED_PRECONDITION  a file that is written to in place belongs to another directory too.
absl::StatusOr<OwnerLock> LockToWrite(const std::string& directory, absl::Duration wait);

// Locks a directory in which a ledger is to be made; waits up to `left` of the `wait` that messages name.
// Errors: UNAVAILABLE as above.
absl::StatusOr<OwnerLock> LockToMake(const std::string& directory, absl::Duration left, absl::Duration wait);

}  // namespace tranche::storage
