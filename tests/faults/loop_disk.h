// A disk whose power can be cut for real: a file system in an image file, mounted through a loop device. The kernel
// then forgets whatever the file system had not made durable, and replays the journal when it is mounted again.
//
// The mount is in a namespace of this process and its children, so it goes with the last of them, however they end, and
// the loop device with it. That needs root, loop devices, and the programs mkfs.ext4 or mkfs.xfs.
//
// Thread safety: one thread. Make is called before the process starts others.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tests/support/temp_directory.h"

namespace tranche {

class LoopDisk {
 public:
  enum class Kind { kExt4, kXfs };

  // What is lost of what was not synced. The numbers are those of the ioctl FS_IOC_SHUTDOWN, which ext4 and XFS have.
  enum class Cut : uint32_t {
    kAtRest = 0,      // nothing: the file system is brought to rest, then stopped in the middle of its use
    kLosesBytes = 1,  // bytes of files; names and lengths in the journal are written first (`xfs_io -c "shutdown -f"`)
    kLosesChanges =
        2  // all of it, names and lengths too, back to the last commit of the journal (`xfs_io -c shutdown`)
  };

  // Makes a new file system and mounts it, empty.
  // Errors: UNAVAILABLE  this process may not, or cannot here; the message says why.
  static absl::StatusOr<std::unique_ptr<LoopDisk>> Make(Kind kind);

  // Unmounts it. Processes that have files open on it keep it until they end.
  ~LoopDisk();
  LoopDisk(const LoopDisk&) = delete;
  LoopDisk& operator=(const LoopDisk&) = delete;

  // The directory that it is mounted on.
  const std::string& path() const { return path_; }

  // From now on nothing can be written to it, and reads may fail.
  void CutPower(Cut cut);

  // Unmounts it, and mounts what is left. No process has a file open on it.
  void ComeBack();

 private:
  explicit LoopDisk(Kind kind) : kind_(kind) {}
  absl::Status Mount();

  const Kind kind_;
  const TemporaryDirectory scratch_;
  const std::string path_ = scratch_.File("disk");
  int image_ = -1;  // open; it has no name, so it goes with the process
};

absl::string_view LoopDiskKindName(LoopDisk::Kind kind);

}  // namespace tranche
