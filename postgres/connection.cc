#include "postgres/connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "events/refusal.h"
#include "storage/encoding/key_codec.h"

namespace tranche::postgres {
namespace {

constexpr char kReadOnly[] = "shared-log.read-only";

// The types of PostgreSQL (catalog/pg_type.dat), by the letters of Statement::columns.
constexpr std::pair<char, Oid> kTypes[] = {{'b', 16}, {'y', 17}, {'l', 20}, {'i', 23}, {'t', 25}};

Oid TypeOf(char letter) {
  for (const auto& [name, type] : kTypes) {
    if (name == letter) return type;
  }
  return 0;
}

// libpq ends its texts with a line break.
std::string TextOf(const char* text) { return std::string(absl::StripSuffix(text == nullptr ? "" : text, "\n")); }

std::string FieldOf(const pg_result* answer, int field) { return TextOf(PQresultErrorField(answer, field)); }

absl::StatusCode CodeOf(absl::string_view state) {
  if (state == "23505") return absl::StatusCode::kAlreadyExists;                             // unique_violation
  if (state == "42501") return absl::StatusCode::kPermissionDenied;                          // insufficient_privilege
  if (absl::StartsWith(state, "53")) return absl::StatusCode::kResourceExhausted;            // disk_full and its kin
  if (state == "55P03" || absl::StartsWith(state, "40")) return absl::StatusCode::kAborted;  // a lock, a rollback
  return absl::StatusCode::kFailedPrecondition;
}

// By which the refusal is known; undefined are tables, functions and schemas.
const char* RefusalCodeOf(absl::string_view state) {
  if (state == "25006") return kReadOnly;  // read_only_sql_transaction
  const bool is_undefined = state == "42P01" || state == "42883" || state == "3F000";
  return is_undefined ? kNoTables : "shared-log.refused";
}

bool HasColumns(const pg_result* answer, absl::string_view columns) {
  if (static_cast<size_t>(PQnfields(answer)) != columns.size()) return false;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (PQftype(answer, static_cast<int>(i)) != TypeOf(columns[i])) return false;
  }
  return true;
}

// All that a statement relies on, whatever the server, the database or the role have as their defaults. What a commit
// waits for is part of what it means; a name in a function or a query must be the one that is meant.
constexpr char kSetUp[] = R"(
SELECT set_config('synchronous_commit', 'on', false), set_config('default_transaction_isolation', 'read committed', false),
       set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false),
       set_config('idle_session_timeout', '0', false), set_config('search_path', 'pg_catalog', false),
       pg_is_in_recovery())";

}  // namespace

bool IsReadOnly(const absl::Status& status) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  return refusal.has_value() && refusal->code() == kReadOnly;
}

Argument Argument::Int32(int32_t value) {
  std::string bytes;
  storage::AppendU32(static_cast<uint32_t>(value), &bytes);
  return {TypeOf('i'), std::move(bytes)};
}

Argument Argument::Int64(int64_t value) {
  std::string bytes;
  storage::AppendU64(static_cast<uint64_t>(value), &bytes);
  return {TypeOf('l'), std::move(bytes)};
}

Argument Argument::Text(std::string text) { return {TypeOf('t'), std::move(text)}; }

Argument Argument::Bytes(std::string bytes) { return {TypeOf('y'), std::move(bytes)}; }

Connection::Connection(pg_conn* connection, std::string server) : connection_(connection), server_(std::move(server)) {}

Connection::~Connection() { PQfinish(connection_); }

int32_t Connection::backend_pid() const { return PQbackendPID(connection_); }

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const Server& server, absl::Time deadline) {
  std::vector<const char*> keywords = {"application_name", "tcp_user_timeout"};
  std::vector<const char*> values = {"tranche", "5000"};
  for (const auto& [keyword, value] : server.parameters) {  // the later one of a keyword counts
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  std::unique_ptr<Connection> opened(
      new Connection(PQconnectStartParams(keywords.data(), values.data(), 0), server.name));
  if (absl::Status connected = opened->Connect(deadline); !connected.ok()) return connected;
  if (absl::Status set_up = opened->SetUp(deadline); !set_up.ok()) return set_up;
  return opened;
}

absl::Status Connection::Lost(absl::string_view problem) {
  is_lost_ = true;
  return Refuse(absl::StatusCode::kUnavailable, "shared-log.lost", "PostgreSQL at {server}: {problem}",
                {TextField("server", server_), TextField("problem", problem)});
}

absl::Status Connection::WaitFor(short events, absl::Time deadline) {
  pollfd waited{PQsocket(connection_), events, 0};
  for (;;) {
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) return Lost("no answer in time");
    const int milliseconds = static_cast<int>(std::min<int64_t>(absl::ToInt64Milliseconds(left) + 1, 60'000));
    const int ready = ::poll(&waited, 1, milliseconds);
    if (ready > 0) return absl::OkStatus();
    if (ready < 0 && errno != EINTR) return Lost("cannot wait for the socket");
  }
}

absl::Status Connection::Connect(absl::Time deadline) {
  if (connection_ == nullptr) return Lost("no memory");
  if (PQstatus(connection_) == CONNECTION_BAD) return Lost(TextOf(PQerrorMessage(connection_)));
  for (PostgresPollingStatusType next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK;
       next = PQconnectPoll(connection_)) {
    if (next == PGRES_POLLING_FAILED) return Lost(TextOf(PQerrorMessage(connection_)));
    const short events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (absl::Status waited = WaitFor(events, deadline); !waited.ok()) return waited;
  }
  PQsetnonblocking(connection_, 1);
  PQsetNoticeReceiver(
      connection_,
      [](void* self, const PGresult* notice) {
        if (FieldOf(notice, PG_DIAG_SEVERITY_NONLOCALIZED) != "WARNING") return;
        static_cast<Connection*>(self)->warning_ = FieldOf(notice, PG_DIAG_MESSAGE_PRIMARY);
      },
      this);
  return absl::OkStatus();
}

absl::Status Connection::SetUp(absl::Time deadline) {
  const absl::StatusOr<Result> set = Run({kSetUp, "ttttttb"}, {}, deadline);
  if (!set.ok()) return set.status();
  is_primary_ = !set->Bool(0, 6);
  return absl::OkStatus();
}

absl::StatusOr<Connection::Answer> Connection::Next(absl::Time deadline) {
  while (PQisBusy(connection_) != 0) {
    if (absl::Status waited = WaitFor(POLLIN, deadline); !waited.ok()) return waited;
    if (PQconsumeInput(connection_) == 0) return Lost(TextOf(PQerrorMessage(connection_)));
  }
  return Answer(PQgetResult(connection_), &PQclear);
}

// The answer to what was sent, which is one result.
absl::StatusOr<Connection::Answer> Connection::Finish(bool is_sent, absl::Time deadline) {
  if (!is_sent) return Lost(TextOf(PQerrorMessage(connection_)));
  for (int left = PQflush(connection_); left != 0; left = PQflush(connection_)) {
    if (left < 0) return Lost(TextOf(PQerrorMessage(connection_)));
    if (absl::Status waited = WaitFor(POLLIN | POLLOUT, deadline); !waited.ok()) return waited;
    if (PQconsumeInput(connection_) == 0) return Lost(TextOf(PQerrorMessage(connection_)));
  }
  absl::StatusOr<Answer> first = Next(deadline);
  while (first.ok() && *first != nullptr) {
    const absl::StatusOr<Answer> more = Next(deadline);
    if (!more.ok()) return more.status();
    if (*more == nullptr) return first;
  }
  if (first.ok()) return Lost("no answer");
  return first;
}

// A refusal of severity ERROR was rolled back. After FATAL and PANIC, and where libpq made the result itself, nobody
// knows.
absl::Status Connection::StatusOf(const pg_result* answer) {
  const std::string problem = FieldOf(answer, PG_DIAG_MESSAGE_PRIMARY);
  if (FieldOf(answer, PG_DIAG_SEVERITY_NONLOCALIZED) != "ERROR") {
    return Lost(problem.empty() ? TextOf(PQresultErrorMessage(answer)) : problem);
  }
  const std::string state = FieldOf(answer, PG_DIAG_SQLSTATE);
  return Refuse(CodeOf(state), RefusalCodeOf(state), "PostgreSQL at {server} refused: {problem} (SQLSTATE {state})",
                {TextField("server", server_), TextField("problem", problem), TextField("state", state)});
}

absl::StatusOr<std::string> Connection::Prepare(const Statement& statement, absl::Span<const Argument> arguments,
                                                absl::Time deadline) {
  const auto [place, is_new] = prepared_.try_emplace(statement.text, absl::StrCat("s", prepared_.size()));
  if (!is_new) return place->second;
  std::vector<Oid> types;
  for (const Argument& argument : arguments) types.push_back(argument.type());
  const int sent = PQsendPrepare(connection_, place->second.c_str(), statement.text.c_str(),
                                 static_cast<int>(types.size()), types.data());
  const absl::StatusOr<Answer> answer = Finish(sent == 1, deadline);
  if (answer.ok() && PQresultStatus(answer->get()) == PGRES_COMMAND_OK) return place->second;
  prepared_.erase(place);
  return answer.ok() ? StatusOf(answer->get()) : answer.status();
}

absl::StatusOr<Result> Connection::Run(const Statement& statement, absl::Span<const Argument> arguments,
                                       absl::Time deadline) {
  warning_.clear();
  const absl::StatusOr<std::string> name = Prepare(statement, arguments, deadline);
  if (!name.ok()) return name.status();
  std::vector<const char*> values;
  std::vector<int> lengths;
  for (const Argument& argument : arguments) {
    values.push_back(argument.bytes().data());
    lengths.push_back(static_cast<int>(argument.bytes().size()));
  }
  const std::vector<int> formats(arguments.size(), 1);
  const int sent = PQsendQueryPrepared(connection_, name->c_str(), static_cast<int>(values.size()), values.data(),
                                       lengths.data(), formats.data(), 1);
  absl::StatusOr<Answer> answer = Finish(sent == 1, deadline);
  if (!answer.ok()) return answer.status();
  if (PQresultStatus(answer->get()) != PGRES_TUPLES_OK) return StatusOf(answer->get());
  // "canceling wait for synchronous replication": it is committed here, and perhaps nowhere else.
  if (!warning_.empty()) return Lost(warning_);
  if (!HasColumns(answer->get(), statement.columns)) return Lost("an answer of another shape");
  return Result(answer->release());
}

}  // namespace tranche::postgres
