// Amounts as people write them: "18,3 tỷ", "64.710 triệu đồng", "18.3 billion".
// The locale is always given and never guessed, because "1.500" is one thousand
// five hundred in one and one and a half in the other. Nothing is rounded.
//
// Vietnamese: a dot groups thousands, a comma is the decimal mark. Units, regardless
// of case and diacritics: nghìn or ngàn (10^3), triệu (10^6), tỷ or tỉ (10^9), nghìn
// tỷ (10^12). English: a comma groups, a dot is the decimal mark; thousand, million,
// billion, trillion. After the unit the currency may follow: its code; for VND also
// đồng, đ or ₫.
//
// Thread safety: pure functions. reports/amount_format.h writes amounts.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche {

enum class Locale { kVietnamese, kEnglish };

// The currency of a ledger: its ISO 4217 code, and how many decimal digits lie
// between it and its minor unit (VND 0, USD 2); 0 to 4.
struct Currency {
  std::string code;
  int minor_digits = 0;
};

// A number without a sign, as it was written: "08,50" is digits "0850", decimals 2.
struct WrittenNumber {
  std::string digits;
  int decimals = 0;
};

// A number and the power of ten of the unit after it: "18,3 tỷ" is 183, 1, 9.
struct WrittenAmount {
  WrittenNumber number;
  int unit_exponent = 0;
};

// Reads "vi" or "en", the notation stored in the event LedgerCreated.
//
// Errors:
//   INVALID_ARGUMENT  another text.
absl::StatusOr<Locale> ParseLocale(absl::string_view text);

// "vi" or "en".
absl::string_view LocaleName(Locale locale);

// Reads an amount in whole minor units of `currency`.
//
// text  at most 200 bytes of UTF-8, composed or decomposed. A sign (+, - or
//       U+2212) may stand first; white space at the ends, before the unit and,
//       in Vietnamese, after the decimal comma ("12, 61 tỷ"). A no-break space
//       is a space. Digits are grouped throughout, by threes, or not at all.
//
// Errors:
//   INVALID_ARGUMENT  empty, wrong grouping, an unknown unit, a part of a minor
//                     unit, or beyond 2^63 - 1 either way; the message quotes
//                     what was found and shows how to write it. Also a number of up to
//                     three digits with nothing but three zeros after the decimal mark
//                     (amount.ambiguous): "2.000 billion" may be 2 or 2,000 billion.
absl::StatusOr<int64_t> ParseAmount(absl::string_view text, Locale locale, const Currency& currency);

// Reads the number and the unit of an amount without a sign; keeps its digits as
// written, so that the caller knows how precisely it was stated.
//
// Errors:
//   INVALID_ARGUMENT  as ParseAmount, except that any number of decimals is accepted.
absl::StatusOr<WrittenAmount> ReadAmount(absl::string_view text, Locale locale, const Currency& currency);

// Reads a number without sign and unit: "4.020" in Vietnamese is digits "4020".
//
// Errors:
//   INVALID_ARGUMENT  malformed; the message says how to write it.
absl::StatusOr<WrittenNumber> ReadNumber(absl::string_view text, Locale locale);

}  // namespace tranche
