#include "server/openapi_witness.h"

#include <utility>

#include "server/openapi.h"
#include "server/openapi_parts.h"
#include "server/witness_doors.h"

namespace tranche {
namespace {

using openapi_internal::Content;
using openapi_internal::Json;

// An answer of text, of a media type.
Json Told(const char* description, const char* type = "text/plain") {
  return {{"description", description}, {"content", Content(type, {{"type", "string"}})}};
}

std::string TextOf(absl::string_view path) { return {path.data(), path.size()}; }

Json Get(const char* id, Json found) {
  return {{"operationId", id}, {"tags", Json::array({"witness"})}, {"responses", {{"200", std::move(found)}}}};
}

Json AddCheckpoint() {
  Json conflict = Told("The log shows another history of the same size: why.");
  conflict["content"].update(Content(kSizeType, {{"type", "string"}}));
  conflict["description"] =
      "The old size is another than that of the last checkpoint that was cosigned: that size. Or "
      "the log shows another history of the same size: why, as text.";
  return {{"operationId", "addCheckpoint"},
          {"tags", Json::array({"witness"})},
          {"description",
           "A checkpoint to be cosigned (https://c2sp.org/tlog-witness): a line with \"old\" and the size of the last "
           "one, lines with a consistency proof, an empty line, the signed note."},
          {"requestBody", {{"required", true}, {"content", Content("text/plain", {{"type", "string"}})}}},
          {"responses",
           {{"200", Told("A line with the cosignature, which is remembered durably.")},
            {"400", Told("Malformed, or the old size is above that of the checkpoint.")},
            {"403", Told("The key that is trusted for the log has not signed the checkpoint.")},
            {"404", Told("The log is not watched.")},
            {"409", std::move(conflict)},
            {"413", {{"description", "Longer than such a request may be."}}},
            {"422", Told("The consistency proof does not hold.")},
            {"500", Told("The witness cannot sign: its memory, key or clock is not in order.")},
            {"503", Told("Another process changes the witness, or there is too much work.")}}}};
}

std::string MakeText() {
  Json paths = Json::object();
  paths[TextOf(kAddCheckpointPath)]["post"] = AddCheckpoint();
  paths[TextOf(kWitnessHealthPath)]["get"] = Get("healthz", Told("The process answers."));
  paths[TextOf(kOpenApiPath)]["get"] = Get("openapi", {{"description", "This description."},
                                                       {"content", Content("application/json", {{"type", "object"}})}});
  const Json all = {{"openapi", "3.1.0"},
                    {"info",
                     {{"title", "tranche: a witness of logs"},
                      {"version", TRANCHE_VERSION},
                      {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
                    {"servers", {{{"url", "/"}}}},
                    {"paths", std::move(paths)}};
  return all.dump();
}

}  // namespace

const std::string& WitnessOpenApiJson() {
  static const auto* const kText = new std::string(MakeText());
  return *kText;
}

}  // namespace tranche
