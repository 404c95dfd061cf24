#include "projections/catalogue/name_matching.h"

#include <utf8proc.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/utf8.h"

namespace tranche {
namespace {

constexpr int kLatinSmallLetterDWithStroke = 0x111;

const uint8_t* BytesOf(absl::string_view text) { return reinterpret_cast<const uint8_t*>(text.data()); }

// Removes and returns the first character of `text`, which is UTF-8 and not
// empty.
int32_t TakeCharacter(absl::string_view& text) {
  int32_t character = 0;
  const utf8proc_ssize_t size = utf8proc_iterate(BytesOf(text), static_cast<utf8proc_ssize_t>(text.size()), &character);
  TRANCHE_CHECK(size > 0, "text was checked to be UTF-8");
  text.remove_prefix(static_cast<size_t>(size));
  return character;
}

// `text`, which is UTF-8, in the normal form selected by `options`.
std::string Normalize(absl::string_view text, int options) {
  if (text.empty()) return "";
  uint8_t* raw = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(BytesOf(text), static_cast<utf8proc_ssize_t>(text.size()), &raw,
                   static_cast<utf8proc_option_t>(options | UTF8PROC_STABLE | UTF8PROC_CASEFOLD));
  TRANCHE_CHECK(size >= 0, "utf8proc: ", utf8proc_errmsg(size));
  const std::unique_ptr<uint8_t, decltype(&std::free)> owner(raw, &std::free);
  return std::string(reinterpret_cast<const char*>(raw), static_cast<size_t>(size));
}

bool IsLetterOrDigit(int32_t character) {
  const utf8proc_category_t category = utf8proc_category(character);
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
         (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

bool IsWhiteSpace(int32_t character) {
  const utf8proc_category_t category = utf8proc_category(character);
  return (category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_ZP) ||
         (character >= '\t' && character <= '\r') || character == 0x85;
}

void AppendCharacter(int32_t character, std::string& out) {
  uint8_t bytes[4];
  const utf8proc_ssize_t size = utf8proc_encode_char(character, bytes);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
}

// The words of a text, and whether it contains anything besides words and white
// space.
struct Folded {
  std::string words;
  bool only_words = true;
};

Folded Fold(absl::string_view text, absl::string_view separator) {
  const std::string plain = Normalize(text, UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK);
  Folded folded;
  bool word_ended = false;
  for (absl::string_view rest = plain; !rest.empty();) {
    const int32_t character = TakeCharacter(rest);
    if (!IsLetterOrDigit(character)) {
      word_ended = true;
      folded.only_words = folded.only_words && IsWhiteSpace(character);
      continue;
    }
    if (word_ended && !folded.words.empty()) absl::StrAppend(&folded.words, separator);
    word_ended = false;
    AppendCharacter(character == kLatinSmallLetterDWithStroke ? 'd' : character, folded.words);
  }
  return folded;
}

bool IsUtf8(absl::string_view text) { return ValidUtf8Length(text) == text.size(); }

}  // namespace

std::string FoldName(absl::string_view text) {
  if (!IsUtf8(text)) return std::string(text);
  return Fold(text, "").words;
}

std::optional<std::string> FoldWords(absl::string_view text) {
  if (!IsUtf8(text)) return std::nullopt;
  Folded folded = Fold(text, " ");
  if (!folded.only_words) return std::nullopt;
  return std::move(folded.words);
}

std::string ExactName(absl::string_view text) {
  if (!IsUtf8(text)) return std::string(text);
  const std::string composed = Normalize(text, UTF8PROC_COMPOSE);
  std::string exact;
  bool space_before = false;
  for (absl::string_view rest = composed; !rest.empty();) {
    const int32_t character = TakeCharacter(rest);
    if (IsWhiteSpace(character)) {
      space_before = !exact.empty();
      continue;
    }
    if (space_before) exact += ' ';
    space_before = false;
    AppendCharacter(character, exact);
  }
  return exact;
}

}  // namespace tranche
