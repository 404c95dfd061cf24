// `cluster check` of a real PostgreSQL: each bad setting is made, and found.
#include "cluster/check.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/postgres/private_server.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"

namespace tranche::cluster {
namespace {

using postgres::PrivateServer;
using ::testing::HasSubstr;

void WaitUntil(const std::function<bool()>& is_so) {
  const absl::Time until = absl::Now() + absl::Seconds(20);
  for (; !is_so(); absl::SleepFor(absl::Milliseconds(20))) ASSERT_LT(absl::Now(), until);
}

class CheckTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    primary = new PrivateServer(nullptr, "--data-checksums");
    standby = new PrivateServer(primary);
    primary->Run("ALTER SYSTEM SET synchronous_standby_names = '*'");
    Reload();
    WaitUntil([] { return primary->Run("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == "1"; });
  }
  static void TearDownTestSuite() {
    delete standby;
    delete primary;
  }
  ~CheckTest() override { primary->Run(absl::StrCat("DROP SCHEMA ", schema_, " CASCADE")); }

  static void Reload() { primary->Run("SELECT pg_reload_conf()"); }

  // Both servers, as `user`.
  std::string Url(const std::string& user = "postgres") const {
    return absl::StrCat("host='", primary->directory(), "/postgres,", standby->directory(),
                        "/postgres' dbname=postgres user=", user);
  }

  // The points that are not fine: "triggers: log_0000".
  std::string NotFine(const std::string& url, Clock* clock) const {
    const absl::StatusOr<v1::ClusterCheck> check = Check({url, id_}, {}, clock);
    EXPECT_THAT(check, IsOk());
    std::string lines;
    for (const v1::CheckedPoint& point : check->points()) {
      if (point.outcome() == v1::CHECK_OUTCOME_FINE) continue;
      EXPECT_TRUE(point.has_why()) << point.DebugString();
      absl::StrAppend(&lines, point.point(), ": ", point.found(),
                      point.outcome() == v1::CHECK_OUTCOME_UNKNOWN ? " (unknown)" : "", "\n");
    }
    return lines;
  }
  std::string NotFine() {
    SystemClock clock;
    return NotFine(Url(), &clock);
  }

  // What is found of the log after `bad`, SQL in which {log} is its schema; `good` takes it back.
  std::string After(const std::string& bad, const std::string& good) {
    Run(bad);
    std::string found = NotFine();
    Run(good);
    EXPECT_EQ(NotFine(), "") << good;
    return found;
  }
  void Run(const std::string& sql) const { primary->Run(absl::StrReplaceAll(sql, {{"{log}", schema_}})); }
  // The same for a setting of the server.
  std::string WithSetting(const std::string& name, const std::string& value) {
    Set(absl::StrCat(name, " = ", value), name, true, value);
    std::string found = NotFine();
    Set(absl::StrCat("RESET ", name), name, false, value);
    return found;
  }

  static PrivateServer* primary;
  static PrivateServer* standby;

  const std::string id_ = primary->NewLedger();
  const std::string schema_ = "ledger_" + id_;

 private:
  static void Set(const std::string& change, const std::string& name, bool is_set, const std::string& value) {
    primary->Run(absl::StrCat("ALTER SYSTEM ", absl::StartsWith(change, "RESET") ? "" : "SET ", change));
    Reload();
    const std::string shown = absl::StrReplaceAll(value, {{"'", ""}});
    WaitUntil([&] { return (primary->Run("SHOW " + name) == shown) == is_set; });
  }
};

PrivateServer* CheckTest::primary = nullptr;
PrivateServer* CheckTest::standby = nullptr;

TEST_F(CheckTest, FindsNothingWhereAllIsAsItShouldBe) {
  EXPECT_EQ(NotFine(), "");
  SystemClock clock;
  EXPECT_EQ(NotFine(Url("auditor"), &clock), "synchronous_standbys:  (unknown)\n");
  EXPECT_EQ(NotFine(Url("node"), &clock), "synchronous_standbys:  (unknown)\n");
}

TEST_F(CheckTest, FindsSettingsThatLoseWhatIsAcknowledged) {
  for (const char* off : {"off", "local", "remote_write"})
    EXPECT_EQ(WithSetting("synchronous_commit", off), absl::StrCat("synchronous_commit: ", off, "\n"));
  EXPECT_EQ(WithSetting("fsync", "off"), "fsync: off\n");
  EXPECT_EQ(WithSetting("full_page_writes", "off"), "full_page_writes: off\n");
}

TEST_F(CheckTest, FindsThatNoStandbyIsWaitedFor) {
  primary->Run("ALTER SYSTEM SET synchronous_standby_names = ''");
  Reload();
  WaitUntil([] { return primary->Run("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'async'") == "1"; });
  EXPECT_EQ(NotFine(), "synchronous_standby_names: \nsynchronous_standbys: 0\n");
  primary->Run("ALTER SYSTEM SET synchronous_standby_names = '*'");
  Reload();
  WaitUntil([] { return primary->Run("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == "1"; });
}

TEST_F(CheckTest, FindsAServerWithoutChecksumsOrStandbys) {
  const PrivateServer& alone = PrivateServer::Shared();
  const std::string id = alone.NewLedger();
  SystemClock clock;
  const absl::StatusOr<v1::ClusterCheck> check = Check({alone.url("postgres"), id}, {}, &clock);
  ASSERT_THAT(check, IsOk());
  std::string found;
  for (const v1::CheckedPoint& point : check->points()) {
    if (point.outcome() == v1::CHECK_OUTCOME_WRONG) absl::StrAppend(&found, point.point(), ": ", point.found(), "\n");
  }
  EXPECT_EQ(found, "data_checksums: off\nsynchronous_standby_names: \nsynchronous_standbys: 0\n");
  EXPECT_EQ(check->wrong(), 3);
  alone.Run(absl::StrCat("DROP SCHEMA ledger_", id, " CASCADE"));
}

TEST_F(CheckTest, FindsWhatHindersAnAppend) {
  EXPECT_EQ(WithSetting("statement_timeout", "'5s'"), "statement_timeout: 5000\n");
  EXPECT_EQ(WithSetting("idle_session_timeout", "'1min'"), "idle_session_timeout: 60000\n");
  EXPECT_EQ(WithSetting("default_transaction_read_only", "on"), "default_transaction_read_only: on\n");
  EXPECT_EQ(After("ALTER ROLE node SET statement_timeout = '5s'", "ALTER ROLE node RESET ALL"),
            "role_settings: node: statement_timeout=5s\nrole_settings: node: statement_timeout=5s\n")
      << "on both servers";
  EXPECT_THAT(After("ALTER ROLE tranche_node SET synchronous_commit = local", "ALTER ROLE tranche_node RESET ALL"),
              HasSubstr("role_settings: tranche_node: synchronous_commit=local\n"));
  EXPECT_THAT(After("ALTER DATABASE postgres SET default_transaction_read_only = true",
                    "BEGIN READ WRITE; ALTER DATABASE postgres RESET ALL; COMMIT"),
              HasSubstr("role_settings: all: default_transaction_read_only=true\n"));
  Run("ALTER ROLE node SET statement_timeout = 0");
  Run("ALTER ROLE node SET synchronous_commit = on");
  EXPECT_EQ(NotFine(), "") << "as it should be";
  Run("ALTER ROLE node RESET ALL");
}

TEST_F(CheckTest, FindsRightsThatAreTooWide) {
  for (const std::string right : {"INSERT", "UPDATE", "DELETE", "TRUNCATE"}) {
    EXPECT_EQ(After("GRANT " + right + " ON {log}.log TO node", "REVOKE ALL ON {log}.log FROM node"),
              "rights.tables: node: " + right + " on log\n");
  }
  EXPECT_EQ(
      After("GRANT INSERT ON {log}.log_0000 TO tranche_node", "REVOKE INSERT ON {log}.log_0000 FROM tranche_node"),
      "rights.tables: node: INSERT on log_0000, tranche_node: INSERT on log_0000\n");
  EXPECT_EQ(After("GRANT UPDATE (term) ON {log}.lease TO auditor", "REVOKE UPDATE (term) ON {log}.lease FROM auditor"),
            "rights.tables: auditor: UPDATE on lease\n");
  EXPECT_EQ(
      After("GRANT pg_write_all_data TO node", "REVOKE pg_write_all_data FROM node").find("rights.tables: node: "), 0);
  EXPECT_EQ(
      After("GRANT EXECUTE ON FUNCTION {log}.close_log TO node", "REVOKE ALL ON FUNCTION {log}.close_log FROM node"),
      "rights.functions: node: close_log\n");
  EXPECT_EQ(After("GRANT EXECUTE ON FUNCTION {log}.take TO auditor", "REVOKE ALL ON FUNCTION {log}.take FROM auditor"),
            "rights.functions: auditor: take\n");
}

TEST_F(CheckTest, FindsWhatEverybodyMay) {
  EXPECT_EQ(After("GRANT SELECT ON {log}.log TO PUBLIC", "REVOKE ALL ON {log}.log FROM PUBLIC"),
            "rights.public: SELECT on log\n");
  EXPECT_EQ(After("GRANT INSERT ON {log}.lease TO PUBLIC", "REVOKE ALL ON {log}.lease FROM PUBLIC"),
            "rights.public: INSERT on lease\n");
  EXPECT_EQ(
      After("GRANT EXECUTE ON FUNCTION {log}.append TO PUBLIC", "REVOKE ALL ON FUNCTION {log}.append FROM PUBLIC"),
      "rights.public: EXECUTE on append\n");
  EXPECT_EQ(After("GRANT CREATE ON SCHEMA {log} TO PUBLIC", "REVOKE ALL ON SCHEMA {log} FROM PUBLIC"),
            "rights.public: CREATE on " + schema_ + "\n");
}

TEST_F(CheckTest, FindsLoginsThatCouldGiveThemselvesMore) {
  EXPECT_EQ(After("ALTER ROLE node SUPERUSER", "ALTER ROLE node NOSUPERUSER"), "rights.logins: node: superuser\n");
  EXPECT_EQ(After("ALTER ROLE auditor CREATEROLE", "ALTER ROLE auditor NOCREATEROLE"),
            "rights.logins: auditor: CREATEROLE\n");
  EXPECT_EQ(After("GRANT tranche_owner TO node", "REVOKE tranche_owner FROM node"),
            "rights.logins: node: member of tranche_owner\n");
  EXPECT_THAT(After("ALTER TABLE {log}.lease OWNER TO postgres", "ALTER TABLE {log}.lease OWNER TO tranche_owner"),
              HasSubstr("rights.logins: postgres: owner of lease\n"));
}

TEST_F(CheckTest, FindsTablesThatCanBeChangedAndFunctionsThatWere) {
  EXPECT_EQ(After("ALTER TABLE {log}.log_0000 DISABLE TRIGGER never",
                  "ALTER TABLE {log}.log_0000 ENABLE ALWAYS TRIGGER never"),
            "triggers: log_0000\n");
  EXPECT_EQ(After("ALTER TABLE {log}.log ENABLE TRIGGER never", "ALTER TABLE {log}.log ENABLE ALWAYS TRIGGER never"),
            "triggers: log\n")
      << "a replica's apply passes by it";
  EXPECT_EQ(
      After("ALTER TABLE {log}.log_0001 DISABLE TRIGGER ALL", "ALTER TABLE {log}.log_0001 ENABLE ALWAYS TRIGGER never"),
      "triggers: log_0001\n");
  EXPECT_EQ(After("ALTER FUNCTION {log}.renew SECURITY INVOKER", "ALTER FUNCTION {log}.renew SECURITY DEFINER"),
            "functions: renew\n");
  // The wrong fence of fence_test.
  Run("DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('{log}.append'::regproc), 'FOR SHARE OF l', ''); END $do$");
  EXPECT_EQ(NotFine(), "functions: append\n");
  Run("DROP FUNCTION {log}.barrier");
  EXPECT_EQ(NotFine(), "functions: append, barrier\n");
}

TEST_F(CheckTest, FindsAClockThatIsApart) {
  FakeClock ahead(absl::Now() + absl::Minutes(10));
  const std::string found = NotFine(Url(), &ahead);
  EXPECT_THAT(found, ::testing::MatchesRegex("clock: -[56][0-9][0-9]\\.[0-9] s\nclock: -[56][0-9][0-9]\\.[0-9] s\n"))
      << "of both servers";
  FakeClock behind(absl::Now() - absl::Seconds(5));
  EXPECT_THAT(NotFine(Url(), &behind), HasSubstr("clock: +"));
}

TEST_F(CheckTest, FindsServersThatDoNotAnswerAndNoPrimary) {
  SystemClock clock;
  const std::string gone = absl::StrReplaceAll(Url(), {{standby->directory(), "/nowhere"}});
  EXPECT_EQ(NotFine(gone, &clock), "answers: \n");
  const std::string only_standby = absl::StrCat("host='", standby->directory(), "/postgres' dbname=postgres user=node");
  EXPECT_EQ(NotFine(only_standby, &clock), "primaries: 0\n");
  EXPECT_EQ(NotFine(absl::StrCat("host='", primary->directory(), "/postgres,", primary->directory(),
                                 "/postgres' dbname=postgres user=postgres"),
                    &clock),
            "primaries: 2\n");
}

// As PgBouncer does, it answers a caller with a process and a secret of its own.
class Pooler {
 public:
  // Stands at `directory` before the server at `behind`.
  Pooler(const std::string& directory, const std::string& behind) : behind_(behind) {
    const sockaddr_un address = At(directory);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(socket_, 4), 0);
    thread_ = std::thread([this] {
      for (int caller = 0; (caller = ::accept(socket_, nullptr, nullptr)) >= 0; ::close(caller)) Pass(caller);
    });
  }
  ~Pooler() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }

 private:
  static sockaddr_un At(const std::string& directory) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    (directory + "/.s.PGSQL.5432").copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
  }

  void Pass(int caller) const {
    const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = At(behind_);
    EXPECT_EQ(::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    std::array<pollfd, 2> ends = {pollfd{caller, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    for (bool goes_on = true; goes_on && ::poll(ends.data(), ends.size(), 60'000) > 0;) {
      if (ends[0].revents != 0) goes_on = Copy(caller, server);
      if (goes_on && ends[1].revents != 0) goes_on = Copy(server, caller);
    }
    ::close(server);
  }

  // BackendKeyData: 'K', its length 12, a process, a secret.
  static bool Copy(int from, int to) {
    std::array<char, 1 << 16> bytes{};
    const ssize_t count = ::recv(from, bytes.data(), bytes.size(), 0);
    if (count <= 0) return false;
    const std::string key("K\0\0\0\x0c", 5);
    std::string passed(bytes.data(), static_cast<size_t>(count));
    const size_t found = passed.find(key);
    if (found != std::string::npos && found + 12 < passed.size())
      passed.replace(found + key.size(), 4, "\x01\x02\x03\x04");
    return ::send(to, passed.data(), passed.size(), MSG_NOSIGNAL) == count;
  }

  const std::string behind_;
  const int socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::thread thread_;
};

TEST_F(CheckTest, FindsAPooler) {
  const TemporaryDirectory directory;
  const Pooler pooler(directory.path(), primary->directory() + "/postgres");
  SystemClock clock;
  EXPECT_EQ(NotFine(absl::StrCat("host='", directory.path(), "' dbname=postgres user=postgres"), &clock),
            "pooler: yes\n");
}

}  // namespace
}  // namespace tranche::cluster
