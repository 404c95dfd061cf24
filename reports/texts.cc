#include "reports/texts.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "reports/translated_text.h"

namespace tranche {
namespace {

absl::string_view Translated(Locale locale, absl::string_view english) {
  if (locale == Locale::kEnglish) return english;
  const absl::Span<const TranslatedText> texts = VietnameseTexts();
  const auto found =
      std::lower_bound(texts.begin(), texts.end(), english,
                       [](const TranslatedText& text, absl::string_view wanted) { return text.english < wanted; });
  return found != texts.end() && found->english == english ? found->translated : english;
}

const TextPlace* FindPlace(std::initializer_list<TextPlace> places, absl::string_view name) {
  const auto* const found =
      std::find_if(places.begin(), places.end(), [name](const TextPlace& place) { return place.name == name; });
  return found == places.end() ? nullptr : found;
}

}  // namespace

std::string Say(Locale locale, absl::string_view english) { return std::string(Translated(locale, english)); }

std::string Say(Locale locale, absl::string_view english, std::initializer_list<TextPlace> places) {
  std::string said;
  absl::string_view rest = Translated(locale, english);
  while (!rest.empty()) {
    const size_t open = std::min(rest.find('{'), rest.size());
    const size_t close = std::min(rest.find('}', open), rest.size());
    absl::StrAppend(&said, rest.substr(0, open));
    if (close == rest.size()) return absl::StrCat(said, rest.substr(open));
    absl::string_view name = rest.substr(open + 1, close - open - 1);
    const bool is_plural_end = absl::ConsumeSuffix(&name, kPluralEnd);
    const TextPlace* const place = FindPlace(places, name);
    absl::string_view text = place == nullptr ? rest.substr(open, close - open + 1) : absl::string_view(place->text);
    if (place != nullptr && is_plural_end) text = place->text == "1" ? "" : "s";
    absl::StrAppend(&said, text);
    rest.remove_prefix(close + 1);
  }
  return said;
}

}  // namespace tranche
