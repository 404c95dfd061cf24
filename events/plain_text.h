// Normalizes texts that people write in several ways: composed or decomposed letters, white space at the ends.
//
// Text that is not UTF-8 (utf8.h) comes back unchanged and is not blank.
//
// Thread safety: pure functions on values.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

// `text` in Unicode normal form C: the letters of "Hà Nội" composed, whichever way they were typed. Unchanged if there
// is nothing to compose.
std::string Composed(absl::string_view text);

// `text` without Unicode white space (no-break spaces too) at its ends; a view into it.
absl::string_view WithoutBlanks(absl::string_view text);

// True if the text is empty or only white space.
bool IsBlank(absl::string_view text);

}  // namespace tranche
