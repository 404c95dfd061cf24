// A status with its refusal as the bytes that cross the wire (proto/status.proto), and back.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tranche {

// `status`, which is not OK, with its message, its refusal and, after it, its text as google.rpc.LocalizedMessage if it
// has one (server/localized.h).
std::string StatusDetailsOf(const absl::Status& status);

// The status that StatusDetailsOf was made of: the same code, message and refusal, without the text.
//
// Errors: INTERNAL  the bytes are none, or of a refusal that cannot be printed.
absl::Status StatusOfDetails(absl::string_view details);

}  // namespace tranche
