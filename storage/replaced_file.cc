#include "storage/replaced_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "storage/durable.h"
#include "storage/system_error.h"

namespace tranche::storage {
absl::Status ReplaceFile(const std::string& path, absl::string_view content) {
  const std::string unfinished = path + ".new";
  const int file = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return WriteError(errno, "cannot make", unfinished);
  errno = ENOSPC;  // of a short write, which sets none
  const bool is_written = ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size());
  const bool is_synced = is_written && ::fsync(file) == 0;
  const int why = errno;
  ::close(file);
  if (!is_synced) return WriteError(why, "cannot write", unfinished);
  if (std::rename(unfinished.c_str(), path.c_str()) != 0) return WriteError(errno, "cannot name", path);
  const std::string above = std::filesystem::path(path).parent_path().string();
  const int error = MakeDurable(above);
  return error == 0 ? absl::OkStatus() : WriteError(error, "cannot sync", above);
}

}  // namespace tranche::storage
