// The log of a single machine: a synced RocksDB batch, and HEAD.
//
// Thread safety: as LogWriter.
#pragma once

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/sequence.h"
#include "log/log_writer.h"
#include "storage/database.h"
#include "storage/head_file.h"
#include "storage/owner_lock.h"

namespace tranche {

class LocalLog final : public LogWriter {
 public:
  // Opens the log of the ledger in the directory of `lock`, which ends at `head`. `lock` and `database` must outlive
  // it. Errors: those of storage::HeadFile::OpenToWrite and storage::OwnerLock::Watch.
  static absl::StatusOr<std::unique_ptr<LogWriter>> Open(storage::OwnerLock* lock, storage::Database* database,
                                                         Sequence head);

  // Writes one atomic batch with one fsync, then HEAD, if the directory that is locked, its database and its HEAD are
  // still those at the ledger's path, and asks that again before it acknowledges. So OK also means: after the sync the
  // group was in the ledger that anybody finds at that path. What is moved later is moved with the group in it.
  //
  // Errors:
  //   FAILED_PRECONDITION  they no longer are; nothing was written.
  //   UNAVAILABLE          a step failed, or they were moved meanwhile: RocksDB may have written the batch, in the
  //                        directory that is locked.
  absl::Status Append(const LogGroup& group) override;

 private:
  LocalLog(const storage::OwnerLock* lock, storage::Database* database, storage::HeadFile head_file)
      : lock_(*lock), database_(*database), head_file_(std::move(head_file)) {}

  const storage::OwnerLock& lock_;
  storage::Database& database_;
  storage::HeadFile head_file_;
};

}  // namespace tranche
