#include "tests/faults/loop_disk.h"

#include <fcntl.h>
#include <linux/loop.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "tests/replay/child_process.h"

namespace tranche {
namespace {

// XFS wants 300 MB at least. The image has holes, so it takes a few megabytes.
constexpr off_t kBytes = off_t{320} << 20;

// The same number on ext4 (EXT4_IOC_SHUTDOWN) and XFS (XFS_IOC_GOINGDOWN); <linux/fs.h> has it since Linux 6.16.
#ifndef FS_IOC_SHUTDOWN
#define FS_IOC_SHUTDOWN _IOR('X', 125, __u32)
#endif

// Other processes may take the free loop device first.
constexpr int kLoopAttempts = 20;

class OpenFile {
 public:
  OpenFile(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd() const { return fd_; }

 private:
  const int fd_;
};

absl::Status CannotBecause(const std::string& what) {
  return absl::ErrnoToStatus(errno, absl::StrCat("no power can be cut here: ", what));
}

// Mounts that this process makes from now on are seen by it and its children only.
bool IsAlone() {
  static const bool is_alone =
      ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
  return is_alone;
}

int MakeFileSystem(const char* program, const char* force, const std::string& image) {
  return RunInChild([&] {
    const char* path = std::getenv("PATH");
    ::setenv("PATH", absl::StrCat(path == nullptr ? "" : path, ":/usr/sbin:/sbin").c_str(), 1);
    ::execlp(program, program, "-q", force, image.c_str(), nullptr);
    return 127;
  });
}

// Whether `device`, which seemed free, now is that of `image`, until nobody uses it any more.
bool Attach(int device, int image) {
  loop_config config = {};
  config.fd = static_cast<__u32>(image);
  config.info.lo_flags = LO_FLAGS_AUTOCLEAR;
  return ::ioctl(device, LOOP_CONFIGURE, &config) == 0;
}

}  // namespace

absl::string_view LoopDiskKindName(LoopDisk::Kind kind) { return kind == LoopDisk::Kind::kExt4 ? "ext4" : "xfs"; }

absl::StatusOr<std::unique_ptr<LoopDisk>> LoopDisk::Make(Kind kind) {
  if (::geteuid() != 0) return absl::UnavailableError("no power can be cut here: only root may mount file systems");
  std::unique_ptr<LoopDisk> disk(new LoopDisk(kind));
  const bool is_ext4 = kind == Kind::kExt4;
  const std::string program = absl::StrCat("mkfs.", LoopDiskKindName(kind));
  if (!IsAlone()) return CannotBecause("this process may have no mounts of its own");
  const std::string image = disk->scratch_.File("image");
  disk->image_ = ::open(image.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (disk->image_ < 0 || ::ftruncate(disk->image_, kBytes) != 0) return CannotBecause("making an image");
  const bool is_made = MakeFileSystem(program.c_str(), is_ext4 ? "-F" : "-f", image) == 0;
  ::unlink(image.c_str());
  if (!is_made)
    return absl::UnavailableError(absl::StrCat("no power can be cut here: ", program, " is missing, or failed"));
  if (::mkdir(disk->path_.c_str(), 0700) != 0) return CannotBecause("making a directory");
  if (absl::Status mounted = disk->Mount(); !mounted.ok()) return mounted;
  return disk;
}

LoopDisk::~LoopDisk() {
  ::umount2(path_.c_str(), MNT_DETACH);
  if (image_ >= 0) ::close(image_);
}

absl::Status LoopDisk::Mount() {
  const OpenFile control("/dev/loop-control", O_RDWR);
  if (control.fd() < 0) return CannotBecause("/dev/loop-control");
  for (int i = 0; i < kLoopAttempts; ++i) {
    const int number = ::ioctl(control.fd(), LOOP_CTL_GET_FREE);
    const std::string path = absl::StrCat("/dev/loop", number);
    const OpenFile device(path, O_RDWR);
    if (device.fd() < 0 || !Attach(device.fd(), image_)) continue;
    const std::string kind(LoopDiskKindName(kind_));
    if (::mount(path.c_str(), path_.c_str(), kind.c_str(), 0, nullptr) == 0) return absl::OkStatus();
    return CannotBecause(absl::StrCat("mounting ", kind));
  }
  return CannotBecause("no loop device is free");
}

void LoopDisk::CutPower(Cut cut) {
  const OpenFile root(path_, O_RDONLY);
  const auto flags = static_cast<__u32>(cut);
  TRANCHE_CHECK(::ioctl(root.fd(), FS_IOC_SHUTDOWN, &flags) == 0, "FS_IOC_SHUTDOWN: error ", errno);
}

void LoopDisk::ComeBack() {
  TRANCHE_CHECK(::umount(path_.c_str()) == 0, "umount: error ", errno);
  const absl::Status mounted = Mount();
  TRANCHE_CHECK(mounted.ok(), mounted.ToString());
}

}  // namespace tranche
