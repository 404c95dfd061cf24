#include "projections/catalogue/name_matching.h"

#include <utf8proc.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
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

std::string FoldAnyName(absl::string_view text) { return IsUtf8(text) ? Fold(text, "").words : std::string(text); }

// How FoldName writes the characters of Latin alphabets, which most texts have no others than: each by itself, since it
// drops what they could be combined with.
class LatinFolds {
 public:
  static constexpr char kDropped = 0;
  static constexpr char kOther = 1;  // it becomes something else than one ASCII character

  LatinFolds() {
    for (size_t i = 1; i < low_.size(); ++i) low_[i] = FoldOf(static_cast<int32_t>(i));
    for (size_t i = 0; i < high_.size(); ++i) high_[i] = FoldOf(static_cast<int32_t>(kHighFirst + i));
  }

  // Removes the first character of `text`, which is not empty, and returns what it becomes. Of kOther, which bytes that
  // are no UTF-8 are too, `text` is unspecified.
  char Take(absl::string_view& text) const {
    const auto byte = [&](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : uint8_t{0}; };
    const auto is_rest = [&](size_t i) { return (byte(i) & 0xc0) == 0x80; };
    const uint8_t first = byte(0);
    size_t size = 1;
    char fold = kOther;
    if (first < 0x80) {
      fold = low_[first];
    } else if (first >= 0xc2 && first < 0xc0 + (kLowEnd >> 6) && is_rest(1)) {
      size = 2;
      fold = low_[static_cast<size_t>(((first & 0x1f) << 6) | (byte(1) & 0x3f))];
    } else if (first == 0xe1 && byte(1) >= 0xb8 && byte(1) <= 0xbb && is_rest(2)) {
      size = 3;
      fold = high_[static_cast<size_t>(((byte(1) & 0x03) << 6) | (byte(2) & 0x3f))];
    }
    text.remove_prefix(size);
    return fold;
  }

 private:
  static constexpr size_t kLowEnd = 0x340;      // up to letters and the first accents that combine with them
  static constexpr size_t kHighFirst = 0x1e00;  // Latin Extended Additional

  static char FoldOf(int32_t character) {
    std::string text;
    AppendCharacter(character, text);
    const std::string folded = FoldAnyName(text);
    if (folded.empty()) return kDropped;
    return folded.size() == 1 && static_cast<uint8_t>(folded[0]) < 0x80 ? folded[0] : kOther;
  }

  std::array<char, kLowEnd> low_ = {kOther};
  std::array<char, 0x100> high_ = {};
};

// FoldName of a text that is not too long and has Latin characters only, many times as fast.
class FoldedLatin {
 public:
  explicit FoldedLatin(absl::string_view text) {
    static const auto* const kFolds = new LatinFolds;
    is_latin_ = text.size() <= sizeof(bytes_);
    while (is_latin_ && !text.empty()) {
      const char fold = kFolds->Take(text);
      is_latin_ = fold != LatinFolds::kOther;
      if (fold != LatinFolds::kDropped) bytes_[size_++] = fold;
    }
  }

  bool is_latin() const { return is_latin_; }
  absl::string_view text() const { return {bytes_, size_}; }

 private:
  char bytes_[128];
  size_t size_ = 0;
  bool is_latin_ = false;
};

}  // namespace

std::string FoldName(absl::string_view text) {
  const FoldedLatin folded(text);
  return folded.is_latin() ? std::string(folded.text()) : FoldAnyName(text);
}

bool ContainsFolded(absl::string_view text, absl::string_view folded) {
  const FoldedLatin latin(text);
  return absl::StrContains(latin.is_latin() ? latin.text() : FoldAnyName(text), folded);
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
