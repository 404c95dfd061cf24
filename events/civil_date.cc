#include "events/civil_date.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "events/refusal.h"

namespace tranche {
namespace {

constexpr int kYearMin = 1900;
constexpr int kYearMax = 9999;

absl::CivilDay ToCivilDay(int32_t yyyymmdd) {
  return absl::CivilDay(yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100);
}

int32_t ToNumber(absl::CivilDay day) {
  return static_cast<int32_t>(day.year() * 10000 + day.month() * 100 + day.day());
}

bool HasIsoShape(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (!absl::ascii_isdigit(text[i])) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<CivilDate> CivilDate::Parse(absl::string_view text) {
  if (!HasIsoShape(text)) {
    return Refuse(absl::StatusCode::kInvalidArgument, "date.unreadable",
                  "found \"{found}\", wanted a date as YYYY-MM-DD, for example 2024-06-30", {TextField("found", text)});
  }
  int32_t number = 0;
  const bool is_number =
      absl::SimpleAtoi(absl::StrCat(text.substr(0, 4), text.substr(5, 2), text.substr(8, 2)), &number);
  const absl::StatusOr<CivilDate> date = FromNumber(is_number ? number : 0);
  if (!date.ok()) {
    return Refuse(absl::StatusCode::kInvalidArgument, "date.no-day",
                  "found \"{found}\", which is not a day of the calendar between 1900-01-01 and 9999-12-31",
                  {TextField("found", text)});
  }
  return date;
}

absl::StatusOr<CivilDate> CivilDate::FromNumber(int32_t yyyymmdd) {
  const int year = yyyymmdd / 10000;
  const int month = yyyymmdd / 100 % 100;
  const int day = yyyymmdd % 100;
  const bool is_in_every_year = month >= 1 && month <= 12 && day >= 1 && day <= 28;  // nearly all, without a calendar
  if (year < kYearMin || year > kYearMax || (!is_in_every_year && ToNumber(ToCivilDay(yyyymmdd)) != yyyymmdd)) {
    return Refuse(absl::StatusCode::kInvalidArgument, "date.no-day",
                  "found {found}, wanted a day of the calendar as YYYYMMDD from 19000101 to 99991231",
                  {TextField("found", absl::StrCat(yyyymmdd))});
  }
  return CivilDate(yyyymmdd);
}

CivilDate CivilDate::FromDaysSinceEpoch(int64_t days) {
  const absl::CivilDay day = absl::CivilDay(1970, 1, 1) + days;
  return CivilDate(ToNumber(std::clamp(day, absl::CivilDay(kYearMin, 1, 1), absl::CivilDay(kYearMax, 12, 31))));
}

int64_t CivilDate::DaysSinceEpoch() const { return ToCivilDay(yyyymmdd_) - absl::CivilDay(1970, 1, 1); }

CivilDate CivilDate::PlusDays(int days) const { return FromDaysSinceEpoch(DaysSinceEpoch() + days); }

std::string CivilDate::ToString() const {
  return absl::StrCat(absl::Dec(yyyymmdd_ / 10000, absl::kZeroPad4), "-",
                      absl::Dec(yyyymmdd_ / 100 % 100, absl::kZeroPad2), "-",
                      absl::Dec(yyyymmdd_ % 100, absl::kZeroPad2));
}

}  // namespace tranche
