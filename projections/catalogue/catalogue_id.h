// The ids that catalogue events give to what they define.
//
// Thread safety: pure functions.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tranche {

// Checks an id, which becomes a part of keys: 1 to 64 printable ASCII characters without blanks and without |.
// Errors: INVALID_ARGUMENT  catalogue.id, at `field`.
absl::Status CheckCatalogueId(absl::string_view field, absl::string_view id);

// ALREADY_EXISTS: catalogue.id-taken, at `field`.
absl::Status CatalogueIdTaken(absl::string_view field, absl::string_view id);

}  // namespace tranche
