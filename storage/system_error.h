// What the operating system refused, as data.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tranche::storage {

// "cannot open PATH: permission denied".
//
// error  an errno.
// what   what was tried, a literal: "cannot open".
//
// The status has the canonical code of the error, as absl::ErrnoToStatus has; the second form has `code` instead.
absl::Status SystemError(int error, absl::string_view what, absl::string_view path);
absl::Status SystemError(absl::StatusCode code, int error, absl::string_view what, absl::string_view path);

// As the first form, of what was to be made or written: PERMISSION_DENIED, RESOURCE_EXHAUSTED when there is no room, or
// UNAVAILABLE; never blamed on what was asked for.
absl::Status WriteError(int error, absl::string_view what, absl::string_view path);

}  // namespace tranche::storage
