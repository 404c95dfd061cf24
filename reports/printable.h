// Sanitizes untrusted text for output: notes, names and files may contain anything, and a terminal obeys the control
// sequences that it is sent.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

// Text that is safe to print, and its width in terminal columns.
struct PrintableText {
  std::string text;
  int width = 0;
};

// `text` on one line. Control characters (C0, C1), line and paragraph separators, and the characters that change the
// direction of writing are shown as escapes ("\x1B", "\n", "\u202E"), never sent; invalid UTF-8 becomes U+FFFD.
PrintableText Printable(absl::string_view text);

// The width of Printable(text), which is cheaper to know than to make.
int PrintableWidth(absl::string_view text);

// As Printable for several lines: line feeds are kept.
std::string PrintableLines(absl::string_view text);

// The length in bytes of the longest prefix of a printable text that fits in `width` terminal columns, cut between
// characters; at least one character of a non-empty text.
size_t BytesWithin(absl::string_view printable, int width);

}  // namespace tranche
