// Tells which texts hold more than can be seen.
//
// Thread safety: pure functions on values.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tranche {

// True for a character that is obeyed and not seen: control characters (C0, DEL, C1), line and paragraph separators,
// and the marks, embeddings, overrides and isolates that change the direction of writing (UAX #9, section 2).
bool IsHidden(int32_t character);

// True if `text` has such a character: it may look like another text, or like more lines than one. What is not UTF-8 in
// it is skipped.
bool HasHidden(absl::string_view text);

// Errors: INVALID_ARGUMENT  text.hidden-characters, in `field`: HasHidden(text).
absl::Status CheckNothingHidden(absl::string_view field, absl::string_view text);

}  // namespace tranche
