#include "events/tranche_number.h"

#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace tranche {
namespace {

constexpr uint32_t kFirstYear = 1900;
constexpr uint32_t kLastYear = 9999;

bool IsYear(uint32_t year) { return year >= kFirstYear && year <= kLastYear; }

// Digits alone: no sign and no blank.
std::optional<uint32_t> ReadDigits(absl::string_view text) {
  uint32_t number = 0;
  for (const char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return std::nullopt;
  }
  return absl::SimpleAtoi(text, &number) && number > 0 ? std::optional<uint32_t>(number) : std::nullopt;
}

}  // namespace

std::string TrancheText(uint32_t number) {
  const uint32_t year = number / kTranchesOfAYear;
  const uint32_t of_year = number % kTranchesOfAYear;
  return IsYear(year) && of_year != 0 ? absl::StrCat(year, "/", of_year) : absl::StrCat(number);
}

std::optional<uint32_t> ReadTrancheText(absl::string_view text) {
  const size_t slash = text.find('/');
  if (slash == absl::string_view::npos) return ReadDigits(text);
  const std::optional<uint32_t> year = ReadDigits(text.substr(0, slash));
  const std::optional<uint32_t> of_year = ReadDigits(text.substr(slash + 1));
  if (!year || !of_year || !IsYear(*year) || *of_year >= kTranchesOfAYear) return std::nullopt;
  return *year * kTranchesOfAYear + *of_year;
}

std::string FieldNumberText(absl::string_view field, uint64_t number) {
  const bool is_tranche = field == "tranche" || absl::EndsWith(field, "_tranche");
  const bool fits = number <= std::numeric_limits<uint32_t>::max();
  return is_tranche && fits ? TrancheText(static_cast<uint32_t>(number)) : absl::StrCat(number);
}

}  // namespace tranche
