// What is wrong with a field of a request, as a refusal that names the field.
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"

namespace tranche {

// The text of the part of a refusal that names a field of the request (its only field, "request_field"). A caller with
// other names for its fields, as the command line has, prints them by it.
inline constexpr absl::string_view kAtFieldText = "{request_field}";

// `status` with `field`, a name in request.proto, before its text. What was not a refusal becomes one. OK stays OK.
absl::Status AtField(absl::string_view field, const absl::Status& status);

// INVALID_ARGUMENT: `field` is required. wanted  what it says, in words.
absl::Status MissingField(absl::string_view field, absl::string_view wanted);

// INVALID_ARGUMENT: `field`, `or_field` or both are required.
absl::Status MissingField(absl::string_view field, absl::string_view or_field, absl::string_view wanted);

// The value of an optional field.
inline std::optional<std::string> Given(bool has, const std::string& value) {
  return has ? std::optional<std::string>(value) : std::nullopt;
}

// A date as people type it (events/date_text.h); `fallback` when `text` is absent.
// Errors: INVALID_ARGUMENT at `field`.
absl::StatusOr<CivilDate> ReadDate(absl::string_view field, const std::optional<std::string>& text, CivilDate fallback);

}  // namespace tranche
