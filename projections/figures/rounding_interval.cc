#include "projections/figures/rounding_interval.h"

#include "absl/status/status.h"
#include "events/check.h"
#include "events/refusal.h"

namespace tranche {
namespace {

using Bound = std::optional<mpq_class>;

mpz_class PowerOfTen(uint32_t exponent) {
  mpz_class power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, exponent);
  return power;
}

mpz_class RoundHalfAwayFromZero(const mpq_class& value) {
  const mpz_class size = abs(value.get_num());
  const mpz_class rounded = (2 * size + value.get_den()) / (2 * value.get_den());
  return sgn(value) < 0 ? mpz_class(-rounded) : rounded;
}

// The change of the value when the digits change by 1.
mpq_class LastPlaceOf(const v1::PrintedNumber& number) {
  TRANCHE_CHECK(IsReadable(number), "PrintedNumber: scale ", number.scale(), ", decimals ", number.decimals());
  const mpz_class divisor = PowerOfTen(number.decimals()) * (number.percent() ? 100 : 1);
  return mpq_class(mpz_class(number.scale())) / divisor;
}

Bound Negative(const Bound& bound) { return bound ? Bound(mpq_class(-*bound)) : std::nullopt; }

RoundingInterval Mirrored(const RoundingInterval& interval) {
  return {.low = Negative(interval.high), .high = Negative(interval.low)};
}

Bound Sum(const Bound& a, const Bound& b) { return a && b ? Bound(mpq_class(*a + *b)) : std::nullopt; }

// An end of a quotient. It is zero for an unbounded denominator.
mpq_class EndOfQuotient(const mpq_class& end, const Bound& denominator) {
  return denominator ? mpq_class(end / *denominator) : mpq_class(0);
}

RoundingInterval IntervalOfSize(const mpq_class& p, const mpq_class& u, v1::Qualifier qualifier) {
  switch (qualifier) {
    case v1::QUALIFIER_ALMOST:
      return {.low = mpq_class(p - u), .high = p};
    case v1::QUALIFIER_ABOUT:
      return {.low = mpq_class(p - u), .high = mpq_class(p + u)};
    case v1::QUALIFIER_OVER:
      return {.low = p, .high = std::nullopt};
    case v1::QUALIFIER_AT_MOST:
      return {.low = std::nullopt, .high = p};
    default:
      return {.low = mpq_class(p - u / 2), .high = mpq_class(p + u / 2)};
  }
}

}  // namespace

RoundingInterval RoundingInterval::Exactly(const mpq_class& value) { return {.low = value, .high = value}; }

RoundingInterval Add(const RoundingInterval& a, const RoundingInterval& b) {
  return {.low = Sum(a.low, b.low), .high = Sum(a.high, b.high)};
}

RoundingInterval Subtract(const RoundingInterval& a, const RoundingInterval& b) { return Add(a, Mirrored(b)); }

absl::StatusOr<RoundingInterval> Divide(const RoundingInterval& numerator, const RoundingInterval& denominator) {
  if (!denominator.low || sgn(*denominator.low) <= 0) {
    return Refuse(absl::StatusCode::kInvalidArgument, "figure.denominator",
                  "the denominator may be zero or less; a denominator must be above zero");
  }
  RoundingInterval quotient;
  if (numerator.low) {
    const bool shrinks = sgn(*numerator.low) >= 0;
    quotient.low = EndOfQuotient(*numerator.low, shrinks ? denominator.high : denominator.low);
  }
  if (numerator.high) {
    const bool grows = sgn(*numerator.high) >= 0;
    quotient.high = EndOfQuotient(*numerator.high, grows ? denominator.low : denominator.high);
  }
  return quotient;
}

RoundingInterval MinusOne(const RoundingInterval& a) { return Subtract(a, RoundingInterval::Exactly(1)); }

bool Intersects(const RoundingInterval& a, const RoundingInterval& b) {
  const bool a_ends_before_b = a.high && b.low && *a.high < *b.low;
  const bool b_ends_before_a = b.high && a.low && *b.high < *a.low;
  return !a_ends_before_b && !b_ends_before_a;
}

bool Contains(const RoundingInterval& interval, const mpq_class& value) {
  return Intersects(interval, RoundingInterval::Exactly(value));
}

bool IsReadable(const v1::PrintedNumber& number) {
  return number.scale() >= 1 && number.decimals() <= kPrintedDecimalsMax;
}

mpq_class ValueOf(const v1::PrintedNumber& number) { return LastPlaceOf(number) * mpz_class(number.digits()); }

RoundingInterval IntervalOf(const v1::PrintedNumber& number, v1::Qualifier qualifier) {
  const mpq_class size = abs(ValueOf(number));
  const RoundingInterval interval = IntervalOfSize(size, LastPlaceOf(number), qualifier);
  return number.digits() < 0 ? Mirrored(interval) : interval;
}

mpq_class RoundToPrinted(const mpq_class& value, const v1::PrintedNumber& like) {
  const mpq_class last_place = LastPlaceOf(like);
  return last_place * RoundHalfAwayFromZero(value / last_place);
}

std::string ToDecimal(const mpq_class& value, int decimals) {
  TRANCHE_CHECK(decimals >= 0, "ToDecimal: ", decimals, " decimals, must be 0 or more");
  const size_t places = static_cast<size_t>(decimals);
  const mpz_class scaled = RoundHalfAwayFromZero(value * PowerOfTen(static_cast<uint32_t>(decimals)));
  std::string digits = mpz_class(abs(scaled)).get_str();
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  return sgn(scaled) < 0 ? "-" + digits : digits;
}

}  // namespace tranche
