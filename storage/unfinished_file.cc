#include "storage/unfinished_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "events/refusal.h"
#include "storage/durable.h"
#include "storage/enclosing_ledger.h"
#include "storage/system_error.h"

namespace tranche::storage {
namespace {

namespace fs = std::filesystem;

std::string GrowingPath(const std::string& path) { return path + ".unfinished"; }

absl::Status Failure(absl::string_view what, const std::string& path) { return SystemError(errno, what, path); }

}  // namespace

absl::StatusOr<UnfinishedFile> UnfinishedFile::Create(const std::string& path, mode_t mode) {
  if (absl::Status outside = CheckOutsideLedgers(path); !outside.ok()) return outside;
  std::error_code ignored;
  if (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored))
    return Refuse(absl::StatusCode::kFailedPrecondition, "output.no-file",
                  "{path} is there and is no file; name a file, or - for standard output", {TextField("path", path)});
  const int file = ::open(GrowingPath(path).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0) return Failure("cannot make", GrowingPath(path));
  return UnfinishedFile(path, file);
}

UnfinishedFile::UnfinishedFile(UnfinishedFile&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}

UnfinishedFile::~UnfinishedFile() {
  if (file_ < 0) return;
  ::close(file_);
  ::unlink(GrowingPath(path_).c_str());
}

absl::Status UnfinishedFile::Append(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failure("cannot write to", GrowingPath(path_));
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status UnfinishedFile::Finish() {
  if (::fsync(file_) != 0) return Failure("cannot sync", GrowingPath(path_));
  if (std::rename(GrowingPath(path_).c_str(), path_.c_str()) != 0) return Failure("cannot name", path_);
  ::close(std::exchange(file_, -1));
  const std::string above = fs::absolute(path_).parent_path().string();
  const int error = MakeDurable(above);
  return error == 0 ? absl::OkStatus() : SystemError(error, "cannot sync", above);
}

}  // namespace tranche::storage
