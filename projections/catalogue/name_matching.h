// Comparing names as people write them: with or without diacritics, composed
// (NFC) or decomposed (NFD), in any case, with any spacing.
//
// Text that is not UTF-8 (events/utf8.h) is returned unchanged, so it equals no name.
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

// The name without what people omit or write differently: diacritics dropped, d for
// đ, lower case, only letters and digits kept. So "Thừa Thiên–Huế" and "thua thien
// hue" are both "thuathienhue". Different names may fold to the same text; the caller
// refuses a name that matches several.
std::string FoldName(absl::string_view text);

// True if FoldName(text) contains `folded`. Cost: of at most 128 bytes of Latin characters, a pass without allocation.
bool ContainsFolded(absl::string_view text, absl::string_view folded);

// FoldName that keeps one space between words: "xấp xỉ" is "xap xi". Nothing if
// `text` has a character other than letters, digits and white space, so that no sign
// is dropped silently, or if it is not UTF-8.
std::optional<std::string> FoldWords(absl::string_view text);

// The name with diacritics kept: NFC, case folded, each run of white space
// (no-break spaces too) made one space, and none at the ends.
std::string ExactName(absl::string_view text);

}  // namespace tranche
