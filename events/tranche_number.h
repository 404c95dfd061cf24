// How people read and write the number of a tranche. That of money that was carried over is the budget year x 1000 +
// the number that it had in that year: stored as 2024001, and 2024/1 for people.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

// In another year a tranche has its own year x this + its number, which is below it.
inline constexpr uint32_t kTranchesOfAYear = 1000;

// "1", and "2024/1" of 2024001: of any number that is a budget year, 1900 to 9999, x 1000 + a number from 1 to 999.
std::string TrancheText(uint32_t number);

// The number from 1 that `text` is, as TrancheText writes it or by its digits alone; nothing for any other text.
std::optional<uint32_t> ReadTrancheText(absl::string_view text);

// The number of a field of a refusal: by a convention of all refusals that of a tranche if the name of the field is
// `tranche`, or ends in `_tranche`.
std::string FieldNumberText(absl::string_view field, uint64_t number);

}  // namespace tranche
