// The one way out for text of others: notes, names and files may hold anything, and a terminal obeys what it is sent.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

// Text that is safe to print, and the terminal columns that it takes.
struct PrintableText {
  std::string text;
  int width = 0;
};

// `text` on one line. Control characters (C0, C1), line and paragraph separators, and the characters that change the
// direction of writing are shown as escapes ("\x1B", "\n", "\u202E"), never sent; invalid UTF-8 becomes U+FFFD.
PrintableText Printable(absl::string_view text);

// The same for a text of several lines: line feeds stay.
std::string PrintableLines(absl::string_view text);

// The first `width` terminal columns of a printable text or less, cut between characters: the length in bytes.
// At least one character is taken of a text that is not empty.
size_t BytesWithin(absl::string_view printable, int width);

}  // namespace tranche
