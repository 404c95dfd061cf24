#include "import/amount_text.h"

#include <algorithm>
#include <limits>
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
#include "import/amount_words.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

constexpr size_t kTextBytesMax = 200;

// What an amount must be to be read, and the sign that stands before it.
struct Wanted {
  Locale locale;
  const Currency& currency;
  absl::string_view sign;
  bool in_minor_units = false;  // a whole number of them
};

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
    return Refuse(kInvalid, "amount.too-long",
                  "found {found} byte{found:s}, wanted a number of at most {most} byte{most:s}",
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

std::string Exchanged(absl::string_view number) { return absl::StrReplaceAll(number, {{".", ","}, {",", "."}}); }

// The error for a `text` that does not begin with a number of this locale. `offered`: the spelling that is taken, if
// there is one.
absl::Status NumberError(absl::string_view text, Locale locale, const std::optional<std::string>& offered) {
  const RefusalFields fields = {TextField("found", Quoted(text)), NumberRule(locale), Example(locale)};
  if (offered)
    return Adding(Refuse(kInvalid, "amount.other-notation", "found {found}, wanted {wanted}", fields),
                  "write {exchanged}", {TextField("exchanged", *offered)});
  return Refuse(kInvalid, "amount.unreadable", "found {found}, wanted {wanted}, without spaces, for example {example}",
                fields);
}

bool IsRead(const std::string& text, const Wanted& wanted) {
  return wanted.in_minor_units ? ParseAmount(text, wanted.locale, wanted.currency).ok()
                               : ReadAmount(text, wanted.locale, wanted.currency).ok();
}

// The unit as its locale writes it, whichever of the two it was written in; nothing if neither has it.
std::optional<std::string> UnitAsWanted(absl::string_view unit, const Wanted& wanted) {
  if (UnitExponent(unit, wanted.locale, wanted.currency)) return std::string(unit);
  const std::optional<int> exponent = UnitExponent(unit, OtherThan(wanted.locale), wanted.currency);
  return exponent ? std::optional<std::string>(UnitWord(*exponent, wanted.locale)) : std::nullopt;
}

std::string Spelled(absl::string_view number, const std::string& unit, const Wanted& wanted) {
  return absl::StrCat(wanted.sign, number, unit.empty() ? "" : " ", unit);
}

// The number and the unit as the locale writes them; nothing if they would not be read either.
std::optional<std::string> Offered(absl::string_view number, absl::string_view unit, const Wanted& wanted) {
  const std::optional<std::string> known = UnitAsWanted(unit, wanted);
  if (!known || !MatchNumber(number, wanted.locale)) return std::nullopt;
  std::string spelled = Spelled(number, *known, wanted);
  return IsRead(spelled, wanted) ? std::optional<std::string>(std::move(spelled)) : std::nullopt;
}

// Consumes the sign at the front of `text`, if there is one.
absl::string_view TakeSign(absl::string_view& text) {
  for (const absl::string_view sign : {"-", "\u2212", "+"}) {
    if (absl::ConsumePrefix(&text, sign)) return sign;
  }
  return "";
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

absl::Status ThousandfoldError(absl::string_view text, absl::string_view number, const std::string& unit,
                               const Wanted& wanted) {
  const Notation& notation = NotationOf(wanted.locale);
  const absl::string_view whole = number.substr(0, number.find(notation.decimal));
  const std::string large = absl::StrCat(whole, std::string(1, notation.group), "000");
  return Refuse(kInvalid, "amount.ambiguous",
                "found \"{found}\", which may mean {small} or {large}; write the one that is meant",
                {TextField("found", absl::StrCat(wanted.sign, text)), TextField("small", Spelled(whole, unit, wanted)),
                 TextField("large", Spelled(large, unit, wanted))});
}

// The error for a `unit` that this locale does not have. The number offers no spelling if it means another one in the
// locale that has the unit.
absl::Status UnitError(absl::string_view text, absl::string_view number, absl::string_view unit, const Wanted& wanted) {
  const absl::Status unknown =
      Refuse(kInvalid, "amount.unit-unknown",
             "found {found} after the number of {amount}, wanted {units} or {currency}, for example {example}",
             {TextField("found", Quoted(unit)), TextField("amount", Quoted(absl::StrCat(wanted.sign, text))),
              TextField("units", NotationOf(wanted.locale).units), TextField("currency", wanted.currency.code),
              Example(wanted.locale)});
  const bool means_the_same = IsDigits(number) || !MatchNumber(number, OtherThan(wanted.locale));
  const std::optional<std::string> offered = means_the_same ? Offered(number, unit, wanted) : std::nullopt;
  return offered ? Adding(unknown, "write {exchanged}", {TextField("exchanged", *offered)}) : unknown;
}

absl::Status NotWholeError(absl::string_view text, Locale locale, const Currency& currency) {
  return Adding(
      Refuse(kInvalid, "amount.not-whole",
             "found {found}, wanted a whole number of minor units ({currency} has {decimals} decimal{decimals:s})",
             {TextField("found", Quoted(text)), TextField("currency", currency.code),
              NumberField("decimals", static_cast<uint64_t>(currency.minor_digits))}),
      "write its unit ({units}) or fewer decimals, for example {example}",
      {TextField("units", NotationOf(locale).units), Example(locale)});
}

// `text`, without sign and white space at its ends.
absl::StatusOr<WrittenAmount> ReadAs(const Wanted& wanted, absl::string_view text) {
  absl::string_view unit = text;
  const absl::string_view written = TakeNumber(unit);
  std::optional<WrittenNumber> number = MatchNumber(written, wanted.locale);
  if (!number)
    return NumberError(absl::StrCat(wanted.sign, text), wanted.locale, Offered(Exchanged(written), unit, wanted));
  const std::optional<std::string> known = UnitAsWanted(unit, wanted);
  if (known && MayBeGrouped(written, NotationOf(wanted.locale)))
    return ThousandfoldError(text, written, *known, wanted);
  const std::optional<int> exponent = UnitExponent(unit, wanted.locale, wanted.currency);
  if (!exponent) return UnitError(text, written, unit, wanted);
  return WrittenAmount{*std::move(number), *exponent};
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
  if (number) return *std::move(number);
  const std::string exchanged = Exchanged(*plain);
  const bool is_read = MatchNumber(exchanged, locale).has_value();
  return NumberError(*plain, locale, is_read ? std::optional<std::string>(exchanged) : std::nullopt);
}

absl::StatusOr<WrittenAmount> ReadAmount(absl::string_view text, Locale locale, const Currency& currency) {
  const absl::StatusOr<std::string> plain = PlainSpaced(text);
  if (!plain.ok()) return plain.status();
  return ReadAs({locale, currency, ""}, *plain);
}

absl::StatusOr<int64_t> ParseAmount(absl::string_view text, Locale locale, const Currency& currency) {
  absl::StatusOr<std::string> plain = PlainSpaced(text);
  if (!plain.ok()) return plain.status();
  if (plain->empty()) {
    return Refuse(kInvalid, "amount.missing", "found nothing, wanted an amount, for example {example}",
                  {Example(locale)});
  }
  absl::string_view unsigned_text = *plain;
  const absl::string_view sign = TakeSign(unsigned_text);
  const absl::StatusOr<WrittenAmount> amount = ReadAs({locale, currency, sign, true}, unsigned_text);
  if (!amount.ok()) return amount.status();

  auto [digits, decimals] = amount->number;
  for (; decimals > 0 && digits.back() == '0'; --decimals) digits.pop_back();
  const int exponent = amount->unit_exponent + currency.minor_digits - decimals;
  if (exponent < 0) return NotWholeError(*plain, locale, currency);
  digits.append(static_cast<size_t>(exponent), '0');
  int64_t magnitude = 0;
  if (!absl::SimpleAtoi(digits, &magnitude)) {
    return Adding(Refuse(kInvalid, "amount.too-large", "found {found}, wanted at most {most} {currency}",
                         {TextField("found", Quoted(*plain)), AmountField("most", std::numeric_limits<int64_t>::max()),
                          TextField("currency", currency.code)}),
                  "split the amount");
  }
  return sign.empty() || sign == "+" ? magnitude : -magnitude;
}

}  // namespace tranche
