// The names that a unit had one after the other, as one cell writes them: "Tỉnh
// Đồng Nai 2025-07-01..2026-04-29; Thành phố Đồng Nai from 2026-04-30".
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

// Reads the names, oldest first; none from an empty text. All but the last are written
// NAME FIRST..LAST, the last one NAME from FIRST; each begins the day after the one before it ends.
//
// Errors: INVALID_ARGUMENT: another shape, or names that overlap or leave days out.
absl::StatusOr<std::vector<DatedName>> ParseNameHistory(absl::string_view text);

}  // namespace tranche
