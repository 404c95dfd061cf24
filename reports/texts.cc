#include "reports/texts.h"

#include <algorithm>
#include <optional>

#include "events/filled_text.h"
#include "reports/texts/translated_text.h"

namespace tranche {
namespace {

absl::string_view Translated(Locale locale, absl::string_view english) {
  return locale == Locale::kEnglish ? english : VietnameseOf(english);
}

}  // namespace

std::string Say(Locale locale, absl::string_view english) { return std::string(Translated(locale, english)); }

std::string Say(Locale locale, absl::string_view english, std::initializer_list<TextPlace> places) {
  return FillPlaces(Translated(locale, english), [&](absl::string_view name) -> std::optional<std::string> {
    const auto* const place =
        std::find_if(places.begin(), places.end(), [name](const TextPlace& each) { return each.name == name; });
    return place == places.end() ? std::nullopt : std::optional<std::string>(place->text);
  });
}

}  // namespace tranche
