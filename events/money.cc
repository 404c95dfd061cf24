#include "events/money.h"

#include <sstream>

#include "absl/strings/str_cat.h"

namespace tranche {

std::optional<int64_t> CheckedAdd(int64_t a, int64_t b) {
  int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

std::optional<int64_t> CheckedNegate(int64_t amount) {
  int64_t negative = 0;
  if (__builtin_sub_overflow(int64_t{0}, amount, &negative)) return std::nullopt;
  return negative;
}

std::string ToDigits(AmountSum sum) {
  const auto small = static_cast<int64_t>(sum);
  if (small == sum) return absl::StrCat(small);  // many times faster
  std::ostringstream out;
  out << sum;
  return out.str();
}

std::string ToGroupedDigits(AmountSum sum, char group_mark) {
  const std::string digits = ToDigits(sum);
  const size_t first = sum < 0 ? 1 : 0;
  std::string grouped = digits.substr(0, first);
  for (size_t i = first; i < digits.size(); ++i) {
    if (i > first && (digits.size() - i) % 3 == 0) grouped += group_mark;
    grouped += digits[i];
  }
  return grouped;
}

}  // namespace tranche
