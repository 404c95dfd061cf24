#include "tests/fuzz/http_answers.h"

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace tranche {
namespace {

constexpr absl::string_view kLineEnd = "\r\n";
constexpr int kGoOn = 100;

using Fields = std::map<std::string, std::string>;

bool IsText(absl::string_view text) {
  return absl::c_none_of(text, [](char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)) && c != '\t'; });
}

bool IsToken(absl::string_view text) {
  constexpr absl::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !text.empty() && absl::c_all_of(text, [&](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || kOthers.find(c) != absl::string_view::npos;
  });
}

// Reads until something is wrong, or has not come; from then on there is nothing.
class AnswersReader {
 public:
  AnswersReader(absl::string_view bytes, const std::vector<bool>& are_heads) : bytes_(bytes), are_heads_(are_heads) {}

  AnswersRead Read() && {
    while (IsWell() && !bytes_.empty()) ReadAnswer();
    return std::move(read_);
  }

 private:
  bool IsWell() const { return read_.wrong.empty() && !read_.is_unfinished; }

  void IsWrong(absl::string_view what, absl::string_view where) {
    if (IsWell()) read_.wrong = absl::StrCat(what, ": ", absl::CEscape(where));
  }

  // The first bytes of the rest, and those behind them dropped.
  absl::string_view Take(size_t count, size_t dropped) {
    if (!IsWell()) return "";
    read_.is_unfinished = bytes_.size() < count || bytes_.size() - count < dropped;
    if (!IsWell()) return "";
    const absl::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count + dropped);
    return taken;
  }

  // Without its end.
  absl::string_view TakeLine() {
    const size_t end = bytes_.find(kLineEnd);
    return Take(end == absl::string_view::npos ? bytes_.size() : end, kLineEnd.size());
  }

  void ReadAnswer() {
    const int status = ReadStatus();
    const Fields fields = ReadFields();
    if (!IsWell() || status == kGoOn) return;
    const size_t index = read_.statuses.size();
    const bool is_head = index < are_heads_.size() && are_heads_[index];
    const std::string body = is_head ? "" : ReadBody(fields);
    if (!IsWell()) return;
    read_.statuses.push_back(status);
    const auto type = fields.find("content-type");
    if (type == fields.end()) return IsWrong("no type", body);
    if (type->second == "application/json" && !is_head && !nlohmann::json::accept(body)) IsWrong("no JSON", body);
  }

  int ReadStatus() {
    const absl::string_view line = TakeLine();
    int status = 0;
    const bool has_version = absl::StartsWith(line, "HTTP/1.1 ") || absl::StartsWith(line, "HTTP/1.0 ");
    const bool has_status =
        has_version && line.size() > 12 && line[12] == ' ' && absl::SimpleAtoi(line.substr(9, 3), &status);
    if (!has_status || status < kGoOn || status > 599 || !IsText(line)) IsWrong("no status", line);
    return status;
  }

  Fields ReadFields() {
    Fields fields;
    for (absl::string_view line = TakeLine(); !line.empty() && IsWell(); line = TakeLine()) {
      const size_t colon = line.find(':');
      const absl::string_view name = line.substr(0, colon);
      if (colon == absl::string_view::npos || !IsToken(name) || !IsText(line)) {
        IsWrong("no field", line);
        break;
      }
      const absl::string_view value = absl::StripAsciiWhitespace(line.substr(colon + 1));
      if (!fields.emplace(absl::AsciiStrToLower(name), std::string(value.data(), value.size())).second)
        IsWrong("twice", line);
    }
    return fields;
  }

  std::string ReadBody(const Fields& fields) {
    const auto length = fields.find("content-length");
    const auto coding = fields.find("transfer-encoding");
    uint64_t bytes = 0;
    if (length == fields.end() && coding != fields.end() && coding->second == "chunked") return ReadChunks();
    if (length == fields.end() || coding != fields.end() || !absl::SimpleAtoi(length->second, &bytes)) {
      IsWrong("no length", length == fields.end() ? "" : length->second);
      return "";
    }
    const absl::string_view body = Take(bytes, 0);
    return {body.data(), body.size()};
  }

  std::string ReadChunks() {
    std::string body;
    while (IsWell()) {
      const absl::string_view line = TakeLine();
      uint32_t size = 0;
      if (!absl::SimpleHexAtoi(line, &size)) IsWrong("no chunk", line);
      if (size == 0) break;
      absl::StrAppend(&body, Take(size, kLineEnd.size()));
    }
    Take(0, kLineEnd.size());
    return body;
  }

  absl::string_view bytes_;
  const std::vector<bool>& are_heads_;
  AnswersRead read_;
};

}  // namespace

AnswersRead ReadAnswers(absl::string_view bytes, const std::vector<bool>& are_heads) {
  return AnswersReader(bytes, are_heads).Read();
}

}  // namespace tranche
