// Parts of a description in OpenAPI (server/openapi.h) that several of its pages are made of. Only openapi*.cc includes
// this header.
//
// Thread safety: pure functions.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace tranche::openapi_internal {

using Json = nlohmann::ordered_json;

// The schema of that name among the components.
Json ReferenceTo(const std::string& schema);

// What is of a media type, and of a schema.
Json Content(const std::string& type, Json schema);

// The answer to what is refused.
Json Refusal(const std::string& description);

// The answers of an operation: 200 with `content`, and what is refused.
Json Answers(const std::string& description, Json content);

// Says of an operation that is asked by address how an answer that is the same for ever is asked for, and what it has.
void AddLasting(Json* operation);

}  // namespace tranche::openapi_internal
