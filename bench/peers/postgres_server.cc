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

// $0 is the server's directory, $1 the folder of its programs, $2 its settings, $3 the directory of the server of which
// it is a standby, or nothing, $4 an option of initdb, or nothing. Its own session shields it from Ctrl-C on the
// terminal until the benchmark has ended. TERM ends a server that is still starting, which would ignore INT; INT ends
// one that waits for its clients to disconnect.
constexpr char kScript[] = R"sh(
as=
if [ "$(id -u)" = 0 ]; then
  as="setpriv --reuid=postgres --regid=postgres --init-groups"
  chown postgres "$0"
fi
cd "$0" || exit 1
if [ -n "$3" ]; then
  $as "$1/pg_basebackup" -D "$0/data" -h "$3" -U postgres -R -X stream -c fast >"$0/log" 2>&1
else
  $as "$1/initdb" -D "$0/data" -U postgres -A trust -E UTF8 --locale=C --no-sync --wal-segsize=64 $4 >"$0/log" 2>&1
fi || { cat "$0/log" >&2; cd /; rm -rf "$0"; exit 1; }
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

absl::StatusOr<std::unique_ptr<PostgresServer>> PostgresServer::Start(const std::string& directory,
                                                                      const std::string& settings,
                                                                      const PostgresServer* primary,
                                                                      const std::string& made_with) {
  std::error_code error;
  const std::string home = fs::absolute(directory).string() + "/postgres";
  fs::create_directory(home, error);
  if (!error) fs::permissions(home, fs::perms::owner_all, error);
  if (!error && ::geteuid() == 0) {
    fs::permissions(directory, fs::perms::others_exec | fs::perms::group_exec, fs::perm_options::add, error);
  }
  if (error) return absl::UnavailableError(absl::StrCat("postgres: ", home, ": ", error.message()));
  const std::string command =
      absl::StrCat("exec setsid sh -c ", Quoted(kScript), " ", Quoted(home), " ", Quoted(TRANCHE_POSTGRES_BINDIR), " ",
                   Quoted(settings), " ", Quoted(primary == nullptr ? "" : primary->home_), " ", Quoted(made_with));
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
