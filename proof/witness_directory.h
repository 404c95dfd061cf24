// The directory of a witness (proof/witness.h):
//
//   DIR/WITNESS      what it knows, see Witness::ToString; replaced as a whole. WITNESS.unfinished: it is being made
//   DIR/witness.key  its private key (proof/key_file.h)
//
// One process at a time changes it, under a lock on the directory (storage/owner_lock.h).
//
// What was cosigned is durable before the cosignature leaves the functions below. Nothing can tell that the whole
// directory was replaced by an older copy of itself; see Witness::Cosign for when that shows.
//
// Thread safety: free functions on files.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proof/witness.h"

namespace tranche {

// Makes a witness with a new key in `directory`, which is made unless it is there and empty. Killed before the end, it
// leaves a directory that is no witness, in which the same call begins again.
//
// name  under which it signs, see IsKeyName.
// wait  how long to wait for another process that makes one there.
//
// On OK it is durable.
// Errors:
//   ALREADY_EXISTS       there is a witness, or something else.
//   FAILED_PRECONDITION  the directory is in a ledger, or among backups.
//   PERMISSION_DENIED, RESOURCE_EXHAUSTED, NOT_FOUND, UNAVAILABLE  it cannot be written.
absl::StatusOr<Witness> MakeWitness(const std::string& directory, const std::string& name, absl::Duration wait);

// What it knows. Needs no lock, and not the private key.
// Errors: NOT_FOUND  there is no witness. DATA_LOSS  its memory is damaged. PERMISSION_DENIED, UNAVAILABLE.
absl::StatusOr<Witness> ReadWitness(const std::string& directory);

// As above, of a witness that can sign.
// Errors: those of ReadWitness and ReadKeyFile; FAILED_PRECONDITION  the private key is another one.
absl::StatusOr<Witness> ReadSigningWitness(const std::string& directory);

// Witness::Watch. On OK that is durable; returns what it knows then.
// Errors: those of Witness::Watch and ReadWitness; UNAVAILABLE  another process changes it; RESOURCE_EXHAUSTED.
absl::StatusOr<Witness> WatchLog(const std::string& directory, const VerifierKey& log, absl::Duration wait);

// Witness::Cosign. On OK the memory of it is durable. Calls for one directory, by any threads and processes, are one
// after the other.
// Errors: those of Witness::Cosign and ReadSigningWitness; FAILED_PRECONDITION  the directory was moved meanwhile;
// UNAVAILABLE  another one changes it; RESOURCE_EXHAUSTED.
absl::StatusOr<SignedNote> CosignAsWitness(const std::string& directory, const SignedNote& note, const Growth& growth,
                                           absl::Time now, absl::Duration wait);

}  // namespace tranche
