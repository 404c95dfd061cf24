#include "storage/scratch_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "storage/file_identity.h"
#include "storage/system_error.h"

namespace tranche::storage {
namespace {

namespace fs = std::filesystem;

// Another process may remove the directory after we create it and before we lock
// it.
constexpr int kAttempts = 10;

absl::Status Failure(int error, absl::string_view what, const std::string& path) {
  if (error == EWOULDBLOCK)
    return Refuse(absl::StatusCode::kUnavailable, "scratch.in-use",
                  "another process works in {path}; wait for it to end, then retry", {TextField("path", path)});
  return SystemError(error, what, path);
}

// The locked directory, or -1 if it was removed in the meantime.
absl::StatusOr<int> MakeAndLock(const std::string& path) {
  if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) return Failure(errno, "cannot make", path);
  const int directory = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0 && errno == ENOENT) return -1;
  if (directory < 0 && errno == ENOTDIR)
    return Refuse(absl::StatusCode::kAlreadyExists, "scratch.is-a-file",
                  "there is a file at {path}, where a directory is needed temporarily; move it, then retry",
                  {TextField("path", path)});
  if (directory < 0) return Failure(errno, "cannot open", path);
  const int error = ::flock(directory, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
  if (error == 0 && FileIdentity::At(path) == FileIdentity::Of(directory)) return directory;
  ::close(directory);
  if (error != 0) return Failure(error, "cannot lock", path);
  return -1;
}

// We may remove only a directory that has the mark.
absl::Status CheckIsOurs(const std::string& path) {
  std::error_code error;
  if (fs::exists(ScratchMarkPath(path), error) || fs::is_empty(path, error)) return absl::OkStatus();
  if (error) return Failure(error.value(), "cannot look into", path);
  return Refuse(absl::StatusCode::kAlreadyExists, "scratch.occupied",
                "there is something at {path}, which is needed temporarily; move it, or remove it if nobody needs it, "
                "then retry",
                {TextField("path", path)});
}

absl::Status Mark(const std::string& path) {
  const int mark = ::open(ScratchMarkPath(path).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (mark < 0) return Failure(errno, "cannot make", ScratchMarkPath(path));
  ::close(mark);
  return absl::OkStatus();
}

// The mark is removed last, so that an interrupted removal can be resumed.
absl::Status RemoveContent(const std::string& path) {
  std::error_code error;
  for (fs::directory_iterator entry(path, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (!error && entry->path().filename() != "SCRATCH") fs::remove_all(entry->path(), error);
    if (error) break;
  }
  return error ? Failure(error.value(), "cannot empty", path) : absl::OkStatus();
}

}  // namespace

std::string ScratchMarkPath(const std::string& path) { return path + "/SCRATCH"; }

absl::StatusOr<ScratchDirectory> ScratchDirectory::Create(const std::string& path) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const absl::StatusOr<int> lock = MakeAndLock(path);
    if (!lock.ok()) return lock.status();
    if (*lock < 0) continue;
    absl::Status made = CheckIsOurs(path);
    if (made.ok()) made = Mark(path);
    if (!made.ok()) ::close(*lock);
    if (!made.ok()) return made;
    ScratchDirectory directory(path, *lock);
    if (absl::Status removed = RemoveContent(path); !removed.ok()) return removed;
    return directory;
  }
  return Failure(EWOULDBLOCK, "", path);
}

ScratchDirectory::ScratchDirectory(ScratchDirectory&& other) noexcept
    : path_(std::exchange(other.path_, std::string())), lock_(std::exchange(other.lock_, -1)) {}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;  // the next one tries again
  if (!path_.empty() && RemoveContent(path_).ok()) fs::remove_all(path_, ignored);
  if (lock_ >= 0) ::close(lock_);
}

}  // namespace tranche::storage
