// The successive names of a unit, as written in one cell: "Tỉnh Đồng Nai 2025-07-01..2026-04-29; Thành phố Đồng Nai
// from 2026-04-30".
//
// Thread safety: a pure function.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"

namespace tranche {

struct DatedName {
  std::string full_name;
  CivilDate from;
};

// Parses the names, oldest first; none from an empty text. All but the last are written
// NAME FIRST..LAST, the last one NAME from FIRST; each begins the day after the one before it ends.
//
// Errors: INVALID_ARGUMENT: malformed, or names that overlap or leave gaps.
absl::StatusOr<std::vector<DatedName>> ParseNameHistory(absl::string_view text);

}  // namespace tranche
