#include "tests/tidy/cpp_code.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace tranche::tidy {
namespace {

// A ' inside a number, as in 1'000, opens no character literal.
bool IsDigitSeparator(std::string_view text, size_t position) {
  size_t begin = position;
  while (begin > 0 && (IsWordCharacter(text[begin - 1]) || text[begin - 1] == '\'')) --begin;
  return begin < position && std::isdigit(static_cast<unsigned char>(text[begin]));
}

// One past the literal in `text` that opens at `position` with `quote`.
size_t EndOfLiteral(std::string_view text, size_t position, char quote) {
  for (size_t i = position + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == quote || text[i] == '\n') {
      return i + 1;
    }
  }
  return text.size();
}

// One past the `end` that is looked for after `position`, or the end of the text.
size_t After(std::string_view text, std::string_view end, size_t position) {
  const size_t found = text.find(end, position);
  return found == std::string_view::npos ? text.size() : found + end.size();
}

size_t EndOfRawString(std::string_view text, size_t quote) {
  const size_t open = text.find('(', quote);
  if (open == std::string_view::npos) return text.size();
  return After(text, ")" + std::string(text.substr(quote + 1, open - quote - 1)) + "\"", open);
}

// One past the comment or literal that starts at `position`, or nothing when code does.
std::optional<size_t> EndOfNonCode(std::string_view text, size_t position) {
  const std::string_view rest = text.substr(position);
  if (rest.starts_with("//")) return std::min(text.find('\n', position), text.size());
  if (rest.starts_with("/*")) return After(text, "*/", position + 2);
  if (rest.front() == '"') {
    const bool is_raw = position > 0 && text[position - 1] == 'R';
    return is_raw ? EndOfRawString(text, position) : EndOfLiteral(text, position, '"');
  }
  if (rest.front() == '\'' && !IsDigitSeparator(text, position)) return EndOfLiteral(text, position, '\'');
  return std::nullopt;
}

// Preprocessor lines, with their continuations, replaced by spaces.
std::string WithoutDirectives(std::string code) {
  bool in_directive = false;
  size_t begin = 0;
  while (begin < code.size()) {
    const size_t end = std::min(code.find('\n', begin), code.size());
    const std::string_view line = Trim(std::string_view(code).substr(begin, end - begin));
    const bool is_continued = line.ends_with('\\');
    in_directive = in_directive || line.starts_with('#');
    if (in_directive) code.replace(begin, end - begin, end - begin, ' ');
    in_directive = in_directive && is_continued;
    begin = end + 1;
  }
  return code;
}

std::string_view WithoutTemplatePrefix(std::string_view head) {
  while (head.starts_with("template")) {
    int depth = 0;
    size_t i = head.find('<');
    for (; i < head.size(); ++i) {
      if (head[i] == '<') ++depth;
      if (head[i] == '>' && --depth == 0) break;
    }
    head = i < head.size() ? Trim(head.substr(i + 1)) : std::string_view();
  }
  return head;
}

std::string_view WithoutAccessLabel(std::string_view head) {
  for (const std::string_view label : {"public:", "private:", "protected:"}) {
    if (head.starts_with(label)) return Trim(head.substr(label.size()));
  }
  return head;
}

enum class Brace { kScope, kFunction, kData };

// What a `{` opens, judged by the code before it since the last statement.
Brace Classify(std::string_view head) {
  head = WithoutTemplatePrefix(WithoutAccessLabel(Trim(head)));
  if (head.starts_with("enum")) return Brace::kData;
  for (const std::string_view word : {"namespace", "inline namespace", "class ", "struct ", "union ", "extern"}) {
    if (head.starts_with(word)) return Brace::kScope;
  }
  const bool has_parameters = head.find('(') != std::string_view::npos;
  const bool is_balanced = std::count(head.begin(), head.end(), '(') == std::count(head.begin(), head.end(), ')');
  return has_parameters && is_balanced && !head.ends_with('=') ? Brace::kFunction : Brace::kData;
}

// The position of the `}` that closes the `{` at `open`, or the end of the text.
size_t ClosingBrace(std::string_view code, size_t open) {
  int depth = 0;
  for (size_t i = open; i < code.size(); ++i) {
    if (code[i] == '{') ++depth;
    if (code[i] == '}' && --depth == 0) return i;
  }
  return code.size();
}

// After the `}` of a member initializer the head of the constructor continues.
bool HeadGoesOn(std::string_view code, size_t close) {
  const std::string_view rest = Trim(code.substr(std::min(close + 1, code.size())));
  return rest.starts_with(',') || rest.starts_with('{') || rest.starts_with(')');
}

}  // namespace

bool IsWordCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool IsSpace(char c) { return std::isspace(static_cast<unsigned char>(c)); }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

std::string CodeOnly(std::string_view text) {
  std::string code(text);
  for (size_t i = 0; i < text.size();) {
    const std::optional<size_t> end = EndOfNonCode(text, i);
    if (!end.has_value()) {
      ++i;
      continue;
    }
    for (; i < *end; ++i) {
      if (code[i] != '\n') code[i] = ' ';
    }
  }
  return code;
}

std::vector<FunctionBody> FunctionBodies(std::string_view text) {
  const std::string without = WithoutDirectives(CodeOnly(text));
  const std::string_view code = without;
  std::vector<FunctionBody> bodies;
  size_t head_begin = 0;
  for (size_t i = 0; i < code.size(); ++i) {
    if (code[i] == ';' || code[i] == '}') head_begin = i + 1;
    if (code[i] != '{') continue;
    const Brace brace = Classify(code.substr(head_begin, i - head_begin));
    if (brace == Brace::kScope) {
      head_begin = i + 1;
      continue;
    }
    const size_t close = ClosingBrace(code, i);
    if (HeadGoesOn(code, close)) {
      i = close;
      continue;
    }
    if (brace == Brace::kFunction) bodies.push_back({i, close});
    i = close;
    head_begin = close + 1;
  }
  return bodies;
}

}  // namespace tranche::tidy
