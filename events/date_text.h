// Dates as people type them: at the command line, in a cell of a CSV file, in a request.
//
// Thread safety: a pure function.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"

namespace tranche {

// Reads "2024-06-30", or the day first: "30/6/2024", "30.06.2024", "30-6-2024"; never the month first, whatever the
// language.
//
// Errors: INVALID_ARGUMENT  date.unreadable: another shape, such as a year of two digits; date.no-day: a day that the
// calendar does not have.
absl::StatusOr<CivilDate> ReadDateText(absl::string_view text);

}  // namespace tranche
