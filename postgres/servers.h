// The servers of a connection string.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace tranche::postgres {

// One server, as libpq wants to be told of it.
struct Server {
  std::string name;                                             // "db-1:5432", for messages; never a password
  std::vector<std::pair<std::string, std::string>> parameters;  // keywords and values
};

// The servers of `url`, in its order: "postgresql://db-1,db-2:5433/tranche?sslmode=verify-full", or the keywords and
// values that libpq knows. A password does not belong in it, but in a file that PGPASSFILE or `passfile` names.
//
// Errors: INVALID_ARGUMENT  libpq does not understand it; or it has not one port, or one address, for each host.
absl::StatusOr<std::vector<Server>> ServersOf(const std::string& url);

}  // namespace tranche::postgres
