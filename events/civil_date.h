// A civil date: a day in the books. It has no time zone and no time of day.
//
// Thread safety: a value.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche {

class CivilDate {
 public:
  // No date: orders before every date that can be parsed.
  constexpr CivilDate() = default;

  // Reads "2024-06-30" (ISO 8601 extended format), years 1900 to 9999.
  //
  // Errors:
  //   INVALID_ARGUMENT  another shape, or a day that the calendar does not have; the
  //                     message says what was found and what was wanted.
  static absl::StatusOr<CivilDate> Parse(absl::string_view text);

  // The date stored as `yyyymmdd` in an event (20240630).
  //
  // Errors:
  //   INVALID_ARGUMENT  not a day of the calendar between 1900-01-01 and 9999-12-31.
  static absl::StatusOr<CivilDate> FromNumber(int32_t yyyymmdd);

  // The day `days` after 1970-01-01; within 1900-01-01 to 9999-12-31.
  static CivilDate FromDaysSinceEpoch(int64_t days);

  static constexpr CivilDate Max() { return CivilDate(99991231); }

  // The stored form, YYYYMMDD; 0 for no date. Numbers order as the dates do.
  constexpr int32_t number() const { return yyyymmdd_; }

  int64_t DaysSinceEpoch() const;
  int year() const { return yyyymmdd_ / 10000; }

  // `days` later, or earlier when negative; stays within the range of Parse.
  CivilDate PlusDays(int days) const;

  // "2024-06-30".
  std::string ToString() const;

  constexpr bool has_value() const { return yyyymmdd_ != 0; }
  friend constexpr auto operator<=>(CivilDate, CivilDate) = default;

 private:
  explicit constexpr CivilDate(int32_t yyyymmdd) : yyyymmdd_(yyyymmdd) {}

  int32_t yyyymmdd_ = 0;
};

}  // namespace tranche
