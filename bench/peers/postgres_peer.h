// PostgreSQL as a ledger. Built only where postgresql and libpq-dev are installed.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "bench/peers/peer.h"

namespace tranche {

// Starts a server in `directory`, which must exist; it stops with the peer
// (postgres_server.h). UNAVAILABLE if it does not start.
absl::StatusOr<std::unique_ptr<Peer>> OpenPostgresPeer(const std::string& directory);

}  // namespace tranche
