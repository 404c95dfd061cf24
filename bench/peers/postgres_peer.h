// PostgreSQL as a ledger. Built only where postgresql and libpq-dev are installed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/peers/peer.h"

namespace tranche {

// Starts a server in `directory`, which must exist; it stops with the peer
// (postgres_server.h). UNAVAILABLE if it does not start.
absl::StatusOr<std::unique_ptr<Peer>> OpenPostgresPeer(const std::string& directory);

// The same with so many connections (at least one), each a peer that a thread of its own may use. Load, Finish and
// Rebuild are for the first, while the others do nothing.
absl::StatusOr<std::vector<std::unique_ptr<Peer>>> OpenPostgresPeers(const std::string& directory, size_t connections);

}  // namespace tranche
