// A PostgreSQL server of our own, made for one benchmark and removed after it. The cluster that
// Debian starts for everybody is neither used nor touched.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tranche {

// Listens on a Unix socket in its own directory, on no port. Runs as the user "postgres" when we
// are root, as PostgreSQL demands, and as ourselves otherwise. A shell that waits for the end of
// our pipe stops the server and removes its directory, so that it ends when we do, however we do.
class PostgresServer {
 public:
  // A new cluster in `directory`/postgres. When we are root, `directory` is opened for others to
  // pass through, since the server must reach its own.
  static absl::StatusOr<std::unique_ptr<PostgresServer>> Start(const std::string& directory);

  // What libpq wants in order to connect. The server needs a few seconds before it accepts it.
  std::string connection() const;

  // False once the server could not be made; standard error says why.
  bool running() const;

 private:
  struct Stop {
    void operator()(std::FILE* shell) const;
  };

  PostgresServer(std::FILE* shell, std::string home) : shell_(shell), home_(std::move(home)) {}

  std::unique_ptr<std::FILE, Stop> shell_;
  // The server's directory: there as long as the server.
  std::string home_;
};

}  // namespace tranche
