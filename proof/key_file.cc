#include "proof/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "events/refusal.h"
#include "storage/directory.h"
#include "storage/durable.h"
#include "storage/enclosing_ledger.h"
#include "storage/system_error.h"
#include "storage/whole_file.h"

namespace tranche {
namespace {

absl::Status WriteError(const std::string& path, int error) {
  if (error == EEXIST)
    return Refuse(absl::StatusCode::kAlreadyExists, "key.exists", "{path} is there already; a key is never replaced",
                  {TextField("path", path)});
  const bool is_forbidden = error == EACCES || error == EPERM || error == EROFS;
  const bool is_full = error == ENOSPC || error == EDQUOT;
  const auto code = is_forbidden ? absl::StatusCode::kPermissionDenied
                    : is_full    ? absl::StatusCode::kResourceExhausted
                                 : absl::StatusCode::kUnavailable;
  return storage::SystemError(code, error, "cannot write the key", path);
}

bool WriteAll(int fd, const std::string& bytes) {
  size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t count = ::write(fd, bytes.data() + written, bytes.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    written += static_cast<size_t>(count);
  }
  return ::fsync(fd) == 0;
}

// The key is the only file of ours that may be put into a ledger's directory, and only
// under its own name.
absl::Status CheckPlace(const std::string& path) {
  std::error_code error;
  const std::optional<std::string> ledger = storage::EnclosingLedger(path);
  const std::filesystem::path place = std::filesystem::weakly_canonical(path, error);
  if (ledger.has_value() && !error && place == LedgerKeyPath(*ledger)) return absl::OkStatus();
  return storage::CheckOutsideLedgers(path);
}

}  // namespace

std::string LedgerKeyPath(const std::string& directory) {
  return absl::StrCat(directory, "/", storage::kSigningKeyName);
}

absl::StatusOr<SigningKey> ReadKeyFile(const std::string& path) {
  const absl::StatusOr<std::string> pem = storage::ReadExistingFile(path);
  if (!pem.ok()) return pem.status();
  absl::StatusOr<SigningKey> key = SigningKey::ParsePem(*pem);
  if (!key.ok()) return Within("{path}", {TextField("path", path)}, key.status());
  struct stat found = {};
  const bool is_found = ::stat(path.c_str(), &found) == 0;
  if (is_found && found.st_uid != ::geteuid())
    return Refuse(absl::StatusCode::kFailedPrecondition, "key.of-another-owner",
                  "the key {path} belongs to user {owner}, this process is of user {user}: its owner has it too; run "
                  "this as that user, or make a new key",
                  {TextField("path", path), NumberField("owner", found.st_uid), NumberField("user", ::geteuid())});
  if (is_found && (found.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return Refuse(absl::StatusCode::kFailedPrecondition, "key.readable-by-others",
                  "the key {path} has the mode {mode}, wanted 0600: others may have read it; if nobody has, run "
                  "`chmod 600 {path}`, otherwise make a new key",
                  {TextField("path", path), TextField("mode", absl::StrFormat("%04o", found.st_mode & 07777))});
  return key;
}

absl::Status WriteKeyFile(const SigningKey& key, const std::string& path) {
  if (absl::Status place = CheckPlace(path); !place.ok()) return place;
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) return WriteError(path, errno);
  int error = WriteAll(fd, key.ToPem()) ? 0 : errno;
  ::close(fd);
  if (error == 0) error = storage::MakeDurable(std::filesystem::absolute(path).parent_path().string());
  if (error == 0) return absl::OkStatus();
  ::unlink(path.c_str());
  return WriteError(path, error);
}

}  // namespace tranche
