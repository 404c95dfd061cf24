#include "server/request_target.h"

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace tranche {
namespace {

constexpr absl::string_view kSchemes[] = {"http://", "https://"};

absl::string_view SchemeOf(absl::string_view target) {
  for (const absl::string_view scheme : kSchemes) {
    if (absl::StartsWithIgnoreCase(target, scheme)) return scheme;
  }
  return "";
}

}  // namespace

void TakeAuthority(HttpRequest* request) {
  absl::string_view target = request->target;
  const absl::string_view scheme = SchemeOf(target);
  if (scheme.empty()) return;
  target.remove_prefix(scheme.size());
  const size_t end = std::min(target.size(), target.find_first_of("/?#"));
  const bool is_ours = scheme == kSchemes[request->is_encrypted ? 1 : 0];
  request->headers["host"] = absl::StrCat(is_ours ? "" : scheme, target.substr(0, end));
  const absl::string_view rest = target.substr(end);
  request->target = absl::StrCat(absl::StartsWith(rest, "/") ? "" : "/", rest);
}

}  // namespace tranche
