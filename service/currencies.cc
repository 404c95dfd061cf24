#include "service/currencies.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"

namespace tranche {
namespace {

struct KnownCurrency {
  absl::string_view code;
  int32_t minor_digits;
};

constexpr KnownCurrency kCurrencies[] = {
    {"AUD", 2}, {"BND", 2}, {"CAD", 2}, {"CHF", 2}, {"CNY", 2}, {"EUR", 2}, {"GBP", 2}, {"HKD", 2}, {"IDR", 2},
    {"INR", 2}, {"JPY", 0}, {"KHR", 2}, {"KRW", 0}, {"KWD", 3}, {"LAK", 2}, {"MMK", 2}, {"MYR", 2}, {"NZD", 2},
    {"PHP", 2}, {"SEK", 2}, {"SGD", 2}, {"THB", 2}, {"TWD", 2}, {"USD", 2}, {"VND", 0},
};

}  // namespace

bool IsCurrencyCode(absl::string_view code) {
  return code.size() == 3 && std::all_of(code.begin(), code.end(), [](char letter) {
           return absl::ascii_isupper(static_cast<unsigned char>(letter));
         });
}

std::optional<int32_t> MinorDigitsOf(absl::string_view code) {
  const auto* const known = std::find_if(std::begin(kCurrencies), std::end(kCurrencies),
                                         [&](const KnownCurrency& currency) { return currency.code == code; });
  if (known == std::end(kCurrencies)) return std::nullopt;
  return known->minor_digits;
}

}  // namespace tranche
