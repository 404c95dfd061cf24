// Many refusals as one: what is wrong with each command of a batch, or with each row of a file, all of it data.
//
// Thread safety: pure functions on values.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/status.h"

namespace tranche {

// The most refusals that one of many shows; the rest are counted.
inline constexpr size_t kRefusalsShownMax = 50;

// The first of `refused`, with the others in it, each of which is a line of its own in the text.
//
// refused   what is shown, each with its place; 1 to kRefusalsShownMax, none of them OK.
// left_out  how many others there are: "and 3 more"; nothing for 0.
absl::Status JoinRefusals(absl::StatusCode code, const std::vector<absl::Status>& refused, size_t left_out);

// `refusal`, which says that it may follow from an earlier one of its batch. OK stays OK.
absl::Status MarkedAsFollowing(const absl::Status& refusal);

}  // namespace tranche
