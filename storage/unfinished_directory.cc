#include "storage/unfinished_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/time/clock.h"
#include "events/refusal.h"
#include "storage/directory.h"
#include "storage/durable.h"
#include "storage/lock_to_write.h"
#include "storage/system_error.h"

namespace tranche::storage {
namespace {

namespace fs = std::filesystem;

absl::Status Sync(const std::string& path) {
  const int error = MakeDurable(path);
  return error == 0 ? absl::OkStatus() : WriteError(error, "cannot sync", path);
}

// Removes what is in the directory but the mark and the note of its holder.
absl::Status RemoveContent(const std::string& place) {
  std::error_code error;
  std::vector<fs::path> entries;
  for (fs::directory_iterator entry(place, error); !error && entry != fs::directory_iterator(); entry.increment(error))
    entries.push_back(entry->path());
  for (const fs::path& entry : entries) {
    const std::string name = entry.filename().string();
    if (!error && name != kUnfinishedName && name != kLockNote) fs::remove_all(entry, error);
  }
  return error ? WriteError(error.value(), "cannot empty", place) : Sync(place);
}

// The mark has what FORMAT will have.
absl::Status Mark(const std::string& place, const LedgerFormat& format) {
  const std::string path = UnfinishedPath(place);
  const std::string content = FormatText(format);
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return WriteError(errno, "cannot make", path);
  const bool is_written = ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size());
  const int error = is_written && ::fsync(file) == 0 ? 0 : errno;
  ::close(file);
  return error == 0 ? Sync(place) : WriteError(error, "cannot write", path);
}

}  // namespace

// Another one that was to make a ledger there and failed may remove the directory meanwhile, as long as it is empty:
// then it is made again. Once it is locked it has the note of its holder.
absl::StatusOr<UnfinishedDirectory> UnfinishedDirectory::Create(const std::string& path, absl::Duration wait,
                                                                const LedgerFormat& format) {
  const absl::Time end = absl::Now() + wait;
  while (true) {
    const MissingDirectories missing(path);
    if (absl::Status made = MakeDirectory(path); !made.ok()) return made;
    absl::StatusOr<OwnerLock> lock = LockToMake(path, end - absl::Now(), wait);
    std::error_code error;
    if (!fs::exists(path, error) && !error) continue;
    if (!lock.ok()) missing.RemoveEmpty();
    if (!lock.ok()) return lock.status();
    if (absl::Status free = CheckStillFree(path); !free.ok()) {
      // WRITER may be all that tells what was cut off from the files of others: whoever asks next needs it too.
      const auto why = RefusalOf(free);
      if (why.has_value() && why->code() == "ledger.cut-off") lock->LeaveNote();
      return free;
    }
    UnfinishedDirectory directory(path, missing, *std::move(lock));
    absl::Status begun = Mark(directory.place(), format);
    if (begun.ok()) begun = RemoveContent(directory.place());
    if (!begun.ok()) return begun;
    return directory;
  }
}

UnfinishedDirectory::UnfinishedDirectory(UnfinishedDirectory&& other) noexcept
    : path_(std::exchange(other.path_, std::string())),
      missing_(other.missing_),
      lock_(std::move(other.lock_)),
      is_finished_(other.is_finished_) {}

UnfinishedDirectory::~UnfinishedDirectory() {
  if (path_.empty() || is_finished_) return;
  // What cannot be removed stays marked, and the next one tries again.
  if (!RemoveContent(place()).ok() || ::unlink(UnfinishedPath(place()).c_str()) != 0) return;
  ::unlink((place() + "/" + std::string(kLockNote)).c_str());
  missing_.RemoveEmpty();  // still under the lock: nobody else makes a ledger there
}

absl::Status UnfinishedDirectory::SyncAll() {
  std::error_code error;
  for (fs::recursive_directory_iterator entry(place(), error); !error && entry != fs::recursive_directory_iterator();
       entry.increment(error)) {
    if (absl::Status synced = Sync(entry->path().string()); !synced.ok()) return synced;
  }
  return error ? WriteError(error.value(), "cannot list", place()) : absl::OkStatus();
}

absl::Status UnfinishedDirectory::Finish() {
  if (absl::Status moved = lock_.CheckInPlace(); !moved.ok()) return moved;
  if (absl::Status synced = Sync(place()); !synced.ok()) return synced;
  if (std::rename(UnfinishedPath(place()).c_str(), FormatPath(place()).c_str()) != 0)
    return WriteError(errno, "cannot make", FormatPath(place()));
  is_finished_ = true;
  return Sync(place());
}

}  // namespace tranche::storage
