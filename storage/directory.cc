#include "storage/directory.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "events/refusal.h"
#include "storage/durable.h"
#include "storage/enclosing_ledger.h"
#include "storage/format_file.h"
#include "storage/head_file.h"
#include "storage/missing_directories.h"
#include "storage/newest_log.h"
#include "storage/owner_lock.h"
#include "storage/scratch_directory.h"
#include "storage/system_error.h"

namespace tranche::storage {
namespace {

namespace fs = std::filesystem;

constexpr int kAttempts = 10;

// What was refused while a ledger was looked for, before anything is written.
absl::Status LookError(int error, absl::string_view what, absl::string_view path) {
  const bool is_forbidden = error == EACCES || error == EPERM;
  const auto code = is_forbidden ? absl::StatusCode::kPermissionDenied : absl::StatusCode::kUnavailable;
  const absl::Status refused = SystemError(code, error, what, path);
  return is_forbidden ? Adding(refused, "make it readable for this user, or name another --ledger") : refused;
}

// What was refused while a ledger was made or opened to write. what  as SystemError takes it.
absl::Status ErrnoStatus(int error, absl::string_view what, absl::string_view path) {
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
      return Adding(SystemError(absl::StatusCode::kPermissionDenied, error, what, path),
                    "nothing was written; make it writable for this user, or name another --ledger");
    case ENOSPC:
    case EDQUOT:
      return Adding(SystemError(absl::StatusCode::kResourceExhausted, error, what, path),
                    "nothing was written; free space and try again");
    case ENOENT:
      return SystemError(absl::StatusCode::kNotFound, error, what, path);
    default:
      return SystemError(absl::StatusCode::kUnavailable, error, what, path);
  }
}

// The directories that gain an entry when `path` is created.
std::vector<std::string> ParentsOfMissing(const std::string& path) {
  std::error_code error;
  std::vector<std::string> parents;
  fs::path missing = fs::absolute(path, error).lexically_normal();
  while (!error && !fs::exists(missing, error) && missing.has_relative_path()) {
    missing = missing.parent_path();
    parents.push_back(missing.string());
  }
  return parents;
}

absl::Status CheckFreeSpace(const std::string& path) {
  struct statvfs space {};
  if (::statvfs(path.c_str(), &space) != 0) return ErrnoStatus(errno, "cannot look at", path);
  const uint64_t free_bytes = static_cast<uint64_t>(space.f_bavail) * space.f_frsize;
  if (free_bytes >= kFreeBytesMin) return absl::OkStatus();
  return Refuse(
      absl::StatusCode::kResourceExhausted, "disk.full",
      "the disk of {path} is full: found {free} KiB free, wanted at least {wanted} KiB; nothing was written; "
      "free space and try again",
      {TextField("path", path), NumberField("free", free_bytes >> 10), NumberField("wanted", kFreeBytesMin >> 10)});
}

absl::Status MakeDirectories(const std::string& path) {
  const std::vector<std::string> parents = ParentsOfMissing(path);
  std::error_code error;
  fs::create_directories(path, error);
  if (error) {
    const absl::Status failed = ErrnoStatus(error.value(), "cannot create the directory", path);
    // It was there when it was to be made, and gone when it was looked at.
    return error == std::errc::file_exists ? WithCode(absl::StatusCode::kNotFound, failed) : failed;
  }
  for (const std::string& parent : parents) {
    if (const int failed = MakeDurable(parent); failed != 0) return ErrnoStatus(failed, "cannot sync", parent);
  }
  if (::access(path.c_str(), W_OK) != 0) return ErrnoStatus(errno, "cannot write to", path);
  return CheckFreeSpace(path);
}

// code  that of what was wanted: to make a ledger, or to open one.
absl::Status NotADirectory(absl::StatusCode code, const std::string& path) {
  return Refuse(code, "ledger.is-a-file", "{path} is a file; a ledger is a directory; name another with --ledger",
                {TextField("path", path)});
}

absl::Status LedgerExists(const std::string& path) {
  return Refuse(absl::StatusCode::kAlreadyExists, "ledger.exists",
                "there is a ledger at {path} already; name another with --ledger", {TextField("path", path)});
}

absl::Status NotEmpty(const std::string& path) {
  return Refuse(absl::StatusCode::kAlreadyExists, "ledger.directory-not-empty",
                "{path} is not empty and is no ledger; name another with --ledger", {TextField("path", path)});
}

// Of a directory without the mark, whose lock is held, so that nobody is making a ledger there now.
absl::Status CutOff(const std::string& path) {
  return Refuse(
      absl::StatusCode::kAlreadyExists, "ledger.cut-off",
      "the making of a ledger was cut off at {path}; name another with --ledger, or remove what is left of it",
      {TextField("path", path)});
}

absl::Status Shared(const std::string& path) {
  return Refuse(absl::StatusCode::kFailedPrecondition, "ledger.shared-files",
                "{path} is a file of another directory too, by a hard link, so that another process could write to it; "
                "nothing was written; make a copy of the ledger without links (`cp -a`) and go on with that, or remove "
                "the other directory",
                {TextField("path", path)});
}

// True for what there is in a directory while a ledger is made in it.
bool IsOfNewLedger(const std::string& name) {
  constexpr std::array<absl::string_view, 6> kNames = {kLockNote,  kDatabaseName,   kHeadName,
                                                       "HEAD.new", kSigningKeyName, kUnfinishedName};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

// Refuses a directory with a ledger in it, or with anything that is not of one that is being made.
absl::Status CheckFree(const std::string& path) {
  std::error_code error;
  if (fs::exists(FormatPath(path), error)) return LedgerExists(path);
  if (absl::Status kept = CheckFormatNotLost(path); !kept.ok()) return kept;
  const bool is_marked = fs::exists(UnfinishedPath(path), error);
  bool is_empty = true;
  bool is_ours = is_marked;  // a directory with nothing but "rocksdb" may be of any program
  for (fs::directory_iterator entry(path, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!IsOfNewLedger(name) || (name == kHeadName && !is_marked && HasHeadOfOthers(path)))
      return fs::exists(FormatPath(path), error) ? LedgerExists(path) : NotEmpty(path);
    is_empty = false;
    is_ours = is_ours || name != kDatabaseName;
  }
  if (error) return ErrnoStatus(error.value(), "cannot look into", path);
  return is_empty || is_ours ? absl::OkStatus() : NotEmpty(path);
}

// NOT_FOUND  what was looked at, or made, has gone.
absl::Status TryToMake(const std::string& path) {
  std::error_code error;
  const fs::file_status found = fs::status(path, error);
  if (fs::exists(found)) {
    if (!fs::is_directory(found)) return NotADirectory(absl::StatusCode::kAlreadyExists, path);
    if (absl::Status is_free = CheckFree(path); !is_free.ok()) return is_free;
  }
  if (absl::Status outside = CheckOutsideLedgers(path); !outside.ok()) return outside;
  const MissingDirectories missing(path);
  absl::Status made = MakeDirectories(path);
  if (!made.ok()) missing.RemoveEmpty();
  return made;
}

}  // namespace

// Another process whose making of a ledger fails removes the directories that it made.
absl::Status MakeDirectory(const std::string& path) {
  for (int attempt = 1;; ++attempt) {
    const absl::Status made = TryToMake(path);
    if (!absl::IsNotFound(made)) return made;
    if (attempt == kAttempts) return WithCode(absl::StatusCode::kUnavailable, made);
  }
}

absl::Status CheckStillFree(const std::string& path) {
  if (absl::Status is_free = CheckFree(path); !is_free.ok()) return is_free;
  std::error_code error;
  if (fs::exists(UnfinishedPath(path), error)) return absl::OkStatus();
  for (fs::directory_iterator entry(path, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (entry->path().filename().string() != kLockNote) return CutOff(path);
  }
  return error ? ErrnoStatus(error.value(), "cannot look into", path) : absl::OkStatus();
}

absl::Status CheckDirectory(const std::string& path, bool to_write) {
  std::error_code error;
  const fs::file_status found = fs::status(path, error);
  if (found.type() == fs::file_type::not_found)
    return Refuse(absl::StatusCode::kNotFound, "ledger.none",
                  "no ledger at {path}; make one with `tranche --ledger {path} init`", {TextField("path", path)});
  if (error) return LookError(error.value(), "cannot look at", path);
  if (found.type() != fs::file_type::directory) return NotADirectory(absl::StatusCode::kNotFound, path);
  if (fs::exists(ScratchMarkPath(path), error) || !fs::exists(FormatPath(path), error))
    return error ? LookError(error.value(), "cannot look into", path) : NoFormat(path);
  if (absl::Status status = ReadFormat(path).status(); !status.ok() || !to_write) return status;
  if (::access(path.c_str(), W_OK) != 0) return ErrnoStatus(errno, "cannot write to", path);
  return CheckFreeSpace(path);
}

absl::Status CheckNotShared(const std::string& path) {
  std::error_code error;
  std::vector<fs::path> files = {fs::path(path) / std::string(kHeadName)};
  const fs::path database = fs::path(path) / std::string(kDatabaseName);
  if (const std::string log = NewestLog(database.string()); !log.empty()) files.push_back(database / log);
  for (const fs::path& file : files) {
    const uintmax_t names = fs::hard_link_count(file, error);
    if (!error && names > 1) return Shared(file.string());
  }
  return absl::OkStatus();
}

uint64_t DirectoryBytes(const std::string& path) {
  std::error_code error;
  uint64_t bytes = 0;
  for (fs::recursive_directory_iterator entry(path, error); !error && entry != fs::recursive_directory_iterator();
       entry.increment(error)) {
    const uint64_t size = entry->is_regular_file(error) ? entry->file_size(error) : 0;
    if (!error) bytes += size;
  }
  return bytes;
}

}  // namespace tranche::storage
