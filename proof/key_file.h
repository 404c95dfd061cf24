// The file of a private key: PKCS#8 in PEM, accessible only to its owner.
//
// Thread safety: free functions on files.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proof/note_key.h"

namespace tranche {

// The path of the key with which a ledger signs its checkpoints.
std::string LedgerKeyPath(const std::string& directory);

// Errors:
//   NOT_FOUND            the file does not exist.
//   FAILED_PRECONDITION  it belongs to another user than this process; or users other than its owner may read or
//                        write it.
//   INVALID_ARGUMENT     it is not a key, see SigningKey::ParsePem.
//   PERMISSION_DENIED, UNAVAILABLE  it cannot be read.
absl::StatusOr<SigningKey> ReadKeyFile(const std::string& path);

// Creates the file, mode 0600; an existing one is left untouched. On OK it is durable.
// Errors:
//   ALREADY_EXISTS       the file exists.
//   FAILED_PRECONDITION  it is inside a ledger, but not at LedgerKeyPath.
//   PERMISSION_DENIED, RESOURCE_EXHAUSTED, UNAVAILABLE  it cannot be written; nothing is
//                                                       left behind.
absl::Status WriteKeyFile(const SigningKey& key, const std::string& path);

}  // namespace tranche
