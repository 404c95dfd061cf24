// How each locale writes numbers, and the words of its units of amounts.
//
// Thread safety: pure functions.
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "import/amount_text.h"

namespace tranche {

// How one locale writes numbers, and its units as messages list them.
struct Notation {
  char group;
  char decimal;
  absl::string_view units;
};

const Notation& NotationOf(Locale locale);

// The other of the two locales.
Locale OtherThan(Locale locale);

// The power of ten of a unit such as "tỷ đồng"; 0 if `text` is empty or only names the currency, nothing if the locale
// has no such unit.
std::optional<int> UnitExponent(absl::string_view text, Locale locale, const Currency& currency);

// The unit of 10^`exponent`, as people write it: "tỷ", "billion"; empty for 0. Nothing has another exponent than those
// that UnitExponent returns.
absl::string_view UnitWord(int exponent, Locale locale);

}  // namespace tranche
