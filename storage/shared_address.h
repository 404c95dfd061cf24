// Where the shared log of a copy is: the file SHARED in its directory, a line with the address, which has no password.
//
// Thread safety: functions of the files on disk; one thread at a time for one directory.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tranche::storage {

// The address; nothing if there is no such file. Errors: those of ReadWholeFile.
absl::StatusOr<std::optional<std::string>> ReadSharedAddress(const std::string& directory);

// Writes it. On OK it is durable. Errors: those of ReplaceFile.
absl::Status WriteSharedAddress(const std::string& directory, const std::string& address);

}  // namespace tranche::storage
