#include "server/openapi_paths.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/lasting.h"
#include "server/openapi_entry.h"
#include "server/plain_paths.h"

namespace tranche::openapi_internal {
namespace {

// A GET whose answer is of a media type. What is no text of ours has no schema.
Json Get(const std::string& id, const std::string& description, const char* type, Json schema) {
  return {{"operationId", id},
          {"tags", Json::array({"server"})},
          {"responses", Answers(description, Content(type, std::move(schema)))}};
}

Json Text(const std::string& id, const std::string& description, const char* type = "text/plain") {
  return Get(id, description, type, {{"type", "string"}});
}

Json InPath(const char* name, const char* description, Json schema) {
  return {
      {"name", name}, {"in", "path"}, {"required", true}, {"description", description}, {"schema", std::move(schema)}};
}

Json Events() {
  Json events = Text("events", "New events as they are recorded, as server-sent events.", "text/event-stream");
  const Json sequence = {{"type", "integer"}, {"minimum", 0}};
  events["parameters"] = {{{"name", "after"},
                           {"in", "query"},
                           {"description", "Every event after this sequence; without it the new ones only."},
                           {"schema", sequence}},
                          {{"name", "Last-Event-ID"},
                           {"in", "header"},
                           {"description", "Likewise, and before it: what a browser sends that was cut off."},
                           {"schema", sequence}}};
  return events;
}

Json Readiness() {
  Json ready = Text("readyz", "It can answer questions of the ledger.");
  ready["responses"]["503"] = {{"description", "It cannot, and why."},
                               {"content", Content("text/plain", {{"type", "string"}})}};
  return ready;
}

// Of a tile whose paths begin with `of`, and of a part of it.
// level    its parameter, or null.
// caching  what the answer of a full one says.
void AddTile(const std::string& of, const std::string& id, const std::string& what, const Json& level,
             absl::string_view caching, Json* paths) {
  const Json place = InPath("place",
                            "Its number from 0 on in groups of three digits, of which all but the last begin with x: "
                            "067, x001/x234/067. The slashes stand as they are.",
                            {{"type", "string"}, {"pattern", "^(x[0-9]{3}/){0,5}[0-9]{3}$"}});
  const Json width =
      InPath("width", "How many, from the first one on.", {{"type", "integer"}, {"minimum", 1}, {"maximum", 255}});
  Json parameters = level.is_null() ? Json::array() : Json::array({level});
  parameters.push_back(place);
  const Json bytes = Json::object();
  Json whole = Get(id, absl::StrCat(what, ", 256 of them."), "application/octet-stream", bytes);
  whole["parameters"] = parameters;
  whole["responses"]["200"]["headers"]["Cache-Control"] = {
      {"description", "A full tile never changes, and may be kept."},
      {"schema", {{"type", "string"}, {"const", std::string(caching.data(), caching.size())}}}};
  Json part =
      Get(absl::StrCat(id, "Part"), absl::StrCat(what, ", the first of them."), "application/octet-stream", bytes);
  parameters.push_back(width);
  part["parameters"] = std::move(parameters);
  (*paths)[absl::StrCat(of, "/{place}")]["get"] = std::move(whole);
  (*paths)[absl::StrCat(of, "/{place}.p/{width}")]["get"] = std::move(part);
}

void AddTiles(const std::string& path, const ApiEntry& entry, Json* paths) {
  const absl::string_view caching = entry.is_asked ? kKeptForEver : kKeptByAll;
  const Json level = InPath("level", "0: hashes of events; else of full tiles of the level below.",
                            {{"type", "integer"}, {"minimum", 0}, {"maximum", 63}});
  AddTile(absl::StrCat(path, "{level}"), "tile", "A tile of the log (https://c2sp.org/tlog-tiles): hashes of 32 bytes",
          level, caching, paths);
  AddTile(absl::StrCat(path, "entries"), "entries",
          "The bytes of events, as they are stored, each after its length in two bytes", Json(), caching, paths);
}

Json Described(PlainPath which) {
  switch (which) {
    case PlainPath::kPage:
      return Text("page", "The page in the browser; what it loads is beside it.", "text/html");
    case PlainPath::kEvents:
      return Events();
    case PlainPath::kCheckpoint:
      return Text("checkpoint", "The newest published checkpoint, a signed note.");
    case PlainPath::kMetrics:
      return Text("metrics", "What is measured of the server, for Prometheus.");
    case PlainPath::kHealth:
      return Text("healthz", "The process answers.");
    case PlainPath::kReady:
      return Readiness();
    case PlainPath::kOpenApi:
      return Get("openapi", "This description.", "application/json", {{"type", "object"}});
    case PlainPath::kSession:
    case PlainPath::kTile:
      return Json();  // more than one operation each, below
  }
  return Json();
}

}  // namespace

void AddPlainPaths(const ApiEntry& entry, Json* paths) {
  for (const PlainPathRow& row : PlainPaths()) {
    const std::string path(row.path.data(), row.path.size());
    if (row.which == PlainPath::kTile) {
      AddTiles(path, entry, paths);
    } else if (row.which == PlainPath::kSession) {
      (*paths)[path] = SessionPath(entry);
    } else {
      (*paths)[path]["get"] = Described(row.which);
    }
  }
}

}  // namespace tranche::openapi_internal
