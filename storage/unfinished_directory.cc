#include "storage/unfinished_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "events/refusal.h"
#include "storage/directory.h"
#include "storage/enclosing_ledger.h"
#include "storage/system_error.h"

namespace tranche::storage {
namespace {

namespace fs = std::filesystem;

// "ledgers/a/" names the directory "a", not an unnamed entry inside it.
std::string AbsoluteName(const std::string& path) {
  const fs::path name = fs::absolute(path).lexically_normal();
  return name.has_filename() ? name.string() : name.parent_path().string();
}

absl::Status Sync(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const int error = file >= 0 && ::fsync(file) == 0 ? 0 : errno;
  if (file >= 0) ::close(file);
  return error == 0 ? absl::OkStatus() : SystemError(error, "cannot sync", path);
}

absl::Status SyncTree(const std::string& path) {
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
    if (absl::Status synced = Sync(entry.path().string()); !synced.ok()) return synced;
  }
  if (error) return SystemError(error.value(), "cannot list", path);
  return Sync(path);
}

}  // namespace

absl::StatusOr<UnfinishedDirectory> UnfinishedDirectory::Create(const std::string& path) {
  const std::string name = AbsoluteName(path);
  std::error_code error;
  if (fs::exists(fs::symlink_status(name, error)))
    return Refuse(absl::StatusCode::kAlreadyExists, "output.exists",
                  "there is something at {path} already; name a place where nothing is with --ledger",
                  {TextField("path", path)});
  if (absl::Status outside = CheckOutsideLedgers(name); !outside.ok()) return outside;
  fs::create_directories(fs::path(name).parent_path(), error);
  if (error) return SystemError(error.value(), "cannot make the directory above", path);
  absl::StatusOr<ScratchDirectory> scratch = ScratchDirectory::Create(name + ".unfinished");
  if (!scratch.ok()) return scratch.status();
  return UnfinishedDirectory(*std::move(scratch), name);
}

absl::Status UnfinishedDirectory::Finish() {
  absl::Status done = SyncTree(path());
  if (done.ok()) done = MarkComplete(path());
  if (done.ok()) done = scratch_.KeepAs(name_);
  if (done.ok()) done = Sync(fs::path(name_).parent_path().string());
  return done;
}

}  // namespace tranche::storage
