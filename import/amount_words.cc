#include "import/amount_words.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "events/check.h"
#include "projections/catalogue/name_matching.h"

namespace tranche {
namespace {

struct Spelling {
  Locale locale;
  absl::string_view folded;
  int exponent;
};

constexpr Spelling kSpellings[] = {
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

// As a person writes each unit.
struct Word {
  int exponent;
  absl::string_view vietnamese;
  absl::string_view english;
};

constexpr Word kWords[] = {
    {0, "", ""}, {3, "nghìn", "thousand"}, {6, "triệu", "million"}, {9, "tỷ", "billion"}, {12, "nghìn tỷ", "trillion"}};

bool IsCurrencyWord(absl::string_view word, const Currency& currency) {
  const bool is_vnd = absl::EqualsIgnoreCase(currency.code, "VND");
  if (is_vnd && word == "₫") return true;
  const std::string folded = FoldWords(word).value_or("");
  return folded == FoldName(currency.code) || (is_vnd && (folded == "dong" || folded == "d"));
}

}  // namespace

const Notation& NotationOf(Locale locale) {
  static constexpr Notation kVietnamese = {'.', ',', "nghìn, triệu, tỷ"};
  static constexpr Notation kEnglish = {',', '.', "thousand, million, billion"};
  return locale == Locale::kVietnamese ? kVietnamese : kEnglish;
}

Locale OtherThan(Locale locale) { return locale == Locale::kVietnamese ? Locale::kEnglish : Locale::kVietnamese; }

std::optional<int> UnitExponent(absl::string_view text, Locale locale, const Currency& currency) {
  std::vector<absl::string_view> words = absl::StrSplit(text, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty());
  if (!words.empty() && IsCurrencyWord(words.back(), currency)) words.pop_back();
  const std::optional<std::string> folded = FoldWords(absl::StrJoin(words, " "));
  for (const Spelling& spelling : kSpellings) {
    if (spelling.locale == locale && folded == spelling.folded) return spelling.exponent;
  }
  return std::nullopt;
}

absl::string_view UnitWord(int exponent, Locale locale) {
  for (const Word& word : kWords) {
    if (word.exponent == exponent) return locale == Locale::kVietnamese ? word.vietnamese : word.english;
  }
  TRANCHE_CHECK(false, "no unit is 10^", exponent);
}

}  // namespace tranche
