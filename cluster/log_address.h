// Where the shared log of a ledger is. A copy has the address in its file SHARED; a password does not belong there, but
// in a file that PGPASSFILE or `passfile` names.
//
// Thread safety: functions of the files on disk and of the servers.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "postgres/postgres_log.h"

namespace tranche::cluster {

// Where a log is (postgres/servers.h), and of which ledger; an empty id is that of the only ledger in the database.
struct LogAddress {
  std::string url;
  std::string ledger_id;
};

// Opens the log there.
// Errors: INVALID_ARGUMENT  the address has a password, or is none; or the database has the logs of several ledgers.
//         NOT_FOUND  the database has none. UNAVAILABLE, PERMISSION_DENIED  it cannot be asked.
absl::StatusOr<std::unique_ptr<postgres::PostgresLog>> OpenLog(const LogAddress& address);

// The id of the ledger there: that of the address, or of the only ledger in the database. Errors: those of OpenLog.
absl::StatusOr<std::string> LedgerIdAt(const LogAddress& address);

// The address in the file SHARED of the copy `directory`.
// Errors: NOT_FOUND  there is no such file: the directory is no copy. PERMISSION_DENIED, UNAVAILABLE  as ReadWholeFile.
absl::StatusOr<std::string> ReadAddress(const std::string& directory);

// Writes it there. On OK it is durable. Errors: those of storage::WriteSharedAddress.
absl::Status WriteAddress(const std::string& directory, const std::string& url);

}  // namespace tranche::cluster
