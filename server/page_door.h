// The page in the browser (page/page_files.h) over HTTP: which file a path has, and what a browser may do with it.
//
// Thread safety: pure functions.
#pragma once

#include <optional>

#include "server/http_message.h"

namespace tranche {

// The file at the path of `request`, whose method is not looked at; in gzip for a caller who takes it. The browser may
// load nothing from elsewhere, run nothing that stands in the page itself, and show it in no frame
// (Content-Security-Policy, https://www.w3.org/TR/CSP3/). What has its hash in its name may be kept for ever.
//
// Absent: no file of the page is there. For "/" in a program that was built without the page it is 404, and why.
std::optional<HttpAnswer> PageAnswer(const HttpRequest& request);

}  // namespace tranche
