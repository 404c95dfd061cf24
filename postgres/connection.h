// A session with one PostgreSQL server. Every call ends by its deadline, whatever the network does; only the system's
// resolver of names knows no deadline, so who must rely on it writes addresses.
//
// Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "postgres/result.h"
#include "postgres/servers.h"

struct pg_conn;

namespace tranche::postgres {

// What is asked, with $1, $2 ... in the places of its arguments.
struct Statement {
  std::string text;
  // The types of the columns of its rows, a letter each: b bool, i int4, l int8, t text, y bytea.
  std::string columns;
};

// An argument of a statement.
class Argument {
 public:
  static Argument Int32(int32_t value);
  static Argument Int64(int64_t value);
  static Argument Text(std::string text);
  static Argument Bytes(std::string bytes);

  uint32_t type() const { return type_; }
  const std::string& bytes() const { return bytes_; }

 private:
  Argument(uint32_t type, std::string bytes) : type_(type), bytes_(std::move(bytes)) {}

  uint32_t type_;
  std::string bytes_;  // in PostgreSQL's binary format
};

// The code of the refusal of a statement for which the tables or functions of the log are not there.
inline constexpr char kNoTables[] = "shared-log.no-tables";

// True for a statement that was refused because the server is a replica: another one is the primary.
bool IsReadOnly(const absl::Status& status);

class Connection {
 public:
  // Connects, and sets what an answer relies on: a commit waits for the disk and the standby, and nothing but the
  // deadline ends a statement.
  // Errors: UNAVAILABLE  there is no server, or not by the deadline. PERMISSION_DENIED  it does not let us in.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const Server& server, absl::Time deadline);

  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Runs a statement in a transaction of its own.
  //
  // OK: it is committed; if it wrote something, as durable as the server is set up for.
  //
  // Errors, after all of which but UNAVAILABLE nothing of it is there and never will be:
  //   UNAVAILABLE          unknown: no answer by the deadline, the session ended, or the server gave up waiting for a
  //                        standby. The connection is of no more use.
  //   ALREADY_EXISTS       a key that is there.
  //   RESOURCE_EXHAUSTED   the server has no room.
  //   PERMISSION_DENIED    we may not.
  //   ABORTED              another transaction was in the way; it may be tried again.
  //   FAILED_PRECONDITION  any other; IsReadOnly tells one of them.
  absl::StatusOr<Result> Run(const Statement& statement, absl::Span<const Argument> arguments, absl::Time deadline);

  // Whether the server was a primary when we connected.
  bool is_primary() const { return is_primary_; }

  // True when an outcome was unknown.
  bool is_lost() const { return is_lost_; }

  const std::string& server() const { return server_; }

  // The process of PostgreSQL, as we were told when we connected.
  int32_t backend_pid() const;

 private:
  Connection(pg_conn* connection, std::string server);

  // What the server sent; null at the end of its answer.
  using Answer = std::unique_ptr<pg_result, void (*)(pg_result*)>;

  absl::Status Connect(absl::Time deadline);
  absl::Status SetUp(absl::Time deadline);
  absl::Status WaitFor(short events, absl::Time deadline);
  absl::StatusOr<Answer> Finish(bool is_sent, absl::Time deadline);
  absl::StatusOr<Answer> Next(absl::Time deadline);
  absl::StatusOr<std::string> Prepare(const Statement& statement, absl::Span<const Argument> arguments,
                                      absl::Time deadline);
  absl::Status Lost(absl::string_view problem);
  absl::Status StatusOf(const pg_result* answer);

  pg_conn* const connection_;
  const std::string server_;
  std::map<std::string, std::string> prepared_;  // the names of statements, by their texts
  std::string warning_;                          // the last one since the statement began
  bool is_primary_ = false;
  bool is_lost_ = false;
};

}  // namespace tranche::postgres
