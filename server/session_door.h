// Sessions of the page: a person shows a token once, and the browser has a cookie from then on, which no script can
// read.
//
//   GET    /session   who is signed in: {"actor": "lan"}; {"actor": ""} where nobody is asked
//   POST   /session   {"token": "tranche_..."}: begins a session
//   DELETE /session   ends it
//
// The last two are for our own page alone (server/http_caller.h).
//
// Thread safety: as AccessControl.
#pragma once

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "access/access_control.h"
#include "server/http_message.h"

namespace tranche {

inline constexpr absl::string_view kSessionPath = "/session";

// The answer to a request for kSessionPath.
// access  null: nobody is asked who calls.
HttpAnswer SessionAnswer(const HttpRequest& request, AccessControl* access);

}  // namespace tranche
