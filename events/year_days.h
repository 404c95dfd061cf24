// The days of a calendar year, which a budget year is.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "events/civil_date.h"

namespace tranche {

// 1 January and 31 December of `year`, which may be any number: requests and files say it.
// Errors: INVALID_ARGUMENT  year.out-of-range: it is not from 1900 to 9999.
absl::StatusOr<CivilDate> FirstDayOfYear(int32_t year);
absl::StatusOr<CivilDate> LastDayOfYear(int32_t year);

}  // namespace tranche
