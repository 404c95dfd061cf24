#include "tests/faults/unsynced_changes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "tests/faults/system_calls.h"

namespace tranche {
namespace {

constexpr uint64_t kSectorBytes = 512;

struct stat StatOf(int fd) {
  struct stat found {};
  TRANCHE_CHECK(::fstat(fd, &found) == 0, "fstat of ", fd);
  return found;
}

// How many of the first `changes` survive: none, all, or some.
size_t PickSurvivors(size_t changes, std::mt19937_64* random) {
  switch ((*random)() % 4) {
    case 0:
      return 0;
    case 1:
      return changes;
    default:
      return (*random)() % (changes + 1);
  }
}

std::string ParentOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

}  // namespace

UnsyncedChanges::File& UnsyncedChanges::FileOf(int fd) {
  File& file = files_[StatOf(fd).st_ino];
  if (file.fd < 0) file.fd = system_calls::Open(absl::StrCat("/proc/self/fd/", fd).c_str(), O_RDWR | O_CLOEXEC, 0);
  TRANCHE_CHECK(file.fd >= 0, "cannot open a file again");
  return file;
}

UnsyncedChanges::NameChanges& UnsyncedChanges::NamesBeside(const std::string& path) {
  struct stat found {};
  TRANCHE_CHECK(::stat(ParentOf(path).c_str(), &found) == 0, "stat of the directory of ", path);
  return directories_[found.st_ino];
}

void UnsyncedChanges::BeforeWrite(int fd, uint64_t offset, uint64_t bytes) {
  File& file = FileOf(fd);
  ByteChange change{offset, bytes, static_cast<uint64_t>(StatOf(fd).st_size), ""};
  if (offset < change.size_before) {
    change.bytes_before.resize(std::min(bytes, change.size_before - offset));
    const ssize_t got =
        ::pread(file.fd, change.bytes_before.data(), change.bytes_before.size(), static_cast<off_t>(offset));
    TRANCHE_CHECK(got == static_cast<ssize_t>(change.bytes_before.size()), "cannot read what is to be overwritten");
  }
  file.changes.push_back(std::move(change));
}

void UnsyncedChanges::BeforeTruncate(int fd, uint64_t size) {
  const auto size_before = static_cast<uint64_t>(StatOf(fd).st_size);
  if (size < size_before) BeforeWrite(fd, size, size_before - size);
  if (size > size_before) BeforeWrite(fd, size_before, size - size_before);
}

void UnsyncedChanges::AfterCreate(const std::string& path) { NamesBeside(path).push_back({"", path, ""}); }

void UnsyncedChanges::BeforeUnlink(const std::string& path) {
  std::string grave = Bury(path);
  if (!grave.empty()) NamesBeside(path).push_back({path, "", std::move(grave)});
}

void UnsyncedChanges::BeforeRename(const std::string& from, const std::string& to) {
  NamesBeside(to).push_back({from, to, Bury(to)});
}

// Creates a second hard link to the file, so that the first name can be restored; empty if there is no such file.
std::string UnsyncedChanges::Bury(const std::string& path) {
  std::string grave = absl::StrCat(graveyard_, "/", ++graves_);
  return system_calls::Link(path.c_str(), grave.c_str()) == 0 ? grave : std::string();
}

void UnsyncedChanges::Synced(int fd) {
  const ino_t inode = StatOf(fd).st_ino;
  const auto file = files_.find(inode);
  if (file != files_.end() && !file->second.never_durable) file->second.changes.clear();
  directories_.erase(inode);
}

void UnsyncedChanges::SyncFailed(int fd) {
  if (!S_ISDIR(StatOf(fd).st_mode)) FileOf(fd).never_durable = true;
}

void UnsyncedChanges::Undo(const File& file, const ByteChange& change, uint64_t bytes_kept, bool leaves_zeros) {
  const std::string& before = change.bytes_before;
  if (bytes_kept < before.size()) {
    (void)system_calls::Pwrite(file.fd, before.data() + bytes_kept, before.size() - bytes_kept,
                               static_cast<off_t>(change.offset + bytes_kept));
  }
  const uint64_t size_after = static_cast<uint64_t>(StatOf(file.fd).st_size);
  const uint64_t kept_end = bytes_kept == 0 ? change.size_before : change.offset + bytes_kept;
  (void)system_calls::Ftruncate(file.fd, static_cast<off_t>(std::max(change.size_before, kept_end)));
  if (leaves_zeros) (void)system_calls::Ftruncate(file.fd, static_cast<off_t>(size_after));
}

uint64_t UnsyncedChanges::CutFile(File* file, std::mt19937_64* random, bool leaves_zeros) {
  size_t kept = PickSurvivors(file->changes.size(), random);
  const uint64_t lost = file->changes.size() - kept;
  if (lost == 0) return 0;
  const bool zeros = leaves_zeros && (*random)() % 2 == 0;
  for (size_t i = file->changes.size(); --i > kept;) Undo(*file, file->changes[i], 0, zeros);
  const ByteChange& torn = file->changes[kept];
  uint64_t bytes_kept = (*random)() % (torn.bytes + 1);
  if ((*random)() % 2 == 0) {
    const uint64_t end = torn.offset + bytes_kept;
    bytes_kept = std::max(end - end % kSectorBytes, torn.offset) - torn.offset;
  }
  // Bytes within one sector are overwritten atomically.
  const bool is_one_sector = torn.offset / kSectorBytes == (torn.offset + torn.bytes - 1) / kSectorBytes;
  if (is_one_sector && torn.bytes_before.size() == torn.bytes) bytes_kept = 0;
  Undo(*file, torn, bytes_kept, zeros);
  return lost;
}

void UnsyncedChanges::Undo(const NameChange& change) {
  if (!change.made.empty() && !change.removed.empty()) {
    (void)system_calls::Rename(change.made.c_str(), change.removed.c_str());
  } else if (!change.made.empty() && system_calls::Unlink(change.made.c_str()) != 0) {
    // A directory is moved with its content.
    (void)system_calls::Rename(change.made.c_str(), absl::StrCat(graveyard_, "/", ++graves_).c_str());
  }
  const std::string& named = change.made.empty() ? change.removed : change.made;
  if (!change.grave.empty()) (void)system_calls::Link(change.grave.c_str(), named.c_str());
}

uint64_t UnsyncedChanges::CutNames(const NameChanges& changes, std::mt19937_64* random) {
  const size_t kept = PickSurvivors(changes.size(), random);
  for (size_t i = changes.size(); i-- > kept;) Undo(changes[i]);
  return changes.size() - kept;
}

uint64_t UnsyncedChanges::CutPower(std::mt19937_64* random, bool leaves_zeros) {
  uint64_t lost = 0;
  for (auto& [inode, file] : files_) lost += CutFile(&file, random, leaves_zeros);
  for (const auto& [inode, changes] : directories_) lost += CutNames(changes, random);
  return lost;
}

}  // namespace tranche
