#include "bench/peers/sqlite_peer.h"

#include <sqlite3.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "bench/peers/fund_changes.h"
#include "bench/peers/packed_line.h"

namespace tranche {
namespace {

// Large caches, and a write-ahead log that is reused from its start: growing it more than doubles the cost of an fsync.
constexpr char kSettings[] = R"(
PRAGMA page_size = 4096;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA wal_autocheckpoint = 20000;
PRAGMA cache_size = -1000000;
PRAGMA cache_spill = OFF;
PRAGMA mmap_size = 8000000000;
PRAGMA temp_store = MEMORY;
PRAGMA analysis_limit = 1000;
)";

constexpr char kTables[] = R"(
CREATE TABLE event (
  sequence INTEGER PRIMARY KEY, line INT NOT NULL, effective_date INT NOT NULL, amount INT NOT NULL,
  recorded_at INT NOT NULL, key BLOB NOT NULL, bytes BLOB NOT NULL);
CREATE TABLE fund (
  unit INT, source INT, year INT, allocated INT NOT NULL, disbursed INT NOT NULL,
  PRIMARY KEY (unit, source, year)) WITHOUT ROWID;
)";

// The covering index ends with the sequence, as every index of SQLite does.
constexpr char kDropIndexes[] = "DROP INDEX IF EXISTS event_key; DROP INDEX IF EXISTS event_line;";
constexpr char kCreateIndexes[] = R"(
CREATE UNIQUE INDEX IF NOT EXISTS event_key ON event (key);
CREATE INDEX IF NOT EXISTS event_line ON event (line, effective_date, amount);
)";

constexpr char kRebuild[] = R"(
BEGIN;
DROP TABLE IF EXISTS daily;
CREATE TABLE daily (line INT, day INT, amount INT NOT NULL, PRIMARY KEY (line, day)) WITHOUT ROWID;
INSERT INTO daily SELECT line, effective_date, sum(amount) FROM event GROUP BY line, effective_date;
COMMIT;
)";

constexpr char kInsertEvent[] = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)";

constexpr char kChangeFund[] = R"(
INSERT INTO fund VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
  SET allocated = allocated + excluded.allocated, disbursed = disbursed + excluded.disbursed
  RETURNING allocated - disbursed)";

constexpr char kLine[] = "SELECT sum(amount) FROM event WHERE line = ? AND effective_date <= ? AND sequence <= ?";

// The list yields one short range per line instead of a single long one that includes later days.
constexpr char kProvince[] = R"(
SELECT sum(amount) FROM event
  WHERE line IN (?1, ?1+1, ?1+2, ?1+3, ?1+4, ?1+5, ?1+6, ?1+7, ?1+8, ?1+9,
                 ?1+16, ?1+17, ?1+18, ?1+19, ?1+20, ?1+21, ?1+22, ?1+23, ?1+24, ?1+25)
    AND effective_date <= ?2 AND sequence <= ?3)";

// In the order of the index; the caller sums the lines of a province.
constexpr char kLinesOfYear[] = R"(
SELECT line, sum(amount) FROM event
  WHERE line >= ? AND line < ? AND effective_date <= ? AND sequence <= ? GROUP BY line)";

constexpr char kProjectedLine[] = "SELECT sum(amount) FROM daily WHERE line = ? AND day <= ?";

// A prepared statement. Bind in order, then Step until it is not SQLITE_ROW; then Reset.
class Statement {
 public:
  Statement() = default;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  int Prepare(sqlite3* database, const char* sql) {
    return sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  }
  bool prepared() const { return statement_ != nullptr; }

  // The text must outlive the step.
  template <typename... Values>
  Statement& Bind(const Values&... values) {
    int column = 0;
    (BindOne(++column, values), ...);
    return *this;
  }
  int Step() { return sqlite3_step(statement_); }
  int Reset() { return sqlite3_reset(statement_); }
  int64_t Column(int column) { return sqlite3_column_int64(statement_, column); }

 private:
  void BindOne(int column, const std::string& bytes) {
    sqlite3_bind_blob(statement_, column, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
  }
  void BindOne(int column, uint64_t value) {
    sqlite3_bind_int64(statement_, column, static_cast<sqlite3_int64>(value));
  }
  void BindOne(int column, int64_t value) { sqlite3_bind_int64(statement_, column, value); }
  void BindOne(int column, int32_t value) { sqlite3_bind_int(statement_, column, value); }

  sqlite3_stmt* statement_ = nullptr;
};

// Adds a line to the balance of its province, which is the last one if it exists.
void AddLine(int32_t line, int64_t amount, std::vector<PeerBalance>* balances) {
  PeerBalance balance = {UnitOfPacked(line), MeasureOfPacked(line), amount};
  if (!balances->empty() && balances->back().unit == balance.unit && balances->back().measure == balance.measure) {
    balances->back().amount += amount;
    return;
  }
  balances->push_back(balance);
}

class SqlitePeer : public Peer {
 public:
  ~SqlitePeer() override = default;

  absl::Status Open(const std::string& path) {
    sqlite3* database = nullptr;
    const int opened = sqlite3_open_v2(path.c_str(), &database,
                                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(database);
    if (opened != SQLITE_OK) return Error("open");
    for (const char* sql : {kSettings, kTables, kCreateIndexes}) {
      if (absl::Status done = Execute(sql); !done.ok()) return done;
    }
    return PrepareAll();
  }

  std::string name() const override { return "sqlite"; }

  absl::Status Append(absl::Span<const PeerEvent> events) override {
    if (absl::Status begun = Execute("BEGIN IMMEDIATE"); !begun.ok()) return begun;
    absl::Status done = InsertEvents(events);
    if (done.ok()) done = ChangeFunds(events, Guard::kOn);
    if (done.ok()) return Execute("COMMIT");
    Execute("ROLLBACK").IgnoreError();
    return done;
  }

  absl::Status Load(absl::Span<const PeerEvent> events) override {
    if (absl::Status off = Execute("PRAGMA synchronous = OFF"); !off.ok()) return off;
    if (absl::Status dropped = Execute(kDropIndexes); !dropped.ok()) return dropped;
    if (absl::Status begun = Execute("BEGIN IMMEDIATE"); !begun.ok()) return begun;
    absl::Status done = InsertEvents(events);
    if (done.ok()) done = ChangeFunds(events, Guard::kOff);
    const absl::Status ended = Execute(done.ok() ? "COMMIT" : "ROLLBACK");
    return done.ok() ? ended : done;
  }

  absl::Status Finish() override {
    for (const char* sql : {kCreateIndexes, "PRAGMA synchronous = FULL", "ANALYZE", "PRAGMA wal_checkpoint(RESTART)"}) {
      if (absl::Status done = Execute(sql); !done.ok()) return done;
    }
    return absl::OkStatus();
  }

  absl::StatusOr<int64_t> Line(const PeerLine& line, const PeerAsOf& at) override {
    return Sum(line_.Bind(PackedLine(line), at.as_of, at.known_at));
  }

  absl::StatusOr<int64_t> Province(const PeerProvince& province, const PeerAsOf& at) override {
    return Sum(province_.Bind(PackedProvince(province), at.as_of, at.known_at));
  }

  absl::StatusOr<std::vector<PeerBalance>> ByProvince(int32_t year, const PeerAsOf& at) override {
    lines_of_year_.Bind(PackedProvince({.year = year}), PackedProvince({.year = year + 1}), at.as_of, at.known_at);
    std::vector<PeerBalance> balances;
    while (lines_of_year_.Step() == SQLITE_ROW) {
      const auto line = static_cast<int32_t>(lines_of_year_.Column(0));
      AddLine(line, lines_of_year_.Column(1), &balances);
    }
    if (lines_of_year_.Reset() != SQLITE_OK) return Error("read");
    return balances;
  }

  absl::Status Rebuild() override { return Execute(kRebuild); }

  absl::StatusOr<int64_t> ProjectedLine(const PeerLine& line, int32_t as_of) override {
    if (!projected_line_.prepared() && projected_line_.Prepare(database_.get(), kProjectedLine) != SQLITE_OK) {
      return Error("prepare");
    }
    return Sum(projected_line_.Bind(PackedLine(line), as_of));
  }

 private:
  enum class Guard { kOn, kOff };

  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };

  absl::Status PrepareAll() {
    for (const auto& [statement, sql] :
         {std::pair(&insert_event_, kInsertEvent), std::pair(&change_fund_, kChangeFund), std::pair(&line_, kLine),
          std::pair(&province_, kProvince), std::pair(&lines_of_year_, kLinesOfYear)}) {
      if (statement->Prepare(database_.get(), sql) != SQLITE_OK) return Error("prepare");
    }
    return absl::OkStatus();
  }

  absl::Status Execute(const char* sql) {
    if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return Error(sql);
    return absl::OkStatus();
  }

  absl::Status InsertEvents(absl::Span<const PeerEvent> events) {
    for (const PeerEvent& e : events) {
      const int32_t line = PackedLine({e.unit, e.source, e.year, e.area, e.measure});
      insert_event_.Bind(e.sequence, line, e.effective_date, e.amount, e.recorded_at, e.key, e.bytes);
      insert_event_.Step();
      if (insert_event_.Reset() != SQLITE_OK) return Error("insert");
    }
    return absl::OkStatus();
  }

  absl::Status ChangeFunds(absl::Span<const PeerEvent> events, Guard guard) {
    for (const FundChange& c : FundChangesOf(events)) {
      change_fund_.Bind(c.unit, c.source, c.year, c.allocated, c.disbursed).Step();
      const int64_t available = change_fund_.Column(0);
      if (change_fund_.Reset() != SQLITE_OK) return Error("guard");
      if (available >= 0 || guard == Guard::kOff) continue;
      return absl::FailedPreconditionError(
          absl::StrCat("unit ", c.unit, ", source ", c.source, ", year ", c.year, " is overdrawn by ", -available));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<int64_t> Sum(Statement& statement) {
    statement.Step();
    const int64_t sum = statement.Column(0);
    if (statement.Reset() != SQLITE_OK) return Error("read");
    return sum;
  }

  absl::Status Error(absl::string_view what) const {
    const std::string message = absl::StrCat("sqlite: ", what, ": ", sqlite3_errmsg(database_.get()));
    if (sqlite3_errcode(database_.get()) == SQLITE_CONSTRAINT) return absl::AlreadyExistsError(message);
    return absl::InternalError(message);
  }

  // Declared first, so that it is closed after the statements that use it.
  std::unique_ptr<sqlite3, Close> database_;
  Statement insert_event_;
  Statement change_fund_;
  Statement line_;
  Statement province_;
  Statement lines_of_year_;
  Statement projected_line_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Peer>> OpenSqlitePeer(const std::string& directory) {
  auto peer = std::make_unique<SqlitePeer>();
  if (absl::Status opened = peer->Open(directory + "/sqlite.db"); !opened.ok()) return opened;
  return peer;
}

}  // namespace tranche
