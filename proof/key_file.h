// The file of a private key: PKCS#8 in PEM, for its owner alone.
//
// Thread safety: free functions on files.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proof/note_key.h"

namespace tranche {

// Where a ledger has the key that signs its checkpoints.
std::string LedgerKeyPath(const std::string& directory);

// Errors:
//   NOT_FOUND            there is no file.
//   FAILED_PRECONDITION  others than its owner may read or write it.
//   INVALID_ARGUMENT     it is no key, see SigningKey::ParsePem.
//   PERMISSION_DENIED, UNAVAILABLE  it cannot be read.
absl::StatusOr<SigningKey> ReadKeyFile(const std::string& path);

// Makes the file, mode 0600; one that is there is not touched. On OK it is on disk.
// Errors:
//   ALREADY_EXISTS       there is a file.
//   FAILED_PRECONDITION  it is in a ledger, and not where that has its key.
//   PERMISSION_DENIED, RESOURCE_EXHAUSTED, UNAVAILABLE  it cannot be written; none is left.
absl::Status WriteKeyFile(const SigningKey& key, const std::string& path);

}  // namespace tranche
