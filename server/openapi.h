// The calls of proto/service.proto over HTTP, described for programs that know neither protobuf nor Connect
// (https://spec.openapis.org/oas/v3.1.0): made from the descriptors of the schema, so it is never behind them.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

inline constexpr absl::string_view kOpenApiPath = "/openapi.json";

// How callers of a server come in.
struct ApiEntry {
  bool is_asked = false;            // who they are, by a token or the cookie of a session
  bool is_encrypted = false;        // with TLS
  bool takes_certificates = false;  // of clients, in TLS
};

// The description, as JSON. Each unary call is a POST of JSON, one that only asks also a GET; each stream is a POST of
// envelopes. Beside them stand the paths that are no calls (server/plain_paths.h).
// Where callers are asked who they are, it says how they show it, how a session begins and ends, which paths are open
// to everybody, and the answers 401, 403 and 429 of the others. Made when it is first asked for; lives as long as the
// program.
const std::string& OpenApiJson(const ApiEntry& entry = {});

}  // namespace tranche
