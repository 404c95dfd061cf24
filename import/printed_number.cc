#include "import/printed_number.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "events/utf8.h"
#include "projections/catalogue/name_matching.h"

namespace tranche {
namespace {

constexpr int kDecimalsMax = 18;

struct QualifierWord {
  absl::string_view folded;
  v1::Qualifier qualifier;
};

constexpr QualifierWord kQualifierWords[] = {
    {"", v1::QUALIFIER_EXACT},         {"gan", v1::QUALIFIER_ALMOST},        {"almost", v1::QUALIFIER_ALMOST},
    {"nearly", v1::QUALIFIER_ALMOST},  {"khoang", v1::QUALIFIER_ABOUT},      {"xap xi", v1::QUALIFIER_ABOUT},
    {"chung", v1::QUALIFIER_ABOUT},    {"about", v1::QUALIFIER_ABOUT},       {"approximately", v1::QUALIFIER_ABOUT},
    {"tren", v1::QUALIFIER_OVER},      {"hon", v1::QUALIFIER_OVER},          {"over", v1::QUALIFIER_OVER},
    {"more than", v1::QUALIFIER_OVER}, {"khong qua", v1::QUALIFIER_AT_MOST}, {"toi da", v1::QUALIFIER_AT_MOST},
    {"duoi", v1::QUALIFIER_AT_MOST},   {"at most", v1::QUALIFIER_AT_MOST},   {"up to", v1::QUALIFIER_AT_MOST},
};

absl::Status Refused(absl::string_view printed, absl::string_view wanted) {
  return Refuse(absl::StatusCode::kInvalidArgument, "printed-number.unreadable", "found \"{found}\", wanted {wanted}",
                {TextField("found", absl::Utf8SafeCEscape(printed)), WordField("wanted", wanted)});
}

// The offset of the number: that of the first digit.
size_t NumberStart(absl::string_view printed) { return std::min(printed.find_first_of("0123456789"), printed.size()); }

int64_t ScaleOf(int exponent) {
  int64_t scale = 1;
  for (; exponent > 0; --exponent) scale *= 10;
  return scale;
}

absl::StatusOr<v1::PrintedNumber> ToPrintedNumber(const WrittenNumber& written, absl::string_view printed) {
  int64_t digits = 0;
  if (written.decimals > kDecimalsMax || !absl::SimpleAtoi(written.digits, &digits)) {
    return Refused(printed, "at most 18 decimals, and digits up to 9223372036854775807; write fewer digits");
  }
  v1::PrintedNumber number;
  number.set_digits(digits);
  number.set_decimals(static_cast<uint32_t>(written.decimals));
  number.set_scale(1);
  return number;
}

// "11,07/11,14 tỷ đồng": two numbers that share the unit of the second.
absl::StatusOr<WrittenAmount> ReadPair(absl::string_view executed, absl::string_view plan, bool take_plan,
                                       Locale locale, const Currency& currency) {
  absl::StatusOr<WrittenAmount> amount = ReadAmount(plan, locale, currency);
  if (!amount.ok()) return amount.status();
  absl::StatusOr<WrittenNumber> first = ReadNumber(executed, locale);
  if (!first.ok()) return first.status();
  if (!take_plan) amount->number = *std::move(first);
  return amount;
}

absl::StatusOr<v1::PrintedNumber> ReadMoney(absl::string_view text, bool take_plan, Locale locale,
                                            const Currency& currency) {
  const size_t slash = text.find('/');
  const absl::StatusOr<WrittenAmount> amount =
      slash == absl::string_view::npos
          ? ReadAmount(text, locale, currency)
          : ReadPair(text.substr(0, slash), text.substr(slash + 1), take_plan, locale, currency);
  if (!amount.ok()) return amount.status();
  absl::StatusOr<v1::PrintedNumber> number = ToPrintedNumber(amount->number, text);
  if (number.ok()) number->set_scale(ScaleOf(amount->unit_exponent + currency.minor_digits));
  return number;
}

absl::StatusOr<v1::PrintedNumber> ReadRatio(absl::string_view text, Locale locale) {
  absl::string_view digits = absl::StripTrailingAsciiWhitespace(text);
  const bool percent = absl::ConsumeSuffix(&digits, "%");
  const absl::StatusOr<WrittenNumber> written = ReadNumber(digits, locale);
  if (!written.ok()) return written.status();
  absl::StatusOr<v1::PrintedNumber> number = ToPrintedNumber(*written, text);
  if (number.ok()) number->set_percent(percent);
  return number;
}

absl::StatusOr<v1::PrintedNumber> ReadCount(absl::string_view text, Locale locale) {
  const absl::StatusOr<WrittenNumber> written = ReadNumber(text, locale);
  if (!written.ok()) return written.status();
  if (written->decimals > 0) return Refused(text, "a whole number, because it counts things");
  return ToPrintedNumber(*written, text);
}

}  // namespace

v1::Qualifier QualifierInText(absl::string_view printed) {
  const std::optional<std::string> words = FoldWords(printed.substr(0, NumberStart(printed)));
  for (const QualifierWord& word : kQualifierWords) {
    if (words == word.folded) return word.qualifier;
  }
  return v1::QUALIFIER_UNSPECIFIED;
}

absl::StatusOr<v1::PrintedNumber> ParsePrintedNumber(absl::string_view printed, v1::FigureKind kind, bool downward,
                                                     absl::string_view measure, const Currency& currency,
                                                     Locale locale) {
  if (absl::Status status = CheckUtf8(printed); !status.ok()) return status;
  if (QualifierInText(printed) == v1::QUALIFIER_UNSPECIFIED) {
    return Refused(printed, "a number, with no sign, after a word such as almost, about, over, at most, or none");
  }
  const absl::string_view text = printed.substr(NumberStart(printed));
  absl::StatusOr<v1::PrintedNumber> number = Refused(printed, "the kind amount, ratio, growth or count to read it by");
  if (kind == v1::FIGURE_KIND_AMOUNT) number = ReadMoney(text, measure == "plan", locale, currency);
  if (kind == v1::FIGURE_KIND_RATIO || kind == v1::FIGURE_KIND_GROWTH) number = ReadRatio(text, locale);
  if (kind == v1::FIGURE_KIND_COUNT || kind == v1::FIGURE_KIND_MEMBER_COUNT) number = ReadCount(text, locale);
  if (number.ok() && downward) number->set_digits(-number->digits());
  return number;
}

}  // namespace tranche
