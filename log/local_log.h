// The log of a single machine: a synced RocksDB batch, and HEAD.
//
// Thread safety: as LogWriter.
#pragma once

#include <chrono>
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
  // group was in the ledger that anybody finds at that path. What is moved later is moved with the group in it. What
  // was asked less than 10 ms ago, for the group before, is not asked again before this one: one event a call would be
  // 1 to 2 % slower.
  //
  // Errors:
  //   FAILED_PRECONDITION  they no longer are; nothing was written.
  //   UNAVAILABLE          a step failed, or they were moved meanwhile or in those 10 ms: RocksDB may have written the
  //                        batch, in the directory that is locked.
  absl::Status Append(const LogGroup& group) override;

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kMoment{10};

  LocalLog(const storage::OwnerLock* lock, storage::Database* database, storage::HeadFile head_file)
      : lock_(*lock), database_(*database), head_file_(std::move(head_file)) {}

  const storage::OwnerLock& lock_;
  storage::Database& database_;
  storage::HeadFile head_file_;
  Clock::time_point acknowledged_;  // when the last group was; before there was one, when the clock began
};

}  // namespace tranche
