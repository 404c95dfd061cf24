// The paths that are no calls, described (server/openapi.h). Only openapi*.cc includes this header.
//
// Thread safety: pure functions.
#pragma once

#include "server/openapi.h"
#include "server/openapi_parts.h"

namespace tranche::openapi_internal {

// Adds every path of the table (server/plain_paths.h) to `*paths`, for callers who come in by `entry`.
void AddPlainPaths(const ApiEntry& entry, Json* paths);

}  // namespace tranche::openapi_internal
