#include "server/openapi_parts.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/lasting.h"

namespace tranche::openapi_internal {

Json ReferenceTo(const std::string& schema) { return {{"$ref", "#/components/schemas/" + schema}}; }

Json Content(const std::string& type, Json schema) { return {{type, {{"schema", std::move(schema)}}}}; }

Json Refusal(const std::string& description) {
  return {{"description", description}, {"content", Content("application/json", ReferenceTo("Error"))}};
}

Json Answers(const std::string& description, Json content) {
  return {{"200", {{"description", description}, {"content", std::move(content)}}},
          {"default", Refusal("Refused: why, for people and as data.")}};
}

void AddLasting(Json* operation) {
  const Json text = {{"type", "string"}};
  (*operation)["parameters"].push_back(
      {{"name", "lasting"},
       {"in", "query"},
       {"description",
        "1 for an answer that is the same for ever, as the field lasting of the message asks for it: without the head "
        "and the root of its basis. A question that has no such answer is answered as without it."},
       {"schema", {{"type", "string"}, {"enum", {"0", "1"}}}}});
  (*operation)["responses"]["200"]["headers"] = {
      {"Cache-Control",
       {{"description", absl::StrCat(kKeptForEver, " for an answer that is the same for ever, else no-store.")},
        {"schema", text}}},
      {"Vary",
       {{"description", absl::StrCat(kKeptFor, ": whose answer it is, if it may be kept.")}, {"schema", text}}}};
}

}  // namespace tranche::openapi_internal
