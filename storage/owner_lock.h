// Allows one process at a time to write to a ledger's directory, by an operating-system lock on the directory itself
// (flock). There is no lock file that could look stale and be removed, and the lock is released when its process ends,
// however it ends. DIR/WRITER names the holder, for messages only.
//
// A lock is on a directory, not on its name: the directory can be renamed and another one be put in its place, which
// the next process locks. So the holder makes and opens files by place(), which stays in the directory that is locked,
// and asks CheckInPlace before it acknowledges anything.
//
// The kernel knows the lock under every path, mount and bind mount of the directory on this machine; other machines
// that share the file system do not. network_file_system() names it; docs/reliability.md says what holds then.
//
// Thread safety: CheckInPlace may be called by several threads once everything is watched. A second lock in the same
// process is refused like one of another process.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/file_identity.h"

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
  //   UNAVAILABLE  another process still holds it, and `*holder` says which; or the file system has no locks; or the
  //                directory cannot be opened, or was removed meanwhile.
  static absl::StatusOr<OwnerLock> Take(const std::string& directory, absl::Duration wait, Holder* holder);

  // The path by which to open and make files in the directory that is locked (anchored_path.h).
  const std::string& place() const { return place_; }

  // The network file system that the directory is on, by its usual name; empty on one of this machine.
  absl::string_view network_file_system() const { return network_file_system_; }

  // Makes CheckInPlace ask for `name`, a file or directory in the one that is locked, too.
  // Errors: NOT_FOUND, PERMISSION_DENIED, UNAVAILABLE  it cannot be opened.
  absl::Status Watch(absl::string_view name);

  // Checks that the path by which the lock was taken still leads to the directory that is locked, and the names of what
  // is watched to what they led to. On OK they did at a moment during the call, so that what was durable before it is
  // in what others find at the path. Cost: a system call, and one for each name that is watched.
  //
  // Errors:
  //   FAILED_PRECONDITION  one of them does not; the message says which.
  absl::Status CheckInPlace() const;

  // Leaves WRITER in the directory when the lock is released.
  void LeaveNote() { has_note_ = false; }

  OwnerLock() = default;
  OwnerLock(OwnerLock&& other) noexcept;
  OwnerLock& operator=(OwnerLock&& other) noexcept;
  // Releases the lock.
  ~OwnerLock();

 private:
  struct Watched {
    std::string path;
    FileIdentity identity;
    int fd;  // open, so that no other file gets its identity
  };

  static constexpr int64_t kNotSettled = INT64_MIN;

  OwnerLock(int fd, const std::string& directory);

  int fd_ = -1;  // of the directory: it stays the one that was locked, whatever its path names now
  bool has_note_ = false;
  std::string place_;
  absl::string_view network_file_system_;
  std::vector<Watched> watched_;  // the directory first; its fd is fd_
  // When the directory had last changed, in nanoseconds since 1970, as CheckInPlace found what is watched in its place
  // and that time so long past that every later change shows in it; kNotSettled before.
  mutable std::atomic<int64_t> settled_ = kNotSettled;
};

}  // namespace tranche::storage
