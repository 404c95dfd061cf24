#include "events/plain_text.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "absl/strings/ascii.h"
#include "events/check.h"
#include "events/utf8.h"

namespace tranche {
namespace {

const uint8_t* BytesOf(absl::string_view text) { return reinterpret_cast<const uint8_t*>(text.data()); }

bool IsAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool IsWhiteSpace(int32_t character) {
  const utf8proc_category_t category = utf8proc_category(character);
  return (category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_ZP) ||
         (character >= '\t' && character <= '\r') || character == 0x85;
}

// The length in bytes of the character at `offset` if it is white space; otherwise 0.
size_t BlankBytesAt(absl::string_view text, size_t offset) {
  int32_t character = 0;
  const utf8proc_ssize_t size =
      utf8proc_iterate(BytesOf(text) + offset, static_cast<utf8proc_ssize_t>(text.size() - offset), &character);
  return size > 0 && IsWhiteSpace(character) ? static_cast<size_t>(size) : 0;
}

size_t StartOfLastCharacter(absl::string_view text) {
  size_t start = text.size() - 1;
  while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
  return start;
}

}  // namespace

std::string Composed(absl::string_view text) {
  if (IsAscii(text) || ValidUtf8Length(text) < text.size()) return std::string(text);
  uint8_t* raw = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(BytesOf(text), static_cast<utf8proc_ssize_t>(text.size()), &raw,
                                             static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  TRANCHE_CHECK(size >= 0, "utf8proc: ", utf8proc_errmsg(size));
  const std::unique_ptr<uint8_t, decltype(&std::free)> owner(raw, &std::free);
  return std::string(reinterpret_cast<const char*>(raw), static_cast<size_t>(size));
}

absl::string_view WithoutBlanks(absl::string_view text) {
  for (size_t size = 1; !text.empty() && size > 0;) {
    size = BlankBytesAt(text, 0);
    text.remove_prefix(size);
  }
  while (!text.empty() && BlankBytesAt(text, StartOfLastCharacter(text)) > 0)
    text.remove_suffix(text.size() - StartOfLastCharacter(text));
  return text;
}

bool IsBlank(absl::string_view text) {
  const bool has_mark =
      !text.empty() && absl::ascii_isgraph(static_cast<unsigned char>(text.front()));  // nearly always
  return !has_mark && WithoutBlanks(text).empty();
}

}  // namespace tranche
