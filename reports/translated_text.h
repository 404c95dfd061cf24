// The table that CMake generates from reports/texts/vi.po.
#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tranche {

struct TranslatedText {
  absl::string_view english;
  absl::string_view translated;
};

// In strictly ascending order of the English text.
absl::Span<const TranslatedText> VietnameseTexts();

}  // namespace tranche
