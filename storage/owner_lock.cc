#include "storage/owner_lock.h"

#include <fcntl.h>
#include <sys/file.h>
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
#include "absl/types/span.h"
#include "events/refusal.h"
#include "events/system_reason.h"
#include "storage/anchored_path.h"
#include "storage/network_file_system.h"
#include "storage/system_error.h"
#include "storage/whole_file.h"

namespace tranche::storage {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(20);
constexpr size_t kCommandBytesMax = 100;
// Longer than a tick of any file system's clock: what changes after this long changes the time, too.
constexpr absl::Duration kTickMax = absl::Seconds(3);

// The PID namespace in which process ids are meaningful: a container's are not those of its host.
std::string ProcessNamespace() {
  std::array<char, 64> name;
  const ssize_t size = ::readlink("/proc/self/ns/pid", name.data(), name.size());
  return size < 0 ? "" : std::string(name.data(), static_cast<size_t>(size));
}

// Without the note a message may lack the holder, but the ledger opens all the same: failures are ignored.
void WriteNote(int directory) {
  const int fd = ::openat(directory, kLockNote.data(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return;
  const std::string note = absl::StrCat(::getpid(), "\n", ProcessNamespace(), "\n");
  if (::write(fd, note.data(), note.size()) < 0) ::unlinkat(directory, kLockNote.data(), 0);
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
  const auto note = ReadWholeFile(absl::StrCat(directory, "/", kLockNote));
  if (!note.ok() || !note->has_value()) return holder;
  const std::vector<absl::string_view> lines = absl::StrSplit(**note, '\n');
  if (lines.size() != 3 || lines[1] != absl::string_view(ProcessNamespace())) return holder;
  if (absl::SimpleAtoi(lines[0], &holder.process_id)) holder.command = CommandOf(holder.process_id);
  return holder;
}

// Returns 0 when `fd` is locked, EWOULDBLOCK when another process has it locked still at `end`, or the errno for which
// it cannot be.
int LockBy(int fd, absl::Time end) {
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    if (error == EINTR) continue;
    if (error != EWOULDBLOCK || absl::Now() >= end) return error;
    absl::SleepFor(kPause);
  }
  return 0;
}

absl::Status NoLocks(int error, const std::string& directory) {
  return Refuse(absl::StatusCode::kUnavailable, "ledger.no-locks",
                "the file system of {directory} gives no locks: {reason}; nothing was written, because a second writer "
                "could not be kept away; move the ledger to a disk of this machine",
                {TextField("directory", directory), SystemReason("reason", error)});
}

absl::Status NotInPlace(const std::string& path) {
  return Refuse(absl::StatusCode::kFailedPrecondition, "ledger.not-in-place",
                "{path} is no longer what this process has opened and locked: it was moved, removed or replaced, and "
                "another process may be writing to what is there now",
                {TextField("path", path)});
}

}  // namespace

absl::StatusOr<OwnerLock> OwnerLock::Take(const std::string& directory, absl::Duration wait, Holder* holder) {
  const absl::Time end = absl::Now() + wait;
  while (true) {
    const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return SystemError(absl::StatusCode::kUnavailable, errno, "cannot open", directory);
    OwnerLock lock(fd, directory);
    const int error = LockBy(fd, end);
    if (error == EWOULDBLOCK) {
      *holder = HolderOf(directory);
      return Refuse(absl::StatusCode::kUnavailable, "ledger.held", "{directory} is open for writing already",
                    {TextField("directory", directory)});
    }
    if (error != 0) return NoLocks(error, directory);
    // Its former holder may have removed it, and another process made it again.
    if (!lock.CheckInPlace().ok()) continue;
    WriteNote(fd);
    lock.has_note_ = true;
    return lock;
  }
}

OwnerLock::OwnerLock(int fd, const std::string& directory)
    : fd_(fd), place_(AnchoredPath(fd, directory)), network_file_system_(NetworkFileSystemOf(fd)) {
  watched_.push_back({directory, FileIdentity::Of(fd).value_or(FileIdentity()), fd});
}

absl::Status OwnerLock::Watch(absl::string_view name) {
  const std::string path = absl::StrCat(watched_.front().path, "/", name);
  const int fd = ::openat(fd_, std::string(name).c_str(), O_PATH | O_CLOEXEC);
  if (fd < 0) return SystemError(errno, "cannot open", path);
  watched_.push_back({path, FileIdentity::Of(fd).value_or(FileIdentity()), fd});
  settled_ = kNotSettled;
  return absl::OkStatus();
}

absl::Status OwnerLock::CheckInPlace() const {
  const Watched& directory = watched_.front();
  const absl::Time now = absl::Now();
  absl::Time changed;
  if (FileIdentity::At(directory.path, &changed) != directory.identity) return NotInPlace(directory.path);
  if (absl::ToUnixNanos(changed) == settled_) return absl::OkStatus();
  for (const Watched& each : absl::MakeConstSpan(watched_).subspan(1)) {
    if (FileIdentity::At(each.path) != each.identity) return NotInPlace(each.path);
  }
  // The clock of another machine tells nothing about the time here.
  if (network_file_system_.empty() && now - changed > kTickMax) settled_ = absl::ToUnixNanos(changed);
  return absl::OkStatus();
}

OwnerLock::OwnerLock(OwnerLock&& other) noexcept { *this = std::move(other); }

OwnerLock& OwnerLock::operator=(OwnerLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(has_note_, other.has_note_);
  std::swap(place_, other.place_);
  std::swap(network_file_system_, other.network_file_system_);
  std::swap(watched_, other.watched_);
  settled_ = other.settled_.exchange(settled_);
  return *this;
}

OwnerLock::~OwnerLock() {
  if (has_note_) ::unlinkat(fd_, kLockNote.data(), 0);
  for (const Watched& each : watched_) ::close(each.fd);
}

}  // namespace tranche::storage
