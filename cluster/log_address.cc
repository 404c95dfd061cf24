#include "cluster/log_address.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "events/refusal.h"
#include "postgres/ledgers.h"
#include "postgres/servers.h"
#include "storage/shared_address.h"

namespace tranche::cluster {
namespace {

constexpr absl::Duration kAskMax = absl::Seconds(10);

absl::Status CheckNoPassword(const std::string& url) {
  const absl::StatusOr<std::vector<postgres::Server>> servers = postgres::ServersOf(url);
  if (!servers.ok()) return servers.status();
  for (const postgres::Server& server : *servers) {
    const bool has_password = std::any_of(server.parameters.begin(), server.parameters.end(),
                                          [](const auto& each) { return each.first == "password"; });
    if (has_password)
      return Refuse(absl::StatusCode::kInvalidArgument, "shared-log.password",
                    "the address of the log has a password, which others could read; put it into a file that "
                    "PGPASSFILE names");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> OnlyLedger(const std::string& url) {
  const absl::StatusOr<std::vector<std::string>> ids = postgres::LedgersIn(url, absl::Now() + kAskMax);
  if (!ids.ok()) return ids.status();
  if (ids->size() == 1) return ids->front();
  if (ids->empty())
    return Refuse(absl::StatusCode::kNotFound, "shared-log.none",
                  "the database has no shared log that we may read; its administrator makes one with the SQL that "
                  "`tranche cluster sql` prints");
  return Refuse(absl::StatusCode::kInvalidArgument, "shared-log.several",
                "the database has the logs of several ledgers: {ids}; say which with --ledger-id",
                {TextsField("ids", *ids)});
}

}  // namespace

absl::StatusOr<std::string> LedgerIdAt(const LogAddress& address) {
  if (absl::Status safe = CheckNoPassword(address.url); !safe.ok()) return safe;
  if (!address.ledger_id.empty()) return address.ledger_id;
  return OnlyLedger(address.url);
}

absl::StatusOr<std::unique_ptr<postgres::PostgresLog>> OpenLog(const LogAddress& address) {
  absl::StatusOr<std::string> ledger_id = LedgerIdAt(address);
  if (!ledger_id.ok()) return ledger_id.status();
  postgres::PostgresLogOptions options;
  options.url = address.url;
  options.ledger_id = *std::move(ledger_id);
  return postgres::PostgresLog::Make(options);
}

absl::StatusOr<std::string> ReadAddress(const std::string& directory) {
  const absl::StatusOr<std::optional<std::string>> found = storage::ReadSharedAddress(directory);
  if (!found.ok()) return found.status();
  if (found->has_value()) return **found;
  return Adding(
      Refuse(absl::StatusCode::kNotFound, "copy.no-address",
             "{directory} has no file SHARED, which says where its log is", {TextField("directory", directory)}),
      "make it a copy with `tranche cluster join`");
}

absl::Status WriteAddress(const std::string& directory, const std::string& url) {
  return storage::WriteSharedAddress(directory, url);
}

}  // namespace tranche::cluster
