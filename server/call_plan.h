// What is to be done for a call over HTTP: in which lane it is answered, and how.
//
// Thread safety: a pure function; a plan as server/plan.h says.
#pragma once

#include <variant>

#include "server/calls.h"
#include "server/http_message.h"
#include "server/plan.h"
#include "service/caller.h"

namespace tranche {

// What to do for `request`, whose path begins with kCallsPath (server/connect.h), by `caller`; or the answer to what
// can be no call. Refusals are told in the language of the caller. `calls` must outlive the plan.
std::variant<HttpAnswer, Plan> PlanCall(const HttpRequest& request, const Calls& calls, const Caller& caller);

}  // namespace tranche
