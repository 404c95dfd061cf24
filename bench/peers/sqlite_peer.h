// SQLite as a ledger. Built only where libsqlite3-dev is installed.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "bench/peers/peer.h"

namespace tranche {

// A new database in `directory`, which must exist: write-ahead log, fsynced at every commit,
// one connection with exclusive access.
absl::StatusOr<std::unique_ptr<Peer>> OpenSqlitePeer(const std::string& directory);

}  // namespace tranche
