#include "server/page_door.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "events/refusal.h"
#include "page/page_files.h"
#include "server/connect_error.h"
#include "server/lasting.h"

namespace tranche {
namespace {

// RFC 9110, 12.5.3, but for the order of preference: gzip is always ours.
bool TakesGzip(absl::string_view accept_encoding) {
  return absl::c_any_of(absl::StrSplit(accept_encoding, ','), [](absl::string_view coding) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(coding, absl::MaxSplits(';', 1));
    const absl::string_view weight = absl::StripAsciiWhitespace(parts.second);
    const bool is_refused = !weight.empty() && weight.find_first_of("123456789") == absl::string_view::npos;
    return absl::AsciiStrToLower(absl::StripAsciiWhitespace(parts.first)) == "gzip" && !is_refused;
  });
}

}  // namespace

std::optional<HttpAnswer> PageAnswer(const HttpRequest& request) {
  if (request.path() == "/" && !HasPage())
    return ErrorAnswer(404, Refuse(absl::StatusCode::kNotFound, "server.no-page",
                                   "this program was built without the page; build it again with ./dev build"));
  const std::optional<PageFile> file = FindPageFile(request.path());
  if (!file) return std::nullopt;
  const bool is_gzip = !file->gzip_content.empty() && TakesGzip(request.Header("accept-encoding"));
  HttpAnswer answer{
      200, std::string(file->content_type), std::string(is_gzip ? file->gzip_content : file->content), {}};
  answer.headers = {{"Cache-Control", std::string(file->immutable ? kKeptByAll : "no-cache")},
                    {"Vary", "Accept-Encoding"}};
  if (is_gzip) answer.headers.emplace_back("Content-Encoding", "gzip");
  return answer;
}

}  // namespace tranche
