#include "tests/faults/faulty_disk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "tests/faults/system_calls.h"

namespace tranche {
namespace {

std::atomic<FaultyDisk*> attached{nullptr};

int Fail(int error) {
  errno = error;
  return -1;
}

}  // namespace

void FaultyDisk::Attach(const std::string& root, const std::string& graveyard, const FaultPlan& plan,
                        InjectedFault* injected) {
  attached = new FaultyDisk(root, graveyard, plan, injected);
}

FaultyDisk* FaultyDisk::Attached() { return attached; }

FaultyDisk::FaultyDisk(const std::string& root, const std::string& graveyard, const FaultPlan& plan,
                       InjectedFault* injected)
    : root_(root), plan_(plan), injected_(injected), random_(plan.seed), unsynced_(graveyard) {}

bool FaultyDisk::IsBelow(const char* path) const {
  const absl::string_view all = path;
  return absl::StartsWith(all, root_) && (all.size() == root_.size() || all[root_.size()] == '/');
}

bool FaultyDisk::IsWatched(int fd) {
  const std::lock_guard<std::mutex> lock(mutex_);
  return paths_.contains(fd);
}

bool FaultyDisk::IsPlanned(const std::string& path) {
  const FileKind kind = FileKindOf(path);
  return kind != FileKind::kOther && (plan_.kind == FileKind::kOther || plan_.kind == kind);
}

// True if this is the operation that must fail; that is then recorded.
bool FaultyDisk::Meets(Fault fault, const char* operation, const std::string& path) {
  if (plan_.fault != fault || !IsPlanned(path)) return false;
  injected_->number = ++counted_;
  if (counted_ != plan_.number) return false;
  std::snprintf(injected_->operation, sizeof(injected_->operation), "%s", operation);
  std::snprintf(injected_->file, sizeof(injected_->file), "%s", path.substr(root_.size()).c_str());
  injected_->happened = true;
  return true;
}

void FaultyDisk::MaybeCutPower(const char* operation, const std::string& path) {
  if (Meets(Fault::kPowerCut, operation, path)) CutPowerNow();
}

void FaultyDisk::CutPower() {
  const std::lock_guard<std::mutex> lock(mutex_);
  CutPowerNow();
}

void FaultyDisk::CutPowerNow() {
  injected_->changes_lost = unsynced_.CutPower(&random_, plan_.leaves_zeros);
  ::_exit(kPowerWasCut);
}

bool FaultyDisk::IsFull(const char* operation, const std::string& path) {
  if (FileKindOf(path) == FileKind::kOther) return false;
  if (!is_full_) is_full_ = Meets(Fault::kFullDisk, operation, path);
  return is_full_;
}

int FaultyDisk::Open(const char* path, int flags, mode_t mode) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const bool is_there = ::access(path, F_OK) == 0;
  const bool makes = (flags & O_CREAT) != 0 && !is_there;
  if (makes) {
    MaybeCutPower("create", path);
    if (IsFull("create", path)) return Fail(ENOSPC);
  }
  const int fd = system_calls::Open(path, flags & ~O_TRUNC, mode);
  if (fd < 0) return fd;
  paths_[fd] = path;
  if (makes) unsynced_.AfterCreate(path);
  if ((flags & O_TRUNC) != 0 && is_there) {
    unsynced_.BeforeTruncate(fd, 0);
    (void)system_calls::Ftruncate(fd, 0);
  }
  return fd;
}

int FaultyDisk::Close(int fd) {
  const std::lock_guard<std::mutex> lock(mutex_);
  paths_.erase(fd);
  return system_calls::Close(fd);
}

ssize_t FaultyDisk::WriteSome(int fd, const void* bytes, size_t count, std::optional<off_t> offset) {
  const off_t start = offset ? *offset : ::lseek(fd, 0, SEEK_CUR);
  if (count > 0) unsynced_.BeforeWrite(fd, static_cast<uint64_t>(start), count);
  return offset ? system_calls::Pwrite(fd, bytes, count, *offset) : system_calls::Write(fd, bytes, count);
}

ssize_t FaultyDisk::Write(int fd, const void* bytes, size_t count, std::optional<off_t> offset) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::string& path = paths_[fd];
  if (FileKindOf(path) == FileKind::kOther) return WriteSome(fd, bytes, count, offset);
  MaybeCutPower("write", path);
  if (Meets(Fault::kFailedWrite, "write", path)) return Fail(EIO);
  if (Meets(Fault::kShortWrite, "write", path)) return WriteSome(fd, bytes, PartOf(count), offset);
  struct stat found {};
  const bool grows = ::fstat(fd, &found) == 0 && (!offset || *offset + static_cast<off_t>(count) > found.st_size);
  const bool was_full = is_full_;
  if (!grows || !IsFull("write", path)) return WriteSome(fd, bytes, count, offset);
  const size_t room = was_full ? 0 : PartOf(count);
  return room == 0 ? Fail(ENOSPC) : WriteSome(fd, bytes, room, offset);
}

// The real file system need not sync: only the process ends, not the machine.
int FaultyDisk::Sync(int fd) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::string& path = paths_[fd];
  MaybeCutPower("sync", path);
  if (Meets(Fault::kFailedSync, "sync", path)) {
    unsynced_.SyncFailed(fd);
    return Fail(EIO);
  }
  unsynced_.Synced(fd);
  return 0;
}

int FaultyDisk::Truncate(int fd, off_t size) {
  const std::lock_guard<std::mutex> lock(mutex_);
  MaybeCutPower("truncate", paths_[fd]);
  unsynced_.BeforeTruncate(fd, static_cast<uint64_t>(size));
  return system_calls::Ftruncate(fd, size);
}

int FaultyDisk::Allocate(int fd, int mode, off_t offset, off_t count) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (IsFull("allocate", paths_[fd])) return Fail(ENOSPC);
  struct stat found {};
  const bool grows = ::fstat(fd, &found) == 0 && (mode & FALLOC_FL_KEEP_SIZE) == 0 && offset + count > found.st_size;
  if (grows) unsynced_.BeforeTruncate(fd, static_cast<uint64_t>(offset + count));
  return system_calls::Fallocate(fd, mode, offset, count);
}

int FaultyDisk::Unlink(const char* path) {
  const std::lock_guard<std::mutex> lock(mutex_);
  MaybeCutPower("unlink", path);
  unsynced_.BeforeUnlink(path);
  return system_calls::Unlink(path);
}

int FaultyDisk::MakeDirectory(const char* path, mode_t mode) {
  const std::lock_guard<std::mutex> lock(mutex_);
  MaybeCutPower("mkdir", path);
  if (IsFull("mkdir", path)) return Fail(ENOSPC);
  const int made = system_calls::Mkdir(path, mode);
  if (made == 0) unsynced_.AfterCreate(path);
  return made;
}

int FaultyDisk::Rename(const char* from, const char* to) {
  const std::lock_guard<std::mutex> lock(mutex_);
  MaybeCutPower("rename", to);
  unsynced_.BeforeRename(from, to);
  return system_calls::Rename(from, to);
}

int FaultyDisk::Link(const char* from, const char* to) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const int made = system_calls::Link(from, to);
  if (made == 0) unsynced_.AfterCreate(to);
  return made;
}

}  // namespace tranche
