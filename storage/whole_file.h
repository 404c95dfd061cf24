// Reads a file into memory.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/statusor.h"

namespace tranche::storage {

// What somebody gives to be read is at most this large.
inline constexpr size_t kFileBytesMax = size_t{1} << 30;

// The bytes of the file or pipe at `path`, or nothing when there is none. A pipe without a writer is waited for. At
// most `bytes_max` and one more are read.
//
// Errors:
//   INVALID_ARGUMENT   it is a device, or has more than `bytes_max`.
//   PERMISSION_DENIED  it may not be read.
//   UNAVAILABLE        it is a directory, or reading failed.
absl::StatusOr<std::optional<std::string>> ReadWholeFile(const std::string& path, size_t bytes_max = kFileBytesMax);

// As ReadWholeFile, but a missing file is an error. Errors: as above, and NOT_FOUND.
absl::StatusOr<std::string> ReadExistingFile(const std::string& path, size_t bytes_max = kFileBytesMax);

}  // namespace tranche::storage
