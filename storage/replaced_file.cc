#include "storage/replaced_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "storage/system_error.h"

namespace tranche::storage {
namespace {

// 0 or an errno.
int SyncAndClose(int fd, bool is_written) {
  const int error = is_written && ::fsync(fd) == 0 ? 0 : errno;
  ::close(fd);
  return error;
}

}  // namespace

absl::Status ReplaceFile(const std::string& path, absl::string_view content) {
  const std::string unfinished = path + ".new";
  const int file = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return WriteError(errno, "cannot make", unfinished);
  errno = ENOSPC;  // of a short write, which sets none
  const bool is_written = ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size());
  if (const int error = SyncAndClose(file, is_written); error != 0)
    return WriteError(error, "cannot write", unfinished);
  if (std::rename(unfinished.c_str(), path.c_str()) != 0) return WriteError(errno, "cannot name", path);
  const std::string above = std::filesystem::path(path).parent_path().string();
  const int directory = ::open(above.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return WriteError(errno, "cannot open", above);
  const int error = SyncAndClose(directory, true);
  return error == 0 ? absl::OkStatus() : WriteError(error, "cannot sync", above);
}

}  // namespace tranche::storage
