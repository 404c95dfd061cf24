// Who makes a request, and whether it was made on purpose. A browser sends a cookie, and a client certificate, with
// requests that the page of another site makes; so with those two, what is not a GET must come from our own page.
//
// Thread safety: functions on values and on AccessControl.
#pragma once

#include <string>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "access/access_control.h"
#include "server/http_message.h"
#include "service/caller.h"

namespace tranche {

// Headers of calls: the last sequence that the answer must count, how many seconds ago a copy may have heard from its
// log, and the node that sends on what it may not decide.
inline constexpr char kAtLeastHeader[] = "tranche-at-least";
inline constexpr char kMaxAgeHeader[] = "tranche-max-age";
inline constexpr char kSentOnHeader[] = "tranche-sent-on-by";

// Headers of answers: the last sequence that this server has and, of a copy that has heard from its log, how many
// seconds ago.
inline constexpr char kHeadHeader[] = "Tranche-Head";
inline constexpr char kAgeHeader[] = "Tranche-Age";

// The name of the cookie of a session. With TLS it has the prefix that makes browsers refuse one that another host or
// an unencrypted page has set (RFC 6265bis, 4.1.3.2); without TLS, on loopback, there is no such cookie.
std::string SessionCookieName(bool is_encrypted);

// The header Set-Cookie that gives a session to the browser for `life`; one that ends it for an empty `value`.
std::string SessionCookie(bool is_encrypted, const std::string& value, absl::Duration life);

// OK if `request`, whose host is ours, was made by our own page: its header Origin says so or, without one,
// Sec-Fetch-Site.
// Errors: PERMISSION_DENIED  server.wrong-origin.
absl::Status CheckOwnOrigin(const HttpRequest& request);

// Who makes `request`, or the answer that turns them away.
std::variant<Entrant, HttpAnswer> EntrantOf(const HttpRequest& request, AccessControl* access);

// The answer that turns somebody away, for a refusal of AccessControl and the delay that it gave.
HttpAnswer TurnedAway(const HttpRequest& request, const absl::Status& refusal, absl::Duration delay);

// The caller as the ledger knows them: who they are, whether another node has sent the call on, and how fresh an answer
// they ask for (Tranche-At-Least, Tranche-Max-Age), for which the door has waited then (Plan::is_ready).
// Errors: INVALID_ARGUMENT  what they ask for cannot be read.
absl::StatusOr<Caller> CallerOf(const HttpRequest& request, const Entrant& entrant);

// Lets the browser forget its session, and the answers that it kept (server/lasting.h): the next one who signs in there
// must not see them.
void EndSession(const HttpRequest& request, HttpAnswer* answer);

}  // namespace tranche
