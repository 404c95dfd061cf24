// What a description in OpenAPI (server/openapi.h) says of how callers come in: how they show who they are, how a
// session begins and ends, what is closed to those who are not known. Only openapi*.cc includes this header.
//
// Thread safety: pure functions.
#pragma once

#include "server/openapi.h"
#include "server/openapi_parts.h"

namespace tranche::openapi_internal {

// The operations of /session (server/session_door.h).
Json SessionPath(const ApiEntry& entry);

// Adds it to `*description`, whose paths and schemas are there; callers are asked who they are.
void AddEntry(const ApiEntry& entry, Json* description);

}  // namespace tranche::openapi_internal
