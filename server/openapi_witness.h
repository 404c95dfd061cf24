// The doors of a witness (server/witness_doors.h), described in OpenAPI as those of a ledger are (server/openapi.h).
//
// Thread safety: pure functions.
#pragma once

#include <string>

namespace tranche {

// The description, as JSON: /add-checkpoint, /healthz and itself. Made when it is first asked for; lives as long as the
// program.
const std::string& WitnessOpenApiJson();

}  // namespace tranche
