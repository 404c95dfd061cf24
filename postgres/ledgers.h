// The ledgers whose shared logs are in a database.
//
// Thread safety: a pure function of the servers.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace tranche::postgres {

// The ids of the ledgers with a log in the database of `url` (postgres/servers.h) that we may read, in their order;
// from the first server that answers. Errors: INVALID_ARGUMENT  as ServersOf. UNAVAILABLE, PERMISSION_DENIED  no server
// could be asked.
absl::StatusOr<std::vector<std::string>> LedgersIn(const std::string& url, absl::Time deadline);

}  // namespace tranche::postgres
