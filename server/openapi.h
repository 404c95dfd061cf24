// The calls of proto/service.proto over HTTP, described for programs that know neither protobuf nor Connect
// (https://spec.openapis.org/oas/v3.1.0): made from the descriptors of the schema, so it is never behind them.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

inline constexpr absl::string_view kOpenApiPath = "/openapi.json";

// The description, as JSON. Each unary call is a POST of JSON, one that only asks also a GET; each stream is a POST of
// envelopes. Beside them stand the paths that are no calls: /events, /checkpoint, /metrics, /healthz, /readyz.
// Made when it is first asked for; lives as long as the program.
const std::string& OpenApiJson();

}  // namespace tranche
