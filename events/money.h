// Arithmetic on money. An amount is an int64 in the minor unit of the ledger's
// currency; a sum of amounts is a 128-bit integer, which no ledger can overflow
// (2^64 events of 2^63 each). There is no floating point anywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/numeric/int128.h"

namespace tranche {

using AmountSum = absl::int128;

// a + b, or nothing when the result does not fit in 64 bits.
std::optional<int64_t> CheckedAdd(int64_t a, int64_t b);

// -amount, or nothing for -2^63.
std::optional<int64_t> CheckedNegate(int64_t amount);

// The digits of `sum`, without grouping: "-1234567".
std::string ToDigits(AmountSum sum);

// The digits of `sum` in groups of three, as error messages print them: "-1,234,567".
std::string ToGroupedDigits(AmountSum sum, char group_mark = ',');

}  // namespace tranche
