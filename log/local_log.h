// The log of a single machine: a synced RocksDB batch, and HEAD.
//
// Thread safety: as LogWriter.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/sequence.h"
#include "log/log_writer.h"
#include "storage/database.h"
#include "storage/head_file.h"

namespace tranche {

class LocalLog final : public LogWriter {
 public:
  // Opens the log of the ledger in `directory`, which ends at `head`. `database` must outlive it.
  // Errors: those of storage::HeadFile::OpenToWrite.
  static absl::StatusOr<std::unique_ptr<LogWriter>> Open(const std::string& directory, storage::Database* database,
                                                         Sequence head);

  // Writes one atomic batch with one fsync, then HEAD. After a failure the outcome is always unknown: RocksDB may have
  // written the batch before the step that failed.
  absl::Status Append(const LogGroup& group) override;

 private:
  LocalLog(storage::Database* database, storage::HeadFile head_file)
      : database_(*database), head_file_(std::move(head_file)) {}

  storage::Database& database_;
  storage::HeadFile head_file_;
};

}  // namespace tranche
