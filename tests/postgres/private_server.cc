#include "tests/postgres/private_server.h"

#include <libpq-fe.h>

#include <atomic>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "events/check.h"
#include "gtest/gtest.h"
#include "postgres/schema.h"

namespace tranche::postgres {
namespace {

constexpr absl::Duration kStartMax = absl::Seconds(60);
constexpr uint32_t kFormat = 5;

constexpr char kSettings[] = R"(
listen_addresses = ''
max_connections = 60
shared_buffers = 32MB
wal_level = replica
max_wal_senders = 4
)";

using Session = std::unique_ptr<PGconn, void (*)(PGconn*)>;
using Answer = std::unique_ptr<PGresult, void (*)(PGresult*)>;

Session Connect(const std::string& url) { return {PQconnectdb(url.c_str()), &PQfinish}; }

std::atomic<int> ledgers{0};

}  // namespace

absl::Status PrivateServer::Start(const PrivateServer* primary, const std::string& made_with) {
  auto started = PostgresServer::Start(directory_.path(), kSettings,
                                       primary == nullptr ? nullptr : primary->server_.get(), made_with);
  if (!started.ok()) return started.status();
  server_ = *std::move(started);
  const absl::Time until = absl::Now() + kStartMax;
  while (PQstatus(Connect(url("postgres")).get()) != CONNECTION_OK) {
    if (!server_->running() || absl::Now() >= until) return absl::UnavailableError("no PostgreSQL starts here");
    absl::SleepFor(absl::Milliseconds(50));
  }
  return absl::OkStatus();
}

PrivateServer::PrivateServer(const PrivateServer* primary, const std::string& made_with) {
  const absl::Status started = Start(primary, made_with);
  TRANCHE_CHECK(started.ok(), started.ToString());
}

// Starts the shared server before the first test.
class PrivateServerEnvironment final : public ::testing::Environment {
 public:
  void SetUp() override {
    auto server = std::unique_ptr<PrivateServer>(new PrivateServer(PrivateServer::Unstarted{}));
    const absl::Status started = server->Start(nullptr, "");
    if (!started.ok()) GTEST_SKIP() << started.message();
    shared_ = std::move(server);
  }
  void TearDown() override { shared_ = nullptr; }

  static std::unique_ptr<PrivateServer> shared_;
};

std::unique_ptr<PrivateServer> PrivateServerEnvironment::shared_;

const ::testing::Environment* const kEnvironment =
    ::testing::AddGlobalTestEnvironment(new PrivateServerEnvironment);  // gtest owns it

PrivateServer& PrivateServer::Shared() { return *PrivateServerEnvironment::shared_; }

std::string PrivateServer::url(absl::string_view user) const {
  return absl::StrCat("host='", directory_.path(), "/postgres' dbname=postgres user=", user);
}

std::string PrivateServer::Run(const std::string& sql) const {
  const Session session = Connect(url("postgres") + " options='-c client_min_messages=warning'");
  const Answer answer(PQexec(session.get(), sql.c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(answer.get());
  TRANCHE_CHECK(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK, sql, ": ", PQresultErrorMessage(answer.get()));
  return PQntuples(answer.get()) == 0 ? "" : PQgetvalue(answer.get(), 0, 0);
}

std::string PrivateServer::StateOf(const std::string& user, const std::string& sql) const {
  const Session session = Connect(url(user));
  TRANCHE_CHECK(PQstatus(session.get()) == CONNECTION_OK, PQerrorMessage(session.get()));
  const Answer answer(PQexec(session.get(), sql.c_str()), &PQclear);
  const char* const state = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
  return state == nullptr ? "" : state;
}

std::string PrivateServer::NewLedger(const std::function<void(std::string* schema)>& change) const {
  const std::string id = absl::StrFormat("%04x", ++ledgers);
  std::string schema = *SchemaSql(id, kFormat);
  if (change) change(&schema);
  Run(schema);
  Run(R"(DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'node') THEN
      CREATE ROLE node LOGIN IN ROLE tranche_node;
      CREATE ROLE auditor LOGIN IN ROLE tranche_auditor;
    END IF; END $$)");
  return id;
}

std::unique_ptr<PostgresLog> PrivateServer::Log(const std::string& ledger_id,
                                                const std::function<void(PostgresLogOptions* options)>& change) const {
  PostgresLogOptions options;
  options.url = url();
  options.ledger_id = ledger_id;
  if (change) change(&options);
  auto log = PostgresLog::Make(options);
  TRANCHE_CHECK(log.ok(), log.status().ToString());
  return *std::move(log);
}

absl::Time In(absl::Duration duration) { return absl::Now() + duration; }

storage::SharedLogRow RowAfter(const storage::SharedLogHead& before, uint64_t events, absl::string_view bytes) {
  storage::SharedLogRow row;
  row.first = before.last + 1;
  row.last = before.last + events;
  row.root.fill(static_cast<uint8_t>(row.last * 31 + events));
  row.recorded_at_us = 1'700'000'000'123'457 + static_cast<int64_t>(row.last);
  row.events = std::string(bytes);
  return row;
}

storage::SharedLogHead HeadOf(const storage::SharedLogRow& row) { return {row.first, row.last, row.root}; }

}  // namespace tranche::postgres
