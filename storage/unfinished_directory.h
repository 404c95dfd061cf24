// A ledger that is being made, by whatever command makes one: init, generate, restore, import log. It is built in the
// directory that it will have, under the lock of a writer. The file FORMAT.unfinished is there before anything else and
// is renamed to FORMAT when all of it is durable: at that moment, and by that alone, the directory becomes a ledger. So
// a process that is killed leaves either a complete ledger, or a directory that no command takes for one, and that the
// next making of a ledger there replaces.
//
// Thread safety: one thread at a time.
#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/format_file.h"
#include "storage/missing_directories.h"
#include "storage/owner_lock.h"

namespace tranche::storage {

class UnfinishedDirectory {
 public:
  // Begins a ledger in `path`, and makes the directories above it. A directory that is there must be empty, or have
  // nothing but what was left of a making that was cut off, which is removed.
  //
  // wait  how long to wait for another process that makes a ledger there, which is then found.
  // format  what FORMAT will say.
  //
  // Errors: those of MakeDirectory (directory.h) and LockToWrite (lock_to_write.h); nothing is left then.
  static absl::StatusOr<UnfinishedDirectory> Create(const std::string& path, absl::Duration wait,
                                                    const LedgerFormat& format = {});

  UnfinishedDirectory(UnfinishedDirectory&& other) noexcept;
  UnfinishedDirectory& operator=(UnfinishedDirectory&&) = delete;
  // Unless it was finished, removes it, with those of the directories above it that were made for it.
  ~UnfinishedDirectory();

  // The path of the ledger, and the path by which its files are made.
  const std::string& path() const { return path_; }
  const std::string& place() const { return lock_.place(); }
  // Held for as long as this object lives, also once it is finished.
  OwnerLock* lock() { return &lock_; }

  // Makes every file in it durable. For files that were written without a sync; no database in it may be open.
  // Errors: RESOURCE_EXHAUSTED, UNAVAILABLE.
  absl::Status SyncAll();

  // Makes it a ledger. Everything in it but its own entries must be durable. On OK it is a durable ledger.
  // Errors: FAILED_PRECONDITION  it was moved meanwhile. RESOURCE_EXHAUSTED, UNAVAILABLE.
  absl::Status Finish();

 private:
  UnfinishedDirectory(const std::string& path, MissingDirectories missing, OwnerLock lock)
      : path_(path), missing_(std::move(missing)), lock_(std::move(lock)) {}

  std::string path_;  // empty after a move
  MissingDirectories missing_;
  OwnerLock lock_;
  bool is_finished_ = false;
};

}  // namespace tranche::storage
