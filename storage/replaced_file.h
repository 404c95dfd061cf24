// A small file that is replaced as a whole.
//
// Thread safety: functions of the files on disk; one thread at a time for one path.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tranche::storage {

// Writes `content` to `path`.new, which is synced and renamed to `path`, so that the file is never observed without its
// old or its new content, even after a power cut. On OK the new one is durable.
// Errors: PERMISSION_DENIED, RESOURCE_EXHAUSTED, NOT_FOUND, UNAVAILABLE  it cannot be written; the old one is kept.
absl::Status ReplaceFile(const std::string& path, absl::string_view content);

}  // namespace tranche::storage
