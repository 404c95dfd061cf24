#include "storage/file_identity.h"

#include <sys/stat.h>

namespace tranche::storage {

std::optional<FileIdentity> FileIdentity::Of(int fd) {
  struct stat found {};
  if (::fstat(fd, &found) != 0) return std::nullopt;
  return FileIdentity{found.st_dev, found.st_ino};
}

std::optional<FileIdentity> FileIdentity::At(const std::string& path, absl::Time* changed) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  if (changed != nullptr) *changed = absl::TimeFromTimespec(found.st_ctim);
  return FileIdentity{found.st_dev, found.st_ino};
}

}  // namespace tranche::storage
