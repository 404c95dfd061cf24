#include "server/http_caller.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "server/connect_error.h"

namespace tranche {
namespace {

constexpr int kUnauthorized = 401;
constexpr int kTooMany = 429;

std::optional<std::string> HeaderIfAny(const HttpRequest& request, const std::string& name) {
  const auto header = request.headers.find(name);
  return header == request.headers.end() ? std::nullopt : std::optional<std::string>(header->second);
}

Knock KnockOf(const HttpRequest& request) {
  return {request.peer, HeaderIfAny(request, "authorization"),
          CookieOf(request, SessionCookieName(request.is_encrypted)), request.certificate};
}

// True if what came with the request would come with one of another site too.
bool IsSentByItself(const Entrant& entrant, const HttpRequest& request) {
  if (entrant.way == Entrant::Way::kSession) return true;
  // Programs with a certificate are no browsers, and say nothing of where they come from.
  const bool is_browser = request.headers.contains("origin") || request.headers.contains("sec-fetch-site");
  return entrant.way == Entrant::Way::kCertificate && is_browser;
}

}  // namespace

std::string SessionCookieName(bool is_encrypted) { return is_encrypted ? "__Host-tranche" : "tranche"; }

std::string SessionCookie(bool is_encrypted, const std::string& value, absl::Duration life) {
  return absl::StrCat(SessionCookieName(is_encrypted), "=", value,
                      "; Path=/; HttpOnly; SameSite=Strict; Max-Age=", value.empty() ? 0 : absl::ToInt64Seconds(life),
                      is_encrypted ? "; Secure" : "");
}

absl::Status CheckOwnOrigin(const HttpRequest& request) {
  const absl::string_view origin = request.Header("origin");
  const std::string own = absl::StrCat(request.is_encrypted ? "https://" : "http://", request.Header("host"));
  const bool is_own =
      origin.empty() ? request.Header("sec-fetch-site") == "same-origin" : absl::EqualsIgnoreCase(origin, own);
  if (is_own) return absl::OkStatus();
  return Refuse(
      absl::StatusCode::kPermissionDenied, "server.wrong-origin",
      "Origin: found \"{found}\", wanted {wanted}: a page of elsewhere does nothing here in the name of who is "
      "signed in",
      {TextField("found", origin), TextField("wanted", own)});
}

std::variant<Entrant, HttpAnswer> EntrantOf(const HttpRequest& request, AccessControl* access) {
  absl::Duration delay;
  absl::StatusOr<Entrant> entrant = access->Enter(KnockOf(request), &delay);
  if (!entrant.ok()) return TurnedAway(request, entrant.status(), delay);
  if (request.method != "GET" && IsSentByItself(*entrant, request)) {
    if (const absl::Status own = CheckOwnOrigin(request); !own.ok()) return ErrorAnswer(own);
  }
  return *std::move(entrant);
}

HttpAnswer TurnedAway(const HttpRequest& request, const absl::Status& refusal, absl::Duration delay) {
  HttpAnswer answer = ErrorAnswer(refusal);
  answer.delay = delay;
  if (answer.status == kUnauthorized) answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (answer.status == kTooMany) answer.headers.emplace_back("Retry-After", "900");
  if (CookieOf(request, SessionCookieName(request.is_encrypted))) EndSession(request, &answer);
  return answer;
}

absl::StatusOr<Caller> CallerOf(const HttpRequest& request, const Entrant& entrant) {
  absl::StatusOr<Freshness> freshness = ReadFreshness(request.Header(kAtLeastHeader), request.Header(kMaxAgeHeader));
  if (!freshness.ok()) return freshness.status();
  freshness->wait = absl::ZeroDuration();
  return Caller{entrant.actor, entrant.token, std::string(request.Header(kSentOnHeader)), *std::move(freshness)};
}

void EndSession(const HttpRequest& request, HttpAnswer* answer) {
  answer->headers.emplace_back("Set-Cookie", SessionCookie(request.is_encrypted, "", absl::ZeroDuration()));
  answer->headers.emplace_back("Clear-Site-Data", "\"cache\"");
}

}  // namespace tranche
