#include "storage/head_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "events/refusal.h"
#include "events/system_reason.h"
#include "storage/excerpt.h"
#include "storage/replaced_file.h"
#include "storage/system_error.h"
#include "storage/whole_file.h"

namespace tranche::storage {
namespace {

std::string HeadPath(const std::string& directory) { return absl::StrCat(directory, "/", kHeadName); }

std::string Content(uint64_t head) {
  const absl::Dec digits(head, absl::kZeroPad20);
  return absl::StrCat(digits, " ", digits, "\n");
}

absl::Status CannotWrite() {
  return Refuse(absl::StatusCode::kUnavailable, "head.not-written",
                "the batch is on disk, but HEAD could not be written: {reason}; retry with the same keys",
                {SystemReason("reason", errno)});
}

}  // namespace

absl::StatusOr<std::optional<uint64_t>> HeadFile::Read(const std::string& directory) {
  const std::string path = HeadPath(directory);
  const absl::StatusOr<std::optional<std::string>> stored = ReadWholeFile(path);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::optional<uint64_t>();
  const std::string& content = **stored;
  uint64_t head = 0;
  if (!absl::SimpleAtoi(absl::string_view(content).substr(0, 20), &head) || content != Content(head)) {
    return Adding(Refuse(absl::StatusCode::kDataLoss, "head.damaged",
                         "{path} is damaged: found {found}, wanted one sequence twice",
                         {TextField("path", path), TextField("found", Excerpt(content))}),
                  "compare the head of the log with what was acknowledged, then delete the file");
  }
  return std::optional<uint64_t>(head);
}

absl::StatusOr<HeadFile> HeadFile::OpenToWrite(const std::string& directory, uint64_t head_when_absent) {
  const std::string path = HeadPath(directory);
  int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) {
    // Later numbers overwrite bytes of one sector in place.
    const absl::Status made = ReplaceFile(path, Content(head_when_absent));
    if (!made.ok()) return WithCode(absl::StatusCode::kUnavailable, made);
    fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  }
  if (fd < 0) return SystemError(absl::StatusCode::kUnavailable, errno, "cannot open", path);
  return HeadFile(fd);
}

HeadFile::HeadFile(HeadFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

HeadFile& HeadFile::operator=(HeadFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

HeadFile::~HeadFile() {
  if (fd_ >= 0) ::close(fd_);
}

// A short write is completed and then synced: two different numbers would be taken for damage,
// and a power cut could bring them back.
absl::Status HeadFile::Write(uint64_t head) {
  const std::string content = Content(head);
  size_t done = 0;
  bool is_short = false;
  while (done < content.size()) {
    const ssize_t written = ::pwrite(fd_, content.data() + done, content.size() - done, static_cast<off_t>(done));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return CannotWrite();
    done += static_cast<size_t>(written);
    is_short = is_short || done < content.size();
  }
  return !is_short || ::fdatasync(fd_) == 0 ? absl::OkStatus() : CannotWrite();
}

}  // namespace tranche::storage
