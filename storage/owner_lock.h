// Allows one process at a time to write to a ledger's directory, by an operating-system lock on the directory itself.
// There is no lock file that could look stale and be removed, and the lock is released when its process ends, however
// it ends. DIR/WRITER names the holder, for messages only.
//
// On file systems without such locks (some network file systems) there is none; only RocksDB's own lock remains.
//
// Thread safety: not synchronized; a second lock in the same process is refused like one of another process.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace tranche::storage {

// The file in the directory that names the holder.
inline constexpr absl::string_view kLockNote = "WRITER";

class OwnerLock {
 public:
  // Who holds the lock, as far as that is known.
  struct Holder {
    bool is_held = false;    // false: the lock could not be tested
    int64_t process_id = 0;  // 0: unknown
    std::string command;     // its command line, at most 100 bytes; empty: unknown
  };

  // Takes the lock of `directory`, which must exist; waits up to `wait` for the current holder. If the directory is
  // removed meanwhile and made again, the new one is locked.
  //
  // Errors:
  //   UNAVAILABLE  another process still holds it, and `*holder` says which; or the directory cannot be opened, or was
  //                removed meanwhile.
  static absl::StatusOr<OwnerLock> Take(const std::string& directory, absl::Duration wait, Holder* holder);

  // Leaves WRITER in the directory when the lock is released.
  void LeaveNote() { has_note_ = false; }

  OwnerLock() = default;
  OwnerLock(OwnerLock&& other) noexcept;
  OwnerLock& operator=(OwnerLock&& other) noexcept;
  // Releases the lock.
  ~OwnerLock();

 private:
  explicit OwnerLock(int fd) : fd_(fd) {}

  int fd_ = -1;  // of the directory: it stays the one that was locked, whatever its path names now
  bool has_note_ = false;
};

}  // namespace tranche::storage
