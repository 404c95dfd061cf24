#include "tests/fuzz/mutations.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "proof/gzip.h"

namespace tranche {
namespace {

constexpr absl::string_view kTexts[] = {"\n",
                                        "\n\n",
                                        "\r\n",
                                        "\t",
                                        " ",
                                        "\"",
                                        "'",
                                        ",",
                                        "}",
                                        "]",
                                        "{",
                                        "[",
                                        ":",
                                        "+",
                                        "-",
                                        "0",
                                        "00",
                                        "null",
                                        "true",
                                        "1e0",
                                        "1.0",
                                        "-0",
                                        "\\u0000",
                                        "\\ud800",
                                        "\xc2\xa0",
                                        "\xe2\x80\xa8",
                                        "\xe2\x80\x94 ",
                                        "=",
                                        "==",
                                        "\xff",
                                        "2024-02-30",
                                        "18446744073709551616",
                                        "9223372036854775808",
                                        "1000000000000000000000000000001",
                                        "\\n",
                                        "\\",
                                        "\xef\xbb\xbf"};

std::string AnyText(FuzzRandom* random) {
  const absl::string_view text = kTexts[Below(std::size(kTexts), random)];
  return {text.data(), text.size()};
}

using Bounds = std::pair<size_t, size_t>;

// The bounds of a run of characters that belong together around a place: a word, a number, base64.
Bounds WordAround(const std::string& text, size_t at) {
  const auto is_word = [](char c) { return absl::string_view("\n \",:{}[]|").find(c) == absl::string_view::npos; };
  size_t begin = at;
  while (begin > 0 && is_word(text[begin - 1])) --begin;
  size_t end = at;
  while (end < text.size() && is_word(text[end])) ++end;
  return {begin, end};
}

void SwapParts(Bounds a, Bounds b, std::string* text) {
  if (b < a) std::swap(a, b);
  if (b.first < a.second) return;
  const std::string first = text->substr(a.first, a.second - a.first);
  const std::string second = text->substr(b.first, b.second - b.first);
  text->replace(b.first, second.size(), first);
  text->replace(a.first, first.size(), second);
}

}  // namespace

void ChangeText(std::string* text, const std::string& other, FuzzRandom* random) {
  const size_t at = Below(text->size() + 1, random);
  const auto [begin, end] = WordAround(*text, std::min(at, text->size()));
  const std::string word = text->substr(begin, end - begin);
  std::string decoded;
  switch (Below(9, random)) {
    case 0:
      text->insert(at, AnyText(random));
      return;
    case 1:
      text->replace(begin, end - begin, AnyText(random));
      return;
    case 2:
      text->insert(begin, word);
      return;
    case 3:
      text->erase(begin, end - begin + OneIn(2, random));
      return;
    case 4: {
      const auto [from, to] = WordAround(other, Below(other.size() + 1, random));
      text->replace(begin, end - begin, other, from, to - from);
      return;
    }
    case 5: {
      const auto [from, to] = WordAround(*text, Below(text->size() + 1, random));
      SwapParts({begin, end}, {from, to}, text);
      return;
    }
    case 6:
    case 7:
      if (absl::Base64Unescape(word, &decoded) && decoded.size() > 8) {
        ChangeMessage(&decoded, decoded, random);
        text->replace(begin, end - begin, absl::Base64Escape(decoded));
        return;
      }
      [[fallthrough]];
    default:
      ChangeBytes(text, random);
  }
}

FuzzInput Mutated(const std::vector<FuzzInput>& seeds, FuzzRandom* random) {
  FuzzInput input = seeds[Below(seeds.size(), random)];
  const std::string* other = &input.bytes;
  for (int tries = 0; tries < 8; ++tries) {
    const FuzzInput& seed = seeds[Below(seeds.size(), random)];
    if (seed.kind == input.kind) other = &seed.bytes;
  }
  const std::string part = *other;
  do {
    if (input.kind == FuzzKind::kEvent) {
      ChangeMessage(&input.bytes, part, random);
    } else if (input.kind == FuzzKind::kRow) {
      ChangeBytes(&input.bytes, random);
    } else {
      ChangeText(&input.bytes, part, random);
    }
  } while (OneIn(3, random));
  if (input.kind == FuzzKind::kProof && OneIn(8, random)) {
    input.bytes = Gzip(input.bytes);
    if (OneIn(4, random)) ChangeBytes(&input.bytes, random);
  }
  return input;
}

}  // namespace tranche
