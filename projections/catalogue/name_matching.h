// Comparing names as people write them: with or without diacritics, composed
// (NFC) or decomposed (NFD), in any case, with any spacing.
//
// Text that is not UTF-8 (events/utf8.h) comes back unchanged, so that it equals no name.
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

// The name without what people leave out or write differently: diacritics
// dropped, d for đ, lower case, and nothing kept but letters and digits. So
// "Thừa Thiên–Huế" and "thua thien hue" are both "thuathienhue". Different
// names may fold to the same text; a caller refuses a name that fits several.
std::string FoldName(absl::string_view text);

// FoldName that keeps one space between words: "xấp xỉ" is "xap xi". Nothing
// when `text` has any character besides letters, digits and white space, so
// that no sign or mark is dropped unseen, or when it is not UTF-8.
std::optional<std::string> FoldWords(absl::string_view text);

// The name with diacritics kept: NFC, case folded, each run of white space
// (no-break spaces too) made one space, and none at the ends.
std::string ExactName(absl::string_view text);

}  // namespace tranche
