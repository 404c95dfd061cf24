#include "postgres/ledgers.h"

#include <memory>

#include "postgres/connection.h"
#include "postgres/servers.h"

namespace tranche::postgres {
namespace {

constexpr char kLedgers[] =
    "SELECT substr(nspname, 8)::text FROM pg_namespace WHERE nspname ~ '^ledger_[0-9a-f]+$' "
    "AND has_schema_privilege(oid, 'USAGE') ORDER BY 1";

}  // namespace

absl::StatusOr<std::vector<std::string>> LedgersIn(const std::string& url, absl::Time deadline) {
  const absl::StatusOr<std::vector<Server>> servers = ServersOf(url);
  if (!servers.ok()) return servers.status();
  absl::Status last;
  for (const Server& server : *servers) {
    absl::StatusOr<std::unique_ptr<Connection>> connection = Connection::Open(server, deadline);
    const absl::StatusOr<Result> found =
        connection.ok() ? (*connection)->Run({kLedgers, "t"}, {}, deadline) : connection.status();
    last = found.status();
    if (!found.ok()) continue;
    std::vector<std::string> ids;
    for (int i = 0; i < found->rows(); ++i) ids.emplace_back(found->Bytes(i, 0));
    return ids;
  }
  return last;
}

}  // namespace tranche::postgres
