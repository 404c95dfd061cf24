#include "events/json_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace tranche {
namespace {

struct CodePoints {
  uint32_t first;
  uint32_t last;
};

// Those beyond ASCII that protobuf escapes: controls, and what has no width or turns text around.
constexpr CodePoints kEscaped[] = {{0x80, 0x9f},       {0xad, 0xad},       {0x600, 0x603},    {0x6dd, 0x6dd},
                                   {0x70f, 0x70f},     {0x17b4, 0x17b5},   {0x200b, 0x200f},  {0x2028, 0x202e},
                                   {0x2060, 0x2064},   {0x206a, 0x206f},   {0xfeff, 0xfeff},  {0xfff9, 0xfffb},
                                   {0x1d173, 0x1d17a}, {0xe0001, 0xe0001}, {0xe0020, 0xe007f}};

bool IsEscaped(uint32_t code_point) {
  for (const CodePoints& range : kEscaped) {
    if (range.first <= code_point && code_point <= range.last) return true;
  }
  return false;
}

void AppendHex(uint32_t code_unit, std::string* out) { absl::StrAppendFormat(out, "\\u%04x", code_unit); }

void AppendEscaped(uint32_t code_point, std::string* out) {
  if (code_point < 0x10000) return AppendHex(code_point, out);
  AppendHex(0xd7c0 + (code_point >> 10), out);
  AppendHex(0xdc00 + (code_point & 0x3ff), out);
}

// The short form of an ASCII character; empty when it has none.
absl::string_view ShortEscape(char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return "";
  }
}

void AppendAscii(char c, std::string* out) {
  if (const absl::string_view escape = ShortEscape(c); !escape.empty()) {
    absl::StrAppend(out, escape);
  } else if (absl::ascii_iscntrl(static_cast<unsigned char>(c)) || c == '<' || c == '>') {
    AppendHex(static_cast<unsigned char>(c), out);
  } else {
    out->push_back(c);
  }
}

// True for what stands for itself, as nearly all of a text does.
bool IsPlain(char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '<' && c != '>'; }

}  // namespace

void AppendJsonText(absl::string_view text, std::string* out) {
  out->push_back('"');
  for (size_t i = 0; i < text.size();) {
    const size_t begin = i;
    while (i < text.size() && IsPlain(text[i])) ++i;
    out->append(text.data() + begin, i - begin);
    if (i == text.size()) break;
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      AppendAscii(text[i++], out);
      continue;
    }
    const size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    uint32_t code_point = lead & (0xffu >> (length + 1));
    for (size_t k = 1; k < length && i + k < text.size(); ++k)
      code_point = code_point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3f);
    if (IsEscaped(code_point)) {
      AppendEscaped(code_point, out);
    } else {
      absl::StrAppend(out, text.substr(i, length));
    }
    i += length;
  }
  out->push_back('"');
}

bool HasJsonInstant(int64_t seconds, int32_t nanos) {
  constexpr int64_t kSecondsMin = -62135596800;
  constexpr int64_t kSecondsMax = 253402300799;
  constexpr int32_t kNanosMax = 999'999'999;
  return seconds >= kSecondsMin && seconds <= kSecondsMax && nanos >= 0 && nanos <= kNanosMax;
}

void AppendJsonInstant(int64_t seconds, int32_t nanos, std::string* out) {
  const absl::CivilSecond at = absl::ToCivilSecond(absl::FromUnixSeconds(seconds), absl::UTCTimeZone());
  const auto two = [](int number) { return absl::Dec(number, absl::kZeroPad2); };
  absl::StrAppend(out, "\"", absl::Dec(at.year(), absl::kZeroPad4), "-", two(at.month()));
  absl::StrAppend(out, "-", two(at.day()), "T", two(at.hour()));
  absl::StrAppend(out, ":", two(at.minute()), ":", two(at.second()));
  if (nanos % 1'000'000 == 0) {
    if (nanos != 0) absl::StrAppend(out, ".", absl::Dec(nanos / 1'000'000, absl::kZeroPad3));
  } else if (nanos % 1000 == 0) {
    absl::StrAppend(out, ".", absl::Dec(nanos / 1000, absl::kZeroPad6));
  } else {
    absl::StrAppend(out, ".", absl::Dec(nanos, absl::kZeroPad9));
  }
  absl::StrAppend(out, "Z\"");
}

}  // namespace tranche
