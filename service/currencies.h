// The currencies that this program knows.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace tranche {

// True for three upper-case letters, as every code of ISO 4217 has.
bool IsCurrencyCode(absl::string_view code);

// The decimals of a currency by ISO 4217: VND 0, USD 2; nothing for one that is not known.
std::optional<int32_t> MinorDigitsOf(absl::string_view code);

}  // namespace tranche
