// Numbers as the press prints them: "gần 6,7 tỷ đồng", "8,00%", "4.020". The
// digits are kept as printed, because they show how far the figure was rounded.
//
// Thread safety: pure functions.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "import/amount_text.h"
#include "proto/event.pb.h"

namespace tranche {

// The qualifier expressed by the words before the number: ALMOST for "gần 99",
// EXACT if there are none, UNSPECIFIED if they are unknown. Matched regardless of
// case and diacritics. A source may also qualify a figure by words elsewhere in
// the sentence, which are not in `printed`.
v1::Qualifier QualifierInText(absl::string_view printed);

// Parses the number in `printed`; a known qualifier before it is skipped.
//
// printed   for an amount, as ReadAmount; two numbers with one unit are executed
//           and plan: "11,07/11,14 tỷ đồng". For a ratio or growth, a number
//           optionally followed by "%"; for a count, an integer.
// downward  the figure is a decrease: its digits are negated. `printed` itself
//           has no sign.
// measure   "plan" takes the second of two numbers, any other the first.
//
// value = digits * scale / 10^decimals; scale is the number of minor units in the
// printed unit for an amount (tỷ of VND: 10^9) and 1 otherwise. decimals is at
// most 18.
//
// Errors:
//   INVALID_ARGUMENT  malformed, an unknown word before the number, a percent
//                     sign where `kind` has none, or digits beyond 2^63 - 1.
absl::StatusOr<v1::PrintedNumber> ParsePrintedNumber(absl::string_view printed, v1::FigureKind kind, bool downward,
                                                     absl::string_view measure, const Currency& currency,
                                                     Locale locale);

}  // namespace tranche
