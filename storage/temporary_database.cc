#include "storage/temporary_database.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "storage/system_error.h"

namespace tranche::storage {

absl::StatusOr<TemporaryDatabase> TemporaryDatabase::Create() {
  const char* root = std::getenv("TMPDIR");
  std::string path = absl::StrCat(root != nullptr && *root != '\0' ? root : "/tmp", "/tranche-XXXXXX");
  if (::mkdtemp(path.data()) == nullptr)
    return Adding(SystemError(errno, "cannot make a temporary directory", path), "set TMPDIR");
  TemporaryDatabase temporary(std::move(path));
  auto database = Database::Open(temporary.directory_ + "/rows", Database::Mode::kTemporary);
  if (!database.ok()) return database.status();
  temporary.database_ = *std::move(database);
  return temporary;
}

TemporaryDatabase::TemporaryDatabase(TemporaryDatabase&& other) noexcept
    : directory_(std::exchange(other.directory_, std::string())), database_(std::move(other.database_)) {}

TemporaryDatabase::~TemporaryDatabase() {
  database_.reset();
  std::error_code ignored;  // a leftover directory is the system's to clean up
  if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
}

}  // namespace tranche::storage
