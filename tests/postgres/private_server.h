// A PostgreSQL server for the tests of one program, with shared logs in it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "bench/peers/postgres_server.h"
#include "postgres/postgres_log.h"
#include "tests/support/temp_directory.h"

namespace tranche::postgres {

class PrivateServer {
 public:
  // Starts a server, and waits until it accepts connections. With `primary`, it is a standby of that one, which must
  // live longer. `made_with` is an option of initdb, or empty.
  explicit PrivateServer(const PrivateServer* primary = nullptr, const std::string& made_with = "");

  // The server that all tests of this program share.
  static PrivateServer& Shared();

  // Runs SQL as the superuser; it must succeed. Returns the first column of the first row, or nothing.
  std::string Run(const std::string& sql) const;
  // The same; returns the SQLSTATE, which is empty for what succeeded. As `user`.
  std::string StateOf(const std::string& user, const std::string& sql) const;

  // Makes the shared log of another ledger, with its schema changed by `change`; returns its id.
  std::string NewLedger(const std::function<void(std::string* schema)>& change = {}) const;

  // The connection string of a node.
  std::string url(absl::string_view user = "node") const;

  // The shared log of a ledger, as a node.
  std::unique_ptr<PostgresLog> Log(const std::string& ledger_id,
                                   const std::function<void(PostgresLogOptions* options)>& change = {}) const;

  const std::string& directory() const { return directory_.path(); }

 private:
  friend class PrivateServerEnvironment;
  struct Unstarted {};
  explicit PrivateServer(Unstarted) {}

  absl::Status Start(const PrivateServer* primary, const std::string& made_with);

  TemporaryDirectory directory_;
  std::unique_ptr<PostgresServer> server_;
};

// So long from now.
absl::Time In(absl::Duration duration);

// A row that follows `before`, of so many events, with a root and bytes of its own.
storage::SharedLogRow RowAfter(const storage::SharedLogHead& before, uint64_t events = 1,
                               absl::string_view bytes = "bytes");
// The end of a log that ends with `row`.
storage::SharedLogHead HeadOf(const storage::SharedLogRow& row);

}  // namespace tranche::postgres
