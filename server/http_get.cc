#include "server/http_get.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "server/http_ask.h"

namespace tranche {
namespace {

constexpr absl::string_view kScheme = "http://";

absl::StatusOr<HttpAsk> AskFor(const std::string& url) {
  absl::string_view rest = url;
  const bool is_http = absl::ConsumePrefix(&rest, kScheme);
  const absl::string_view authority = rest.substr(0, rest.find('/'));
  if (!is_http || authority.empty() || authority[0] == ':')
    return Refuse(absl::StatusCode::kInvalidArgument, "http.url",
                  "\"{url}\" is no address that can be asked: wanted http://HOST:PORT", {TextField("url", url)});
  const absl::string_view path = rest.substr(authority.size());
  const bool has_port = authority.find(':') != absl::string_view::npos;
  HttpAsk ask;
  ask.address = absl::StrCat(kScheme, authority, has_port ? "" : ":80");
  ask.others_may_read = true;
  ask.target = path.empty() ? "/" : std::string(path);
  ask.reads = true;
  return ask;
}

}  // namespace

absl::StatusOr<std::string> HttpGet(const std::string& url, absl::Duration timeout) {
  const absl::StatusOr<HttpAsk> ask = AskFor(url);
  if (!ask.ok()) return ask.status();
  absl::StatusOr<HttpAnswer> answer = AskHttp(*ask, timeout, timeout);
  if (answer.ok()) return std::move(answer->body);
  return Citing(
      Refuse(absl::StatusCode::kUnavailable, "http.no-answer", "{url} does not answer", {TextField("url", url)}),
      answer.status());
}

}  // namespace tranche
