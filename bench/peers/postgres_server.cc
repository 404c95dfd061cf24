#include "bench/peers/postgres_server.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;

// The best settings for one machine with 2 GiB to spare, still durable: fsync, full_page_writes and synchronous_commit
// stay on. There are no replicas, so wal_level may be minimal.
constexpr char kSettings[] = R"(
listen_addresses = ''
max_connections = 300
shared_buffers = 1GB
effective_cache_size = 4GB
work_mem = 256MB
maintenance_work_mem = 512MB
fsync = on
synchronous_commit = on
full_page_writes = on
wal_level = minimal
max_wal_senders = 0
wal_buffers = 64MB
min_wal_size = 4GB
max_wal_size = 8GB
checkpoint_timeout = 1h
wal_compression = lz4
random_page_cost = 1.1
max_parallel_workers_per_gather = 2
max_parallel_maintenance_workers = 2
jit = off
client_min_messages = warning
autovacuum_naptime = 10min
plan_cache_mode = force_generic_plan
)";

// $0 is the server's directory, $1 the folder of its programs, $2 its settings. Its own session shields it from Ctrl-C
// on the terminal until the benchmark has ended. TERM ends a server that is still starting, which would ignore INT; INT
// ends one that waits for its clients to disconnect.
constexpr char kScript[] = R"sh(
as=
if [ "$(id -u)" = 0 ]; then
  as="setpriv --reuid=postgres --regid=postgres --init-groups"
  chown postgres "$0"
fi
cd "$0" || exit 1
$as "$1/initdb" -D "$0/data" -U postgres -A trust -E UTF8 --locale=C --no-sync --wal-segsize=64 >"$0/log" 2>&1 ||
  { cat "$0/log" >&2; cd /; rm -rf "$0"; exit 1; }
printf "%s" "$2" >>"$0/data/postgresql.conf"
$as "$1/postgres" -D "$0/data" -k "$0" </dev/null >>"$0/log" 2>&1 &
server=$!
cat >/dev/null
kill -TERM $server
kill -INT $server
wait $server
cd /
rm -rf "$0"
)sh";

std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

void PostgresServer::Stop::operator()(std::FILE* shell) const { pclose(shell); }

absl::StatusOr<std::unique_ptr<PostgresServer>> PostgresServer::Start(const std::string& directory) {
  std::error_code error;
  const std::string home = fs::absolute(directory).string() + "/postgres";
  fs::create_directory(home, error);
  if (!error) fs::permissions(home, fs::perms::owner_all, error);
  if (!error && ::geteuid() == 0) {
    fs::permissions(directory, fs::perms::others_exec | fs::perms::group_exec, fs::perm_options::add, error);
  }
  if (error) return absl::UnavailableError(absl::StrCat("postgres: ", home, ": ", error.message()));
  const std::string command = absl::StrCat("exec setsid sh -c ", Quoted(kScript), " ", Quoted(home), " ",
                                           Quoted(TRANCHE_POSTGRES_BINDIR), " ", Quoted(kSettings));
  std::FILE* const shell = ::popen(command.c_str(), "we");
  if (shell == nullptr) return absl::UnavailableError("postgres: cannot start a shell");
  return std::unique_ptr<PostgresServer>(new PostgresServer(shell, home));
}

std::string PostgresServer::connection() const {
  return absl::StrCat("host='", home_, "' user=postgres dbname=postgres");
}

bool PostgresServer::running() const { return fs::exists(home_); }

pid_t PostgresProcess(const std::string& directory) {
  std::ifstream file(fs::absolute(directory).string() + "/postgres/data/postmaster.pid");
  pid_t process = 0;
  return file >> process ? process : 0;
}

}  // namespace tranche
