#include "reports/printable.h"

#include <utf8proc.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "events/hidden_characters.h"

namespace tranche {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";

struct Character {
  utf8proc_int32_t codepoint = 0;  // -1: not UTF-8
  size_t bytes = 1;
};

// The first character of a text that is not empty.
Character FirstOf(absl::string_view text) {
  Character first;
  const utf8proc_ssize_t size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                 static_cast<utf8proc_ssize_t>(text.size()), &first.codepoint);
  if (size > 0) return {first.codepoint, static_cast<size_t>(size)};
  return {-1, 1};
}

std::string Escape(utf8proc_int32_t codepoint) {
  if (codepoint == '\n') return "\\n";
  if (codepoint == '\r') return "\\r";
  if (codepoint == '\t') return "\\t";
  return codepoint < 0x100 ? absl::StrFormat("\\x%02X", codepoint) : absl::StrFormat("\\u%04X", codepoint);
}

// The bytes of a first character that is printed as it is, one column wide, as nearly all are: ASCII, and the Latin
// letters of U+00C0 to U+02AF and U+1E00 to U+1EFF, which Vietnamese is written in. 0 for any other.
size_t PlainBytes(absl::string_view text) {
  const auto byte = [text](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
  const auto is_next = [&byte](size_t i, int last) { return byte(i) >= 0x80 && byte(i) <= last; };
  const int lead = byte(0);
  if (lead < 0x80) return lead >= 0x20 && lead < 0x7F ? 1 : 0;
  if (lead >= 0xC3 && lead <= 0xCA) return is_next(1, lead == 0xCA ? 0xAF : 0xBF) ? 2 : 0;
  return lead == 0xE1 && byte(1) >= 0xB8 && is_next(1, 0xBB) && is_next(2, 0xBF) ? 3 : 0;
}

// The characters that a text begins with and that are all so.
struct PlainStart {
  size_t bytes = 0;
  int width = 0;
};

PlainStart PlainStartOf(absl::string_view text) {
  PlainStart start;
  for (size_t bytes = PlainBytes(text); bytes > 0; bytes = PlainBytes(text.substr(start.bytes))) {
    start.bytes += bytes;
    ++start.width;
  }
  return start;
}

}  // namespace

int PrintableWidth(absl::string_view text) {
  const PlainStart plain = PlainStartOf(text);
  return plain.bytes == text.size() ? plain.width : plain.width + Printable(text.substr(plain.bytes)).width;
}

PrintableText Printable(absl::string_view text) {
  PrintableText printable;
  while (!text.empty()) {
    if (const PlainStart plain = PlainStartOf(text); plain.bytes > 0) {
      printable.text.append(text.data(), plain.bytes);
      printable.width += plain.width;
      text.remove_prefix(plain.bytes);
      continue;
    }
    const Character first = FirstOf(text);
    if (first.codepoint < 0) {
      absl::StrAppend(&printable.text, kReplacement);
      printable.width += 1;
    } else if (IsHidden(first.codepoint)) {
      const std::string escape = Escape(first.codepoint);
      printable.text += escape;
      printable.width += static_cast<int>(escape.size());
    } else {
      absl::StrAppend(&printable.text, text.substr(0, first.bytes));
      printable.width += utf8proc_charwidth(first.codepoint);
    }
    text.remove_prefix(first.bytes);
  }
  return printable;
}

std::string PrintableLines(absl::string_view text) {
  std::string lines;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    absl::StrAppend(&lines, lines.empty() && line.data() == text.data() ? "" : "\n", Printable(line).text);
  }
  return lines;
}

size_t BytesWithin(absl::string_view printable, int width) {
  size_t bytes = 0;
  int used = 0;
  while (bytes < printable.size()) {
    const Character next = FirstOf(printable.substr(bytes));
    used += next.codepoint < 0 ? 1 : utf8proc_charwidth(next.codepoint);
    if (used > width && bytes > 0) break;
    bytes += next.bytes;
  }
  return bytes;
}

}  // namespace tranche
