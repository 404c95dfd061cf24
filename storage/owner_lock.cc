#include "storage/owner_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "events/refusal.h"
#include "storage/system_error.h"
#include "storage/whole_file.h"

namespace tranche::storage {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(20);
constexpr size_t kCommandBytesMax = 100;

std::string NotePath(const std::string& directory) { return absl::StrCat(directory, "/", kLockNote); }

// The PID namespace in which process ids are meaningful: a container's are not those of its host.
std::string ProcessNamespace() {
  std::array<char, 64> name;
  const ssize_t size = ::readlink("/proc/self/ns/pid", name.data(), name.size());
  return size < 0 ? "" : std::string(name.data(), static_cast<size_t>(size));
}

// Without the note a message may lack the holder, but the ledger opens all the same: failures are ignored.
void WriteNote(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return;
  const std::string note = absl::StrCat(::getpid(), "\n", ProcessNamespace(), "\n");
  if (::write(fd, note.data(), note.size()) < 0) ::unlink(path.c_str());
  ::close(fd);
}

// Another user's process controls its command line, so only plain text of it may reach a terminal.
std::string CommandOf(int64_t process_id) {
  const auto read = ReadWholeFile(absl::StrCat("/proc/", process_id, "/cmdline"));
  if (!read.ok() || !read->has_value()) return "";
  std::string command = **read;
  while (!command.empty() && command.back() == '\0') command.pop_back();
  for (char& c : command) c = c == '\0' ? ' ' : absl::ascii_isprint(static_cast<unsigned char>(c)) ? c : '?';
  if (command.size() > kCommandBytesMax) command = command.substr(0, kCommandBytesMax - 3) + "...";
  return command;
}

OwnerLock::Holder HolderOf(const std::string& directory) {
  OwnerLock::Holder holder;
  holder.is_held = true;
  const auto note = ReadWholeFile(NotePath(directory));
  if (!note.ok() || !note->has_value()) return holder;
  const std::vector<absl::string_view> lines = absl::StrSplit(**note, '\n');
  if (lines.size() != 3 || lines[1] != absl::string_view(ProcessNamespace())) return holder;
  if (absl::SimpleAtoi(lines[0], &holder.process_id)) holder.command = CommandOf(holder.process_id);
  return holder;
}

}  // namespace

absl::StatusOr<OwnerLock> OwnerLock::Take(const std::string& directory, absl::Duration wait, Holder* holder) {
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return SystemError(absl::StatusCode::kUnavailable, errno, "cannot open", directory);
  OwnerLock lock(fd, "");
  const absl::Time end = absl::Now() + wait;
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return lock;
    if (absl::Now() >= end) {
      *holder = HolderOf(directory);
      return Refuse(absl::StatusCode::kUnavailable, "ledger.held", "{directory} is open for writing already",
                    {TextField("directory", directory)});
    }
    absl::SleepFor(kPause);
  }
  lock.note_ = NotePath(directory);
  WriteNote(lock.note_);
  return lock;
}

bool OwnerLock::IsOf(const std::string& directory) const {
  struct stat locked {};
  struct stat found {};
  return ::fstat(fd_, &locked) == 0 && ::stat(directory.c_str(), &found) == 0 && locked.st_dev == found.st_dev &&
         locked.st_ino == found.st_ino;
}

OwnerLock::OwnerLock(OwnerLock&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), note_(std::exchange(other.note_, "")) {}

OwnerLock& OwnerLock::operator=(OwnerLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(note_, other.note_);
  return *this;
}

OwnerLock::~OwnerLock() {
  if (!note_.empty()) ::unlink(note_.c_str());
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace tranche::storage
