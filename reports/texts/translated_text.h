// The table that CMake generates from vi.po. Below everything that shows or reads texts, so that what tables print can
// be read back by whoever reads files.
//
// Thread safety: pure functions on constants.
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

// `english` in Vietnamese; `english` itself if it has no translation. Cost: log2 of the number of texts.
absl::string_view VietnameseOf(absl::string_view english);

}  // namespace tranche
