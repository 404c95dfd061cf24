#include "reports/texts/translated_text.h"

#include <algorithm>

namespace tranche {

absl::string_view VietnameseOf(absl::string_view english) {
  const absl::Span<const TranslatedText> texts = VietnameseTexts();
  const auto found =
      std::lower_bound(texts.begin(), texts.end(), english,
                       [](const TranslatedText& text, absl::string_view wanted) { return text.english < wanted; });
  return found != texts.end() && found->english == english ? found->translated : english;
}

}  // namespace tranche
