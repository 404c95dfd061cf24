// The values that a printed number may stand for. A number that was rounded before
// printing is an interval; comparing it with another one, or with the ledger,
// compares intervals and never tests equality (docs: semantics 11). All values are
// exact rationals; there is no floating point.
//
// Invariants:
//   1. In an interval with both ends, low <= high.
//
// Thread safety: values and pure functions.
#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "proto/event.pb.h"

namespace tranche {

// The values between `low` and `high`, both ends included.
struct RoundingInterval {
  // Absent: no lower bound.
  std::optional<mpq_class> low;
  // Absent: no upper bound.
  std::optional<mpq_class> high;

  // The interval of one value.
  static RoundingInterval Exactly(const mpq_class& value);
};

// Every a + b.
RoundingInterval Add(const RoundingInterval& a, const RoundingInterval& b);

// Every a - b. The two vary independently, even if they come from the same figure.
RoundingInterval Subtract(const RoundingInterval& a, const RoundingInterval& b);

// The smallest interval that contains every numerator / denominator.
//
// Errors:
//   INVALID_ARGUMENT  the denominator may be zero or less.
absl::StatusOr<RoundingInterval> Divide(const RoundingInterval& numerator, const RoundingInterval& denominator);

// Every a - 1: a growth, from the quotient of the two amounts.
RoundingInterval MinusOne(const RoundingInterval& a);

// True if some value is in both; a shared end is enough.
bool Intersects(const RoundingInterval& a, const RoundingInterval& b);

// True when `value` is in the interval.
bool Contains(const RoundingInterval& interval, const mpq_class& value);

// The most decimals of a number that these functions read: all digits of an int64.
inline constexpr uint32_t kPrintedDecimalsMax = 18;

// True when `number` has a scale of 1 or more and at most kPrintedDecimalsMax
// decimals. Stored bytes must be checked with this first: the functions below
// require it.
bool IsReadable(const v1::PrintedNumber& number);

// The value of the digits: minor units for money, 0.256 for "25,6%".
mpq_class ValueOf(const v1::PrintedNumber& number);

// The values for which `number` would be printed with that qualifier. With p for
// the value of the digits and u for one unit in the last printed place:
//   exact, unspecified  [p - u/2, p + u/2]
//   almost              [p - u, p]
//   about               [p - u, p + u]
//   over                [p, no bound)
//   at most             (no bound, p]
// The qualifier applies to the printed magnitude, so for a decrease the interval
// is mirrored: "down almost 8%" is [-0.08, -0.07].
RoundingInterval IntervalOf(const v1::PrintedNumber& number, v1::Qualifier qualifier);

// `value` rounded to the last place that `like` prints, half away from zero.
mpq_class RoundToPrinted(const mpq_class& value, const v1::PrintedNumber& like);

// `value` with exactly `decimals` digits after the point (0 or more), rounded
// half away from zero: "-8.42", "170800000000". Never "-0".
std::string ToDecimal(const mpq_class& value, int decimals);

}  // namespace tranche
