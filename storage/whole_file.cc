#include "storage/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "storage/system_error.h"

namespace tranche::storage {
namespace {

absl::Status ReadError(const std::string& path, int error) {
  const bool is_denied = error == EACCES || error == EPERM;
  return SystemError(is_denied ? absl::StatusCode::kPermissionDenied : absl::StatusCode::kUnavailable, error,
                     "cannot read", path);
}

absl::Status IsADevice(const std::string& path) {
  return Refuse(absl::StatusCode::kInvalidArgument, "file.is-a-device", "{path} is a device, wanted a file or a pipe",
                {TextField("path", path)});
}

absl::Status TooLarge(const std::string& path, size_t bytes_max) {
  return Adding(Refuse(absl::StatusCode::kInvalidArgument, "file.too-large", "{path} has more than {most} bytes",
                       {TextField("path", path), NumberField("most", bytes_max)}),
                "split it");
}

}  // namespace

absl::StatusOr<std::optional<std::string>> ReadWholeFile(const std::string& path, size_t bytes_max) {
  // A device may have no end, and what opening it does is its own affair.
  struct stat found {};
  if (::stat(path.c_str(), &found) == 0 && (S_ISCHR(found.st_mode) || S_ISBLK(found.st_mode))) return IsADevice(path);
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return std::optional<std::string>();
  if (fd < 0) return ReadError(path, errno);
  std::string content;
  char buffer[1 << 16];
  ssize_t got = 0;
  // One byte more than may be shows that there are too many.
  const auto wanted = [&] { return std::min(sizeof(buffer) - 1, bytes_max - content.size()) + 1; };
  while (content.size() <= bytes_max && (got = ::read(fd, buffer, wanted())) > 0)
    content.append(buffer, static_cast<size_t>(got));
  const int error = got < 0 ? errno : 0;
  ::close(fd);
  if (error != 0) return ReadError(path, error);
  if (content.size() > bytes_max) return TooLarge(path, bytes_max);
  return std::optional<std::string>(std::move(content));
}

absl::StatusOr<std::string> ReadExistingFile(const std::string& path, size_t bytes_max) {
  absl::StatusOr<std::optional<std::string>> content = ReadWholeFile(path, bytes_max);
  if (!content.ok()) return content.status();
  if (!content->has_value())
    return Refuse(absl::StatusCode::kNotFound, "file.none", "there is no file {path}", {TextField("path", path)});
  return **std::move(content);
}

}  // namespace tranche::storage
