// One refusal out of many: what is wrong with each row of a file, all of it data.
//
// Thread safety: a pure function on values.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/status.h"

namespace tranche {

// A refusal with the code of the first one, whose text has each of `refused` on a line of its own, in the reader's
// language.
//
// code     the status code of the result.
// refused  what is shown, each with its place; not empty, none of them OK.
// more     how many others there are: "and 3 more"; nothing for 0.
absl::Status RefusedRows(absl::StatusCode code, const std::vector<absl::Status>& refused, size_t more);

}  // namespace tranche
