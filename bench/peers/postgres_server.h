// A private PostgreSQL server, created for one benchmark or test and removed afterwards. Debian's default
// cluster is not touched.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tranche {

// Listens on a Unix socket in its own directory, on no port. Runs as the user "postgres" when we
// are root, as PostgreSQL demands, and as ourselves otherwise. A watchdog shell that waits for
// our pipe to close stops the server and removes its directory, so that it ends with this
// process, however that ends.
class PostgresServer {
 public:
  // A new cluster in `directory`/postgres. If we are root, `directory` is made traversable for
  // other users, since the server must reach its own.
  //
  // settings  lines of postgresql.conf, besides what it says by itself.
  // primary   the server, which must accept connections, whose standby this one becomes; null for
  //           one of its own.
  // made_with an option of initdb, such as --data-checksums; empty: none.
  static absl::StatusOr<std::unique_ptr<PostgresServer>> Start(const std::string& directory,
                                                               const std::string& settings,
                                                               const PostgresServer* primary = nullptr,
                                                               const std::string& made_with = "");

  // The libpq connection string. The server takes a few seconds before it accepts connections.
  std::string connection() const;

  // False if the server could not be created; standard error says why.
  bool running() const;

 private:
  struct Stop {
    void operator()(std::FILE* shell) const;
  };

  PostgresServer(std::FILE* shell, std::string home) : shell_(shell), home_(std::move(home)) {}

  std::unique_ptr<std::FILE, Stop> shell_;
  // The server's directory; exists as long as the server.
  std::string home_;
};

// The first process of the server that runs in `directory`; 0 if there is none.
pid_t PostgresProcess(const std::string& directory);

}  // namespace tranche
