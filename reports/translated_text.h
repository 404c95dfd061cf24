// The table that cmake makes of reports/texts/vi.po.
#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tranche {

struct TranslatedText {
  absl::string_view english;
  absl::string_view translated;
};

// By the English text, ascending; each once.
absl::Span<const TranslatedText> VietnameseTexts();

}  // namespace tranche
