#include "storage/system_error.h"

#include "events/refusal.h"
#include "events/system_reason.h"
#include "storage/anchored_path.h"

namespace tranche::storage {

absl::Status SystemError(int error, absl::string_view what, absl::string_view path) {
  return SystemError(absl::ErrnoToStatusCode(error), error, what, path);
}

absl::Status SystemError(absl::StatusCode code, int error, absl::string_view what, absl::string_view path) {
  return Refuse(
      code, "system.error", "{what} {path}: {reason}",
      {WordField("what", what), TextField("path", WithNames(std::string(path))), SystemReason("reason", error)});
}

absl::Status WriteError(int error, absl::string_view what, absl::string_view path) {
  const absl::StatusCode code = absl::ErrnoToStatusCode(error);
  const bool is_told = code == absl::StatusCode::kPermissionDenied || code == absl::StatusCode::kResourceExhausted;
  return SystemError(is_told ? code : absl::StatusCode::kUnavailable, error, what, path);
}

}  // namespace tranche::storage
