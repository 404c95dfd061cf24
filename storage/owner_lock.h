// Who may write to the directory of a ledger: one process at a time, by a lock of the operating system on the directory
// itself. There is no file of it that could look stale and be removed, and it is gone when its process is, however that
// ends. DIR/WRITER says who has it, for messages only.
//
// File systems without such locks (some network file systems) go without; RocksDB's own lock is left there.
//
// Thread safety: none of its own; a second lock in the same process is refused as one of another is.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace tranche::storage {

class OwnerLock {
 public:
  // Who has the lock, as far as it can be known.
  struct Holder {
    bool is_held = false;    // false: the lock could not be asked for
    int64_t process_id = 0;  // 0: unknown
    std::string command;     // as it was typed, at most 100 bytes; empty: unknown
  };

  // Takes the lock of `directory`, which exists; waits up to `wait` for whoever has it.
  //
  // Errors:
  //   UNAVAILABLE  another has it still; `*holder` says who.
  //   others       the directory cannot be opened.
  static absl::StatusOr<OwnerLock> Take(const std::string& directory, absl::Duration wait, Holder* holder);

  OwnerLock() = default;
  OwnerLock(OwnerLock&& other) noexcept;
  OwnerLock& operator=(OwnerLock&& other) noexcept;
  // Gives it back.
  ~OwnerLock();

 private:
  OwnerLock(int fd, std::string note) : fd_(fd), note_(std::move(note)) {}

  int fd_ = -1;
  std::string note_;  // the path of WRITER
};

}  // namespace tranche::storage
