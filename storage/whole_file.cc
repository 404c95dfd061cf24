#include "storage/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

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

}  // namespace

absl::StatusOr<std::optional<std::string>> ReadWholeFile(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return std::optional<std::string>();
  if (fd < 0) return ReadError(path, errno);
  std::string content;
  char buffer[1 << 16];
  ssize_t got = 0;
  while ((got = ::read(fd, buffer, sizeof(buffer))) > 0) content.append(buffer, static_cast<size_t>(got));
  const int error = got < 0 ? errno : 0;
  ::close(fd);
  if (error != 0) return ReadError(path, error);
  return std::optional<std::string>(std::move(content));
}

absl::StatusOr<std::string> ReadExistingFile(const std::string& path) {
  absl::StatusOr<std::optional<std::string>> content = ReadWholeFile(path);
  if (!content.ok()) return content.status();
  if (!content->has_value())
    return Refuse(absl::StatusCode::kNotFound, "file.none", "there is no file {path}", {TextField("path", path)});
  return **std::move(content);
}

}  // namespace tranche::storage
