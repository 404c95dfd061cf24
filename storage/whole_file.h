// Reads a small file into memory.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"

namespace tranche::storage {

// The bytes of the file at `path`, or nothing when there is none.
//
// Errors:
//   PERMISSION_DENIED  it may not be read.
//   UNAVAILABLE        it is a directory, or reading failed.
absl::StatusOr<std::optional<std::string>> ReadWholeFile(const std::string& path);

// As ReadWholeFile, but a missing file is an error. Errors: as above, and NOT_FOUND.
absl::StatusOr<std::string> ReadExistingFile(const std::string& path);

}  // namespace tranche::storage
