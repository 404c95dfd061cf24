#include "import/amount_text.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "events/utf8.h"
#include "projections/catalogue/name_matching.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

constexpr size_t kTextBytesMax = 200;

struct UnitWord {
  Locale locale;
  absl::string_view folded;
  int exponent;
};

constexpr UnitWord kUnitWords[] = {
    {Locale::kVietnamese, "", 0},
    {Locale::kVietnamese, "nghin", 3},
    {Locale::kVietnamese, "ngan", 3},
    {Locale::kVietnamese, "trieu", 6},
    {Locale::kVietnamese, "ty", 9},
    {Locale::kVietnamese, "ti", 9},
    {Locale::kVietnamese, "nghin ty", 12},
    {Locale::kVietnamese, "ngan ty", 12},
    {Locale::kVietnamese, "nghin ti", 12},
    {Locale::kVietnamese, "ngan ti", 12},
    {Locale::kEnglish, "", 0},
    {Locale::kEnglish, "thousand", 3},
    {Locale::kEnglish, "million", 6},
    {Locale::kEnglish, "billion", 9},
    {Locale::kEnglish, "trillion", 12},
};

// How one locale writes numbers, and the words that explain it in messages.
struct Notation {
  char group;
  char decimal;
  absl::string_view units;
};

const Notation& NotationOf(Locale locale) {
  static constexpr Notation kVietnamese = {'.', ',', "nghìn, triệu, tỷ"};
  static constexpr Notation kEnglish = {',', '.', "thousand, million, billion"};
  return locale == Locale::kVietnamese ? kVietnamese : kEnglish;
}

v1::RefusalField NumberRule(Locale locale) {
  return locale == Locale::kVietnamese
             ? WordField("wanted",
                         "a number in which a dot groups thousands by exactly three digits and a comma is the decimal "
                         "mark")
             : WordField("wanted",
                         "a number in which a comma groups thousands by exactly three digits and a dot is the decimal "
                         "mark");
}

v1::RefusalField Example(Locale locale) {
  return WordField("example", locale == Locale::kVietnamese ? "18.300.000 or 18,3 tỷ" : "18,300,000 or 18.3 billion");
}

std::string Quoted(absl::string_view text) { return absl::StrCat("\"", absl::Utf8SafeCEscape(text), "\""); }

// The text with no-break spaces replaced by plain ones, and trimmed.
absl::StatusOr<std::string> PlainSpaced(absl::string_view text) {
  if (text.size() > kTextBytesMax) {
    return Refuse(kInvalid, "amount.too-long", "found {found} bytes, wanted a number of at most {most} bytes",
                  {NumberField("found", text.size()), NumberField("most", kTextBytesMax)});
  }
  if (absl::Status status = CheckUtf8(text); !status.ok()) return status;
  const std::string spaced = absl::StrReplaceAll(text, {{"\u00a0", " "}, {"\u202f", " "}, {"\u2007", " "}});
  return std::string(absl::StripAsciiWhitespace(spaced));
}

bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// "1234", or "1.234" with the group mark. "0.500" is not a grouped number: it is one half, in
// the other notation.
bool IsWholeNumber(absl::string_view text, char group_mark) {
  const std::vector<absl::string_view> groups = absl::StrSplit(text, group_mark);
  if (!std::all_of(groups.begin(), groups.end(), IsDigits)) return false;
  if (groups.size() == 1) return true;
  const auto is_three = [](absl::string_view group) { return group.size() == 3; };
  return groups[0].size() <= 3 && groups[0][0] != '0' && std::all_of(groups.begin() + 1, groups.end(), is_three);
}

std::optional<WrittenNumber> MatchNumber(absl::string_view text, Locale locale) {
  const Notation& notation = NotationOf(locale);
  const size_t mark = text.find(notation.decimal);
  const absl::string_view whole = text.substr(0, mark);
  if (!IsWholeNumber(whole, notation.group)) return std::nullopt;
  WrittenNumber number;
  number.digits = absl::StrReplaceAll(whole, {{std::string(1, notation.group), ""}});
  if (mark == absl::string_view::npos) return number;
  absl::string_view fraction = text.substr(mark + 1);
  if (locale == Locale::kVietnamese) fraction = absl::StripLeadingAsciiWhitespace(fraction);
  if (!IsDigits(fraction)) return std::nullopt;
  absl::StrAppend(&number.digits, fraction);
  number.decimals = static_cast<int>(fraction.size());
  return number;
}

// Consumes the digits, marks and spaces at the front of `text`.
absl::string_view TakeNumber(absl::string_view& text) {
  const size_t end = std::min(text.find_first_not_of("0123456789., "), text.size());
  const absl::string_view number = absl::StripAsciiWhitespace(text.substr(0, end));
  text.remove_prefix(end);
  return number;
}

// The error for a `text` that does not begin with a number of this locale. Suggests the right
// spelling if swapping dots and commas would make it valid.
absl::Status NumberError(absl::string_view text, Locale locale) {
  const std::string exchanged = absl::StrReplaceAll(text, {{".", ","}, {",", "."}});
  absl::string_view rest = exchanged;
  const bool right_if_exchanged = MatchNumber(TakeNumber(rest), locale).has_value();
  const RefusalFields fields = {TextField("found", Quoted(text)), NumberRule(locale), Example(locale)};
  if (right_if_exchanged)
    return Adding(Refuse(kInvalid, "amount.other-notation", "found {found}, wanted {wanted}", fields),
                  "write {exchanged}", {TextField("exchanged", exchanged)});
  return Refuse(kInvalid, "amount.unreadable", "found {found}, wanted {wanted}, without spaces, for example {example}",
                fields);
}

bool IsCurrencyWord(absl::string_view word, const Currency& currency) {
  const bool is_vnd = absl::EqualsIgnoreCase(currency.code, "VND");
  if (is_vnd && word == "₫") return true;
  const std::string folded = FoldWords(word).value_or("");
  return folded == FoldName(currency.code) || (is_vnd && (folded == "dong" || folded == "d"));
}

// The power of ten of a unit such as "tỷ đồng"; 0 if there is no unit, nothing if it is unknown.
std::optional<int> MatchUnit(absl::string_view text, Locale locale, const Currency& currency) {
  std::vector<absl::string_view> words = absl::StrSplit(text, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty());
  if (!words.empty() && IsCurrencyWord(words.back(), currency)) words.pop_back();
  const std::optional<std::string> folded = FoldWords(absl::StrJoin(words, " "));
  for (const UnitWord& word : kUnitWords) {
    if (word.locale == locale && folded == word.folded) return word.exponent;
  }
  return std::nullopt;
}

// Consumes a sign at the front of `text`; true if it is a minus.
bool TakeMinus(absl::string_view& text) {
  const bool minus = absl::ConsumePrefix(&text, "-") || absl::ConsumePrefix(&text, "\u2212");
  if (!minus) absl::ConsumePrefix(&text, "+");
  return minus;
}

// "2.000" where a dot is the decimal mark: in the other notation, it is two thousand. A number
// that cannot be a grouped one ("59.913", "0.000", "1,234.000") is not ambiguous.
bool MayBeGrouped(absl::string_view number, const Notation& notation) {
  const size_t mark = number.find(notation.decimal);
  if (mark == absl::string_view::npos) return false;
  const absl::string_view whole = number.substr(0, mark);
  return IsDigits(whole) && whole.size() <= 3 && whole[0] != '0' &&
         absl::StripLeadingAsciiWhitespace(number.substr(mark + 1)) == "000";
}

absl::Status ThousandfoldError(absl::string_view text, absl::string_view number, absl::string_view unit,
                               const Notation& notation) {
  const absl::string_view whole = number.substr(0, number.find(notation.decimal));
  return Refuse(absl::StatusCode::kInvalidArgument, "amount.ambiguous",
                "found \"{found}\", which may mean {small} or {large}; write the one that is meant",
                {TextField("found", text), TextField("small", absl::StrCat(whole, unit)),
                 TextField("large", absl::StrCat(whole, std::string(1, notation.group), "000", unit))});
}

absl::Status NotWholeError(absl::string_view text, Locale locale, const Currency& currency) {
  return Adding(Refuse(kInvalid, "amount.not-whole",
                       "found {found}, wanted a whole number of minor units ({currency} has {decimals} decimals)",
                       {TextField("found", Quoted(text)), TextField("currency", currency.code),
                        NumberField("decimals", static_cast<uint64_t>(currency.minor_digits))}),
                "write its unit ({units}) or fewer decimals, for example {example}",
                {TextField("units", NotationOf(locale).units), Example(locale)});
}

}  // namespace

absl::StatusOr<Locale> ParseLocale(absl::string_view text) {
  if (text == "vi") return Locale::kVietnamese;
  if (text == "en") return Locale::kEnglish;
  return Refuse(kInvalid, "locale.unknown", "found {found}, wanted a locale: vi or en",
                {TextField("found", Quoted(text))});
}

absl::string_view LocaleName(Locale locale) { return locale == Locale::kVietnamese ? "vi" : "en"; }

absl::StatusOr<WrittenNumber> ReadNumber(absl::string_view text, Locale locale) {
  const absl::StatusOr<std::string> plain = PlainSpaced(text);
  if (!plain.ok()) return plain.status();
  std::optional<WrittenNumber> number = MatchNumber(*plain, locale);
  if (!number) return NumberError(*plain, locale);
  return *std::move(number);
}

absl::StatusOr<WrittenAmount> ReadAmount(absl::string_view text, Locale locale, const Currency& currency) {
  const absl::StatusOr<std::string> plain = PlainSpaced(text);
  if (!plain.ok()) return plain.status();
  absl::string_view unit = *plain;
  const absl::string_view written = TakeNumber(unit);
  std::optional<WrittenNumber> number = MatchNumber(written, locale);
  if (!number) return NumberError(*plain, locale);
  if (MayBeGrouped(written, NotationOf(locale)))
    return ThousandfoldError(*plain, written, unit.empty() ? "" : absl::StrCat(" ", unit), NotationOf(locale));
  const std::optional<int> exponent = MatchUnit(unit, locale, currency);
  if (!exponent) {
    return Refuse(
        kInvalid, "amount.unit-unknown",
        "found {found} after the number of {amount}, wanted {units} or {currency}, for example {example}",
        {TextField("found", Quoted(unit)), TextField("amount", Quoted(*plain)),
         TextField("units", NotationOf(locale).units), TextField("currency", currency.code), Example(locale)});
  }
  return WrittenAmount{*std::move(number), *exponent};
}

absl::StatusOr<int64_t> ParseAmount(absl::string_view text, Locale locale, const Currency& currency) {
  absl::StatusOr<std::string> plain = PlainSpaced(text);
  if (!plain.ok()) return plain.status();
  if (plain->empty()) {
    return Refuse(kInvalid, "amount.missing", "found nothing, wanted an amount, for example {example}",
                  {Example(locale)});
  }
  absl::string_view unsigned_text = *plain;
  const bool minus = TakeMinus(unsigned_text);
  const absl::StatusOr<WrittenAmount> amount = ReadAmount(unsigned_text, locale, currency);
  if (!amount.ok()) return amount.status();

  auto [digits, decimals] = amount->number;
  for (; decimals > 0 && digits.back() == '0'; --decimals) digits.pop_back();
  const int exponent = amount->unit_exponent + currency.minor_digits - decimals;
  if (exponent < 0) return NotWholeError(*plain, locale, currency);
  digits.append(static_cast<size_t>(exponent), '0');
  int64_t magnitude = 0;
  if (!absl::SimpleAtoi(digits, &magnitude)) {
    return Adding(Refuse(kInvalid, "amount.too-large",
                         "found {found}, wanted at most 9223372036854775807 (2^63 - 1) minor units of {currency}",
                         {TextField("found", Quoted(*plain)), TextField("currency", currency.code)}),
                  "split the amount");
  }
  return minus ? -magnitude : magnitude;
}

}  // namespace tranche
