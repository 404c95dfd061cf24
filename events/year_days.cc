#include "events/year_days.h"

#include "absl/strings/str_cat.h"
#include "events/refusal.h"

namespace tranche {
namespace {

constexpr int32_t kYearMin = 1900;
constexpr int32_t kYearMax = 9999;
constexpr int32_t kFirst = 101;
constexpr int32_t kLast = 1231;

absl::StatusOr<CivilDate> DayOf(int32_t year, int32_t month_and_day) {
  if (year >= kYearMin && year <= kYearMax) return CivilDate::FromNumber(year * 10'000 + month_and_day);
  return Refuse(absl::StatusCode::kInvalidArgument, "year.out-of-range", "found {found}, wanted 1900 to 9999",
                {TextField("found", absl::StrCat(year))});
}

}  // namespace

absl::StatusOr<CivilDate> FirstDayOfYear(int32_t year) { return DayOf(year, kFirst); }

absl::StatusOr<CivilDate> LastDayOfYear(int32_t year) { return DayOf(year, kLast); }

}  // namespace tranche
