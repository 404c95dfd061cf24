#include "reports/amount_format.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "events/check.h"

namespace tranche {
namespace {

// The decimal digits between the minor unit and `unit`.
int ExponentOf(MoneyUnit unit, const Currency& currency) {
  switch (unit) {
    case MoneyUnit::kMinor:
      return currency.minor_digits;
    case MoneyUnit::kMillion:
      return currency.minor_digits + 6;
    case MoneyUnit::kBillion:
      return currency.minor_digits + 9;
  }
  TRANCHE_CHECK(false, "MoneyUnit ", static_cast<int>(unit));
  return 0;
}

int64_t PowerOfTen(int exponent) {
  TRANCHE_CHECK(exponent >= 0 && exponent <= 18, "10^", exponent, " does not fit in 64 bits");
  int64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

// The last `width` digits of an amount, given its remainder modulo 10^width.
std::string FractionDigits(AmountSum remainder, int width) {
  if (width == 0) return "";
  std::string digits = ToDigits(remainder);
  if (digits[0] == '-') digits.erase(0, 1);
  return std::string(static_cast<size_t>(width) - digits.size(), '0') + digits;
}

}  // namespace

std::string FormatAmount(AmountSum minor_units, Locale locale, const Currency& currency) {
  return FormatAmountIn(minor_units, MoneyUnit::kMinor, currency.minor_digits, locale, currency);
}

int DecimalsNeeded(AmountSum minor_units, MoneyUnit unit, const Currency& currency) {
  int decimals = ExponentOf(unit, currency);
  for (; decimals > 0 && minor_units % 10 == 0; --decimals) minor_units /= 10;
  return decimals;
}

std::string FormatAmountIn(AmountSum minor_units, MoneyUnit unit, int decimals, Locale locale,
                           const Currency& currency) {
  const int needed = DecimalsNeeded(minor_units, unit, currency);
  TRANCHE_CHECK(decimals >= needed, decimals, " decimals would round ", ToDigits(minor_units), ", which needs ",
                needed);
  const bool vietnamese = locale == Locale::kVietnamese;
  const int exponent = ExponentOf(unit, currency);
  const AmountSum power = PowerOfTen(exponent);
  const AmountSum whole = minor_units / power;
  const absl::string_view lost_sign = minor_units < 0 && whole == 0 ? "-" : "";
  const std::string number = absl::StrCat(lost_sign, ToGroupedDigits(whole, vietnamese ? '.' : ','));
  if (decimals == 0) return number;
  std::string fraction = FractionDigits(minor_units % power, exponent);
  fraction.resize(static_cast<size_t>(decimals), '0');
  return absl::StrCat(number, vietnamese ? "," : ".", fraction);
}

std::string MoneyUnitName(MoneyUnit unit, Locale locale, const Currency& currency) {
  const bool vietnamese = locale == Locale::kVietnamese;
  const std::string name = vietnamese && currency.code == "VND" ? "đồng" : currency.code;
  switch (unit) {
    case MoneyUnit::kMinor:
      return name;
    case MoneyUnit::kMillion:
      return absl::StrCat(vietnamese ? "triệu " : "million ", name);
    case MoneyUnit::kBillion:
      return absl::StrCat(vietnamese ? "tỷ " : "billion ", name);
  }
  TRANCHE_CHECK(false, "MoneyUnit ", static_cast<int>(unit));
  return name;
}

}  // namespace tranche
