#include "server/session_door.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "events/refusal.h"
#include "server/connect_error.h"
#include "server/http_caller.h"

namespace tranche {
namespace {

using nlohmann::ordered_json;

HttpAnswer ActorAnswer(const std::string& actor) {
  return {200,
          "application/json",
          ordered_json{{"actor", actor}}.dump(-1, ' ', false, ordered_json::error_handler_t::replace),
          {}};
}

std::optional<std::string> TokenIn(const HttpRequest& request) {
  const ordered_json body = ordered_json::parse(request.body, nullptr, false);
  if (!body.is_object() || !body.contains("token") || !body["token"].is_string()) return std::nullopt;
  return body["token"].get<std::string>();
}

HttpAnswer SignIn(const HttpRequest& request, AccessControl* access) {
  if (MediaTypeOf(request.Header("content-type")) != "application/json")
    return ErrorAnswer(415, Refuse(absl::StatusCode::kInvalidArgument, "server.sign-in-type",
                                   "found the Content-Type \"{found}\", wanted application/json",
                                   {TextField("found", request.Header("content-type"))}));
  const std::optional<std::string> token = TokenIn(request);
  if (!token)
    return ErrorAnswer(Refuse(absl::StatusCode::kInvalidArgument, "server.sign-in", "the request is no {wanted}",
                              {TextField("wanted", R"({"token": "tranche_..."})")}));
  absl::Duration delay;
  const auto signed_in = access->SignIn(*token, request.peer, &delay);
  if (!signed_in.ok()) return TurnedAway(request, signed_in.status(), delay);
  HttpAnswer answer = ActorAnswer(signed_in->entrant.actor);
  answer.headers.emplace_back("Set-Cookie", SessionCookie(request.is_encrypted, signed_in->cookie, signed_in->life));
  return answer;
}

HttpAnswer SignOut(const HttpRequest& request, AccessControl* access) {
  if (const auto cookie = CookieOf(request, SessionCookieName(request.is_encrypted))) access->SignOut(*cookie);
  HttpAnswer answer = ActorAnswer("");
  EndSession(request, &answer);
  return answer;
}

}  // namespace

HttpAnswer SessionAnswer(const HttpRequest& request, AccessControl* access) {
  if (request.method != "GET" && request.method != "POST" && request.method != "DELETE")
    return MethodNotAllowed(request, "GET, POST, DELETE");
  if (access == nullptr) return ActorAnswer("");
  if (request.method == "GET") {
    std::variant<Entrant, HttpAnswer> entrant = EntrantOf(request, access);
    if (auto* const away = std::get_if<HttpAnswer>(&entrant)) return std::move(*away);
    return ActorAnswer(std::get<Entrant>(entrant).actor);
  }
  // Also before there is a session: a page of elsewhere could sign somebody in under the name of another.
  if (const absl::Status own = CheckOwnOrigin(request); !own.ok()) return ErrorAnswer(own);
  return request.method == "POST" ? SignIn(request, access) : SignOut(request, access);
}

}  // namespace tranche
