#include "server/http_message.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace tranche {
namespace {

std::optional<std::string> Decoded(absl::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const absl::string_view digits = text.substr(i + 1, 2);
    if (digits.size() < 2 || !absl::ascii_isxdigit(static_cast<unsigned char>(digits[0])) ||
        !absl::ascii_isxdigit(static_cast<unsigned char>(digits[1])))
      return std::nullopt;
    decoded += absl::HexStringToBytes(digits);
    i += 2;
  }
  return decoded;
}

}  // namespace

absl::string_view HttpRequest::Header(const std::string& name) const {
  const auto header = headers.find(name);
  return header == headers.end() ? absl::string_view() : absl::string_view(header->second);
}

absl::string_view HttpRequest::path() const {
  const absl::string_view all = target;
  return all.substr(0, all.find('?'));
}

HttpAnswer TextAnswer(int status, absl::string_view line) { return {status, kTextType, absl::StrCat(line, "\n"), {}}; }

std::vector<std::pair<std::string, std::string>> StandardHeaders(bool is_encrypted) {
  std::vector<std::pair<std::string, std::string>> headers = {
      {"Cache-Control", "no-store"},
      {"Content-Security-Policy",
       "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Referrer-Policy", "no-referrer"},
      {"X-Content-Type-Options", "nosniff"}};
  if (is_encrypted) headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  return headers;
}

std::optional<std::string> CookieOf(const HttpRequest& request, absl::string_view name) {
  for (const absl::string_view cookie : absl::StrSplit(request.Header("cookie"), ';')) {
    const std::pair<absl::string_view, absl::string_view> halves = absl::StrSplit(cookie, absl::MaxSplits('=', 1));
    if (absl::StripAsciiWhitespace(halves.first) == name) return std::string(absl::StripAsciiWhitespace(halves.second));
  }
  return std::nullopt;
}

std::optional<std::map<std::string, std::string>> QueryOf(absl::string_view target) {
  std::map<std::string, std::string> query;
  const size_t mark = target.find('?');
  if (mark == absl::string_view::npos) return query;
  for (const absl::string_view parameter : absl::StrSplit(target.substr(mark + 1), '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> halves = absl::StrSplit(parameter, absl::MaxSplits('=', 1));
    const std::optional<std::string> name = Decoded(halves.first);
    const std::optional<std::string> value = Decoded(halves.second);
    if (!name || !value) return std::nullopt;
    query[*name] = *value;
  }
  return query;
}

std::string MediaTypeOf(absl::string_view content_type) {
  return absl::AsciiStrToLower(absl::StripAsciiWhitespace(content_type.substr(0, content_type.find(';'))));
}

}  // namespace tranche
