// Amounts as reports print them: grouped digits, in the notation of a locale.
// Nothing is rounded: import/amount_text.h reads the same amount back.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "events/money.h"
#include "import/amount_text.h"

namespace tranche {

// The unit in which a report shows amounts.
enum class MoneyUnit {
  kMinor,    // Units of the currency, with its minor digits: 1 đồng, 1.00 USD.
  kMillion,  // Millions of the currency.
  kBillion,  // Billions (10^9) of the currency.
};

// "18.300.000.000" in Vietnamese, "18,300,000,000" in English; with the
// currency's minor digits after the decimal mark, if it has any.
std::string FormatAmount(AmountSum minor_units, Locale locale, const Currency& currency);

// The minimum number of decimals with which FormatAmountIn loses nothing. A
// report uses the maximum over a column, so that its decimal marks align.
int DecimalsNeeded(AmountSum minor_units, MoneyUnit unit, const Currency& currency);

// `minor_units` in `unit`, without the unit's name: 18300000000 VND in billions
// with two decimals is "18,30" in Vietnamese.
//
// decimals  DecimalsNeeded or more.
std::string FormatAmountIn(AmountSum minor_units, MoneyUnit unit, int decimals, Locale locale,
                           const Currency& currency);

// The name to print beside such numbers: "tỷ đồng", "billion VND", "đồng", "VND".
// ParseAmount reads a formatted number followed by it.
std::string MoneyUnitName(MoneyUnit unit, Locale locale, const Currency& currency);

}  // namespace tranche
