#include "events/date_text.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "events/refusal.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr absl::string_view kSeparators = "/.-";

std::optional<int32_t> ReadDigits(absl::string_view text, size_t least, size_t most) {
  int32_t number = 0;
  const bool are_digits = std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
  if (text.size() < least || text.size() > most || !are_digits || !absl::SimpleAtoi(text, &number)) return std::nullopt;
  return number;
}

// Day, month and year between two of the same separator, as YYYYMMDD.
std::optional<int32_t> ReadDayFirst(absl::string_view text) {
  const size_t first = text.find_first_of(kSeparators);
  if (first == absl::string_view::npos) return std::nullopt;
  const std::vector<absl::string_view> parts = absl::StrSplit(text, text[first]);
  if (parts.size() != 3) return std::nullopt;
  const std::optional<int32_t> day = ReadDigits(parts[0], 1, 2);
  const std::optional<int32_t> month = ReadDigits(parts[1], 1, 2);
  const std::optional<int32_t> year = ReadDigits(parts[2], 4, 4);
  if (!day || !month || !year) return std::nullopt;
  return *year * 10'000 + *month * 100 + *day;
}

}  // namespace

absl::StatusOr<CivilDate> ReadDateText(absl::string_view text) {
  absl::StatusOr<CivilDate> iso = CivilDate::Parse(text);
  const std::optional<v1::Refusal> why = RefusalOf(iso.status());
  if (iso.ok() || (why && why->code() == "date.no-day")) return iso;
  const std::optional<int32_t> number = ReadDayFirst(text);
  if (!number)
    return Refuse(
        kInvalid, "date.unreadable",
        "found \"{found}\", wanted a date as YYYY-MM-DD or day/month/year, for example 2024-06-30 or 30/6/2024",
        {TextField("found", text)});
  absl::StatusOr<CivilDate> date = CivilDate::FromNumber(*number);
  if (date.ok()) return date;
  return Refuse(kInvalid, "date.no-day",
                "found \"{found}\", which, with the day first, is not a day of the calendar between 1/1/1900 and "
                "31/12/9999",
                {TextField("found", text)});
}

}  // namespace tranche
