#include "server/openapi_entry.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/http_caller.h"
#include "server/plain_paths.h"

namespace tranche::openapi_internal {
namespace {

bool IsOpen(const std::string& path) {
  const PlainPathRow* const plain = FindPlainPath(path);
  return plain != nullptr && plain->is_for_all && plain->which != PlainPath::kSession;
}

// How a caller shows who they are; one of these is enough (docs/server.md, "Who calls").
Json SecuritySchemes(const ApiEntry& entry) {
  const std::string session = absl::StrCat(
      "A session of the page, begun by POST /session with a token. What is no GET must come from the page: ",
      "Origin, or Sec-Fetch-Site: same-origin.");
  Json schemes = {{"token",
                   {{"type", "http"},
                    {"scheme", "bearer"},
                    {"description", "A token that `tranche token issue` has printed: tranche_..."}}},
                  {"session",
                   {{"type", "apiKey"},
                    {"in", "cookie"},
                    {"name", SessionCookieName(entry.is_encrypted)},
                    {"description", session}}}};
  if (entry.takes_certificates)
    schemes["certificate"] = {{"type", "mutualTLS"},
                              {"description", "A certificate that `tranche token bind-certificate` has bound."}};
  return schemes;
}

// What a server answers at its door, before the call is begun.
Json DoorAnswers() {
  Json unknown = Refusal("Nothing was shown, or nothing that counts (access.who).");
  unknown["headers"]["WWW-Authenticate"] = {{"schema", {{"type", "string"}, {"const", "Bearer"}}}};
  Json too_many = Refusal("Likewise, and too often (access.too-many-attempts).");
  too_many["headers"]["Retry-After"] = {{"description", "In seconds."}, {"schema", {{"type", "integer"}}}};
  return {{"Unknown", std::move(unknown)},
          {"MayNot", Refusal("The caller is known, and may not do this (authority.*, server.wrong-origin).")},
          {"TooMany", std::move(too_many)}};
}

Json DoorAnswer(const char* name) { return {{"$ref", absl::StrCat("#/components/responses/", name)}}; }

void AddDoorAnswers(Json* operation) {
  Json& responses = (*operation)["responses"];
  responses["401"] = DoorAnswer("Unknown");
  responses["403"] = DoorAnswer("MayNot");
  responses["429"] = DoorAnswer("TooMany");
}

// An operation whose answer says who is signed in.
Json ActorOperation(const char* id, const char* description) {
  const Json actor = {{"type", "object"},
                      {"properties", {{"actor", {{"type", "string"}}}}},
                      {"required", Json::array({"actor"})},
                      {"additionalProperties", false}};
  return {{"operationId", id},
          {"tags", Json::array({"server"})},
          {"responses", Answers(description, Content("application/json", actor))}};
}

}  // namespace

Json SessionPath(const ApiEntry& entry) {
  if (!entry.is_asked) return {{"get", ActorOperation("session", "Nobody, as nobody is asked who calls.")}};
  const Json cookie = {{"description", "The cookie of the session; one that has ended is empty."},
                       {"schema", {{"type", "string"}}}};
  const Json token = {
      {"type", "object"}, {"properties", {{"token", {{"type", "string"}}}}}, {"required", Json::array({"token"})}};
  Json get = ActorOperation("session", "Who is signed in.");
  Json post = ActorOperation("signIn", "A session has begun; for the page alone.");
  post["requestBody"] = {{"required", true}, {"content", Content("application/json", token)}};
  AddDoorAnswers(&post);
  Json end = ActorOperation("signOut", "The session has ended; for the page alone.");
  end["responses"]["403"] = DoorAnswer("MayNot");
  for (Json* const operation : {&post, &end}) {
    (*operation)["security"] = Json::array();
    (*operation)["responses"]["200"]["headers"]["Set-Cookie"] = cookie;
  }
  return {{"get", std::move(get)}, {"post", std::move(post)}, {"delete", std::move(end)}};
}

void AddEntry(const ApiEntry& entry, Json* description) {
  Json ways = Json::array();
  Json& components = (*description)["components"];
  components["securitySchemes"] = SecuritySchemes(entry);
  components["responses"] = DoorAnswers();
  for (const auto& scheme : components["securitySchemes"].items()) {
    Json way = Json::object();
    way[scheme.key()] = Json::array();
    ways.push_back(std::move(way));
  }
  (*description)["security"] = std::move(ways);
  Json& paths = (*description)["paths"];
  for (const auto& path : paths.items()) {
    for (Json& operation : path.value()) {
      if (IsOpen(path.key())) operation["security"] = Json::array();
      if (!operation.contains("security")) AddDoorAnswers(&operation);
    }
  }
}

}  // namespace tranche::openapi_internal
