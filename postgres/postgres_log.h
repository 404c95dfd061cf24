// A shared log in PostgreSQL (schema.sql), on one server or on several that replicate it.
//
// It has three sessions: one that appends, one that holds the lease, one that reads. Calls that need the same one wait
// for each other, so each is for one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "events/mutex.h"
#include "postgres/connection.h"
#include "postgres/servers.h"
#include "storage/shared_log.h"

namespace tranche::postgres {

struct PostgresLogOptions {
  std::string url;                               // postgres/servers.h
  std::string ledger_id;                         // postgres/schema.h
  absl::Duration ttl = absl::Seconds(5);         // how long a lease lasts that is not renewed; more than zero
  absl::Duration poll = absl::Milliseconds(20);  // how often WaitBeyond asks
  // True reads from the first server that answers, be it a replica, where a row is read a little later: when it is
  // known to be durable.
  bool reads_replicas = false;
};

// Some of the rows of the log, in a table of their own.
struct Partition {
  int64_t number = 0;
  uint64_t first = 0;          // its first event
  storage::SharedLogHead end;  // its last row
};

class PostgresLog final : public storage::SharedLog {
 public:
  // Connects to nothing yet. Errors: INVALID_ARGUMENT  those of ServersOf and SchemaName.
  static absl::StatusOr<std::unique_ptr<PostgresLog>> Make(const PostgresLogOptions& options);

  // As SharedLog. A call whose server is a replica looks for the primary, until the deadline; what it would have
  // written is then not written by the replica.
  absl::StatusOr<storage::Lease> Take(const storage::NodeName& node, absl::Time deadline) override;
  absl::Status Renew(const storage::Lease& lease, uint64_t acknowledged, absl::Time deadline) override;
  absl::Status Release(const storage::Lease& lease, absl::Time deadline) override;
  absl::Status Append(const storage::Lease& lease, const storage::SharedLogHead& before,
                      const storage::SharedLogRow& row, absl::Time deadline) override;
  // Closes the log for ever: what was appended stays, and nothing is appended any more. For the owner of the schema.
  // One that is closed stays so, which is OK too. Errors: PERMISSION_DENIED  we are not the owner. UNAVAILABLE unknown;
  // it may be closed again.
  absl::Status Close(absl::Time deadline);

  // The oldest partition after the one of this number, -1 for the oldest of all, that is followed by another one with
  // events; nothing if there is none. For the owner of the schema. Errors: as Close.
  absl::StatusOr<std::optional<Partition>> SealedPartition(int64_t after, absl::Time deadline);

  // Drops the oldest partition, once its rows are kept elsewhere. Errors: as Close, and
  //   FAILED_PRECONDITION  the oldest one is another one, or has another end.
  //   ABORTED              readers were in the way; do it again.
  absl::Status DropPartition(const Partition& partition, absl::Time deadline);

  absl::Status HandOver(const std::string& node, absl::Duration within, absl::Time deadline) override;
  absl::Status KeepCheckpoint(uint64_t size, const std::string& note, absl::Time deadline) override;
  absl::StatusOr<std::vector<std::string>> Checkpoints(absl::Time deadline) override;
  absl::StatusOr<storage::SharedLogState> State(absl::Time deadline) override;
  absl::StatusOr<storage::SharedLogHead> Head(absl::Time deadline) override;
  absl::StatusOr<std::vector<storage::SharedLogRow>> Read(uint64_t after_first, size_t bytes_max,
                                                          absl::Time deadline) override;
  absl::StatusOr<bool> WaitBeyond(uint64_t last, absl::Time deadline) override;

 private:
  struct Session {
    Mutex mutex;
    std::unique_ptr<Connection> connection ABSL_GUARDED_BY(mutex);
  };
  // A statement for a primary, and the one for a replica in its place.
  struct Question {
    Statement of_primary;
    Statement of_replica;
  };

  PostgresLog(const PostgresLogOptions& options, std::vector<Server> servers, const std::string& schema);

  absl::StatusOr<std::unique_ptr<Connection>> Connect(bool reads, absl::Time deadline) const;
  absl::StatusOr<std::unique_ptr<Connection>> ConnectOnce(bool reads, absl::Time deadline) const;
  absl::StatusOr<Result> Write(Session* session, const Statement& statement, absl::Span<const Argument> arguments,
                               absl::Time deadline) const;
  absl::StatusOr<Result> Ask(const Question& question, absl::Span<const Argument> arguments, absl::Time deadline);

  const PostgresLogOptions options_;
  const std::vector<Server> servers_;
  const Statement take_, renew_, release_, append_, close_, barrier_, hand_over_, keep_checkpoint_, sealed_, drop_;
  const Question state_, head_, rows_, checkpoints_;
  Session appending_, leasing_, reading_;
};

}  // namespace tranche::postgres
