#include "bench/peers/postgres_peer.h"

#include <libpq-fe.h>

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bench/peers/fund_changes.h"
#include "bench/peers/packed_line.h"
#include "bench/peers/postgres_binary.h"
#include "bench/peers/postgres_server.h"

namespace tranche {
namespace {

constexpr absl::Duration kStartMax = absl::Seconds(60);

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

constexpr char kSchema[] = R"(
CREATE TABLE event (
  sequence int8 NOT NULL, recorded_at int8 NOT NULL, amount int8 NOT NULL, line int4 NOT NULL,
  effective_date int4 NOT NULL, key bytea NOT NULL, bytes bytea NOT NULL);
ALTER TABLE event ALTER bytes SET STORAGE PLAIN;
CREATE TABLE fund (
  unit int4, source int4, year int4, allocated int8 NOT NULL, disbursed int8 NOT NULL,
  PRIMARY KEY (unit, source, year)) WITH (fillfactor = 20);
CREATE FUNCTION change_funds(int4[], int4[], int4[], int8[], int8[], guarded bool) RETURNS void LANGUAGE plpgsql AS $$
DECLARE overdrawn record;
BEGIN
  WITH changed AS (
    INSERT INTO fund SELECT * FROM unnest($1, $2, $3, $4, $5)
      ON CONFLICT (unit, source, year) DO UPDATE
      SET allocated = fund.allocated + excluded.allocated, disbursed = fund.disbursed + excluded.disbursed
      RETURNING unit, source, year, allocated - disbursed AS available)
  SELECT * INTO overdrawn FROM changed WHERE guarded AND available < 0 LIMIT 1;
  IF FOUND THEN
    RAISE 'unit %, source %, year % is overdrawn by %', overdrawn.unit, overdrawn.source, overdrawn.year,
      -overdrawn.available USING ERRCODE = 'check_violation';
  END IF;
END $$;
CREATE FUNCTION append_event(int8, int8, int8, int4, int4, bytea, bytea, unit int4, source int4, year int4,
                             allocated int8, disbursed int8) RETURNS void LANGUAGE plpgsql AS $$
DECLARE available int8;
BEGIN
  INSERT INTO event VALUES ($1, $2, $3, $4, $5, $6, $7);
  IF $11 = 0 AND $12 = 0 THEN RETURN; END IF;
  INSERT INTO fund AS f VALUES ($8, $9, $10, $11, $12) ON CONFLICT ON CONSTRAINT fund_pkey DO UPDATE
    SET allocated = f.allocated + excluded.allocated, disbursed = f.disbursed + excluded.disbursed
    RETURNING f.allocated - f.disbursed INTO available;
  IF available < 0 THEN
    RAISE 'unit %, source %, year % is overdrawn by %', $8, $9, $10, -available USING ERRCODE = 'check_violation';
  END IF;
END $$;
)";

constexpr char kAppendEvent[] = "SELECT append_event($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

constexpr char kDropIndexes[] = "DROP INDEX IF EXISTS event_sequence, event_key, event_line";
constexpr char kCreateIndexes[] = R"(
CREATE UNIQUE INDEX IF NOT EXISTS event_sequence ON event (sequence);
CREATE UNIQUE INDEX IF NOT EXISTS event_key ON event (key);
CREATE INDEX IF NOT EXISTS event_line ON event (line, effective_date) INCLUDE (sequence, amount);
)";

constexpr char kCopy[] = "COPY event FROM STDIN (FORMAT binary);";

// CREATE TABLE AS is the only form that PostgreSQL reads in parallel.
constexpr char kRebuild[] = R"(
DROP TABLE IF EXISTS daily;
CREATE TABLE daily AS SELECT line, effective_date AS day, sum(amount)::int8 AS amount FROM event GROUP BY 1, 2;
ALTER TABLE daily ADD PRIMARY KEY (line, day);
)";

constexpr char kLine[] =
    "SELECT coalesce(sum(amount), 0)::int8 FROM event"
    " WHERE line = $1::int4 AND effective_date <= $2::int4 AND sequence <= $3::int8";

// The list yields one short range per line instead of a single long one that includes later days.
constexpr char kProvince[] =
    "SELECT coalesce(sum(amount), 0)::int8 FROM event"
    " WHERE line = ANY($1::int4[]) AND effective_date <= $2::int4 AND sequence <= $3::int8";

constexpr char kProjectedLine[] =
    "SELECT coalesce(sum(amount), 0)::int8 FROM daily WHERE line = $1::int4 AND day <= $2::int4";

template <typename Member>
std::string ArrayOf(const std::vector<FundChange>& changes, Member member) {
  const auto append = [member](std::string* out, const FundChange& change) { absl::StrAppend(out, change.*member); };
  return absl::StrCat("'{", absl::StrJoin(changes, ",", append), "}'");
}

std::string ChangeFunds(absl::Span<const PeerEvent> events, bool guarded) {
  const std::vector<FundChange> changes = FundChangesOf(events);
  if (changes.empty()) return "";
  return absl::StrCat("SELECT change_funds(", ArrayOf(changes, &FundChange::unit), ",",
                      ArrayOf(changes, &FundChange::source), ",", ArrayOf(changes, &FundChange::year), ",",
                      ArrayOf(changes, &FundChange::allocated), ",", ArrayOf(changes, &FundChange::disbursed), ",",
                      guarded ? "true" : "false", ");");
}

std::array<int32_t, kPeerSources * kPeerAreas> LinesOf(const PeerProvince& province) {
  std::array<int32_t, kPeerSources * kPeerAreas> lines;
  size_t next = 0;
  for (int32_t source = 0; source < kPeerSources; ++source) {
    for (int32_t area = 0; area < kPeerAreas; ++area) {
      lines[next++] = PackedLine({province.unit, source, province.year, area, province.measure});
    }
  }
  return lines;
}

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

absl::Status StatusOf(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN) return absl::OkStatus();
  const char* const code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string message = absl::StrCat("postgres: ", PQresultErrorMessage(result));
  if (code != nullptr && absl::string_view(code) == "23505") return absl::AlreadyExistsError(message);
  if (code != nullptr && absl::string_view(code) == "23514") return absl::FailedPreconditionError(message);
  return absl::InternalError(message);
}

class PostgresPeer : public Peer {
 public:
  // Makes the tables, too.
  absl::Status Open(const std::string& directory) {
    auto server = PostgresServer::Start(directory, kSettings);
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    if (absl::Status connected = Connect(); !connected.ok()) return connected;
    for (const char* sql : {kSchema, kCreateIndexes, kRebuild}) {
      if (absl::Status done = Execute(sql); !done.ok()) return done;
    }
    return Prepare();
  }

  // One more connection to the server of `other`.
  absl::Status Join(const PostgresPeer& other) {
    server_ = other.server_;
    const absl::Status connected = Connect();
    return connected.ok() ? Prepare() : connected;
  }

  absl::Status Prepare() {
    for (const auto& [name, sql] :
         {std::pair("line", kLine), std::pair("province", kProvince), std::pair("append", kAppendEvent)}) {
      const Result prepared(PQprepare(connection_.get(), name, sql, 0, nullptr));
      if (absl::Status done = StatusOf(prepared.get()); !done.ok()) return done;
    }
    return absl::OkStatus();
  }

  std::string name() const override { return "postgres"; }

  absl::Status Append(absl::Span<const PeerEvent> events) override {
    if (events.size() == 1) return AppendOne(events[0]);
    return CopyThen(events, ChangeFunds(events, /*guarded=*/true));
  }

  absl::Status Load(absl::Span<const PeerEvent> events) override {
    if (absl::Status dropped = Execute(kDropIndexes); !dropped.ok()) return dropped;
    if (absl::Status off = Execute("SET synchronous_commit = off"); !off.ok()) return off;
    return CopyThen(events, ChangeFunds(events, /*guarded=*/false));
  }

  absl::Status Finish() override {
    for (const char* sql :
         {"SET synchronous_commit = on", kCreateIndexes, "VACUUM (FREEZE, ANALYZE) event", "CHECKPOINT"}) {
      if (absl::Status done = Execute(sql); !done.ok()) return done;
    }
    return absl::OkStatus();
  }

  absl::StatusOr<int64_t> Line(const PeerLine& line, const PeerAsOf& at) override {
    return Sum("line", {BinaryInt32(PackedLine(line)), BinaryInt32(at.as_of), KnownAt(at)});
  }

  absl::StatusOr<int64_t> Province(const PeerProvince& province, const PeerAsOf& at) override {
    return Sum("province", {BinaryInt32Array(LinesOf(province)), BinaryInt32(at.as_of), KnownAt(at)});
  }

  // Planned each time for its actual parameters: cheap compared with the scan, and it allows a parallel plan.
  absl::StatusOr<std::vector<PeerBalance>> ByProvince(int32_t year, const PeerAsOf& at) override {
    const std::string sql = absl::StrCat(
        "SELECT line / ", kLinesOfProvince * kMeasuresOfProvince, " % 64, line / ", kLinesOfProvince, " % ",
        kMeasuresOfProvince, ", sum(amount)::int8 FROM event WHERE line >= ", PackedProvince({.year = year}),
        " AND line < ", PackedProvince({.year = year + 1}), " AND effective_date <= ", at.as_of,
        " AND sequence <= ", at.known_at, " GROUP BY 1, 2 ORDER BY 1, 2");
    const Result rows(PQexecParams(connection_.get(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1));
    if (absl::Status read = StatusOf(rows.get()); !read.ok()) return read;
    std::vector<PeerBalance> balances;
    for (int row = 0; row < PQntuples(rows.get()); ++row) {
      balances.push_back({ReadBinaryInt32(PQgetvalue(rows.get(), row, 0)),
                          ReadBinaryInt32(PQgetvalue(rows.get(), row, 1)),
                          ReadBinaryInt64(PQgetvalue(rows.get(), row, 2))});
    }
    return balances;
  }

  absl::Status Rebuild() override { return Execute(kRebuild); }

  absl::StatusOr<int64_t> ProjectedLine(const PeerLine& line, int32_t as_of) override {
    const Result prepared(PQprepare(connection_.get(), "", kProjectedLine, 0, nullptr));
    if (absl::Status done = StatusOf(prepared.get()); !done.ok()) return done;
    return Sum("", {BinaryInt32(PackedLine(line)), BinaryInt32(as_of)});
  }

 private:
  struct Disconnect {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };

  static std::string KnownAt(const PeerAsOf& at) { return BinaryInt64(static_cast<int64_t>(at.known_at)); }

  absl::Status Connect() {
    const absl::Time deadline = absl::Now() + kStartMax;
    do {
      connection_.reset(PQconnectdb(server_->connection().c_str()));
      if (PQstatus(connection_.get()) == CONNECTION_OK) return absl::OkStatus();
      absl::SleepFor(absl::Milliseconds(50));
    } while (server_->running() && absl::Now() < deadline);
    return absl::UnavailableError(absl::StrCat("postgres: ", PQerrorMessage(connection_.get())));
  }

  absl::Status Execute(const char* sql) { return StatusOf(Result(PQexec(connection_.get(), sql)).get()); }

  // One request and one commit: the rows, then `sql`.
  absl::Status CopyThen(absl::Span<const PeerEvent> events, const std::string& sql) {
    if (PQsendQuery(connection_.get(), absl::StrCat(kCopy, sql).c_str()) != 1) return LastError();
    const std::string rows = CopyRows(events);
    absl::Status done = absl::OkStatus();
    while (const Result result = Result(PQgetResult(connection_.get()))) {
      if (done.ok()) done = StatusOf(result.get());
      if (PQresultStatus(result.get()) != PGRES_COPY_IN) continue;
      const bool sent = PQputCopyData(connection_.get(), rows.data(), static_cast<int>(rows.size())) == 1 &&
                        PQputCopyEnd(connection_.get(), nullptr) == 1;
      if (!sent) return LastError();
    }
    return done;
  }

  // Prepared: for one row that is a tenth faster than COPY.
  absl::Status AppendOne(const PeerEvent& e) {
    const int32_t line = PackedLine({e.unit, e.source, e.year, e.area, e.measure});
    const int64_t allocated = e.measure == kPeerAllocated ? e.amount : 0;
    const int64_t disbursed = e.measure == kPeerDisbursed ? e.amount : 0;
    return StatusOf(
        ExecutePrepared(
            "append", {BinaryInt64(static_cast<int64_t>(e.sequence)), BinaryInt64(e.recorded_at), BinaryInt64(e.amount),
                       BinaryInt32(line), BinaryInt32(e.effective_date), e.key, e.bytes, BinaryInt32(e.unit),
                       BinaryInt32(e.source), BinaryInt32(e.year), BinaryInt64(allocated), BinaryInt64(disbursed)})
            .get());
  }

  // Arguments and results are binary.
  Result ExecutePrepared(const char* statement, const std::vector<std::string>& arguments) {
    std::vector<const char*> values;
    std::vector<int> lengths;
    for (const std::string& argument : arguments) {
      values.push_back(argument.data());
      lengths.push_back(static_cast<int>(argument.size()));
    }
    const std::vector<int> formats(arguments.size(), 1);
    return Result(PQexecPrepared(connection_.get(), statement, static_cast<int>(values.size()), values.data(),
                                 lengths.data(), formats.data(), 1));
  }

  absl::StatusOr<int64_t> Sum(const char* statement, const std::vector<std::string>& arguments) {
    const Result row = ExecutePrepared(statement, arguments);
    if (absl::Status read = StatusOf(row.get()); !read.ok()) return read;
    return ReadBinaryInt64(PQgetvalue(row.get(), 0, 0));
  }

  absl::Status LastError() const {
    return absl::InternalError(absl::StrCat("postgres: ", PQerrorMessage(connection_.get())));
  }

  // Declared first, so that it is stopped after the last connection is closed.
  std::shared_ptr<PostgresServer> server_;
  std::unique_ptr<PGconn, Disconnect> connection_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Peer>> OpenPostgresPeer(const std::string& directory) {
  auto peer = std::make_unique<PostgresPeer>();
  if (absl::Status opened = peer->Open(directory); !opened.ok()) return opened;
  return peer;
}

absl::StatusOr<std::vector<std::unique_ptr<Peer>>> OpenPostgresPeers(const std::string& directory, size_t connections) {
  std::vector<std::unique_ptr<Peer>> peers;
  auto first = std::make_unique<PostgresPeer>();
  if (absl::Status opened = first->Open(directory); !opened.ok()) return opened;
  const PostgresPeer& server = *first;
  peers.push_back(std::move(first));
  while (peers.size() < connections) {
    auto next = std::make_unique<PostgresPeer>();
    if (absl::Status joined = next->Join(server); !joined.ok()) return joined;
    peers.push_back(std::move(next));
  }
  return peers;
}

}  // namespace tranche
