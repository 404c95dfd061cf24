#include "server/openapi_parts.h"

#include <utility>

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

}  // namespace tranche::openapi_internal
