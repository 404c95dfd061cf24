#include "storage/enclosing_ledger.h"

#include <filesystem>
#include <system_error>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "events/refusal.h"
#include "storage/format_file.h"
#include "storage/whole_file.h"

namespace tranche::storage {
namespace {

namespace fs = std::filesystem;

// Decided by FORMAT, even if it is damaged, as long as there is a database
// beside it.
bool IsLedger(const fs::path& place) {
  std::error_code error;
  if (!fs::is_regular_file(FormatPath(place.string()), error)) return false;
  if (HasDatabase(place.string())) return true;
  const absl::StatusOr<std::optional<std::string>> content = ReadWholeFile(FormatPath(place.string()));
  return content.ok() && absl::StartsWith(content->value_or(""), kFormatPrefix);
}

// `path` without links and dots, whether it exists or not.
fs::path RealPath(const std::string& path) {
  std::error_code error;
  const fs::path place = fs::weakly_canonical(fs::absolute(path, error), error);
  return error ? fs::absolute(path, error).lexically_normal() : place;
}

// Refuses a place inside a directory of backups; that directory itself is none.
absl::Status CheckOutsideBackups(const std::string& path) {
  for (fs::path place = RealPath(path).parent_path(); place.has_relative_path(); place = place.parent_path()) {
    const absl::StatusOr<std::optional<std::string>> mark = ReadWholeFile((place / "BACKUPS").string());
    if (!mark.ok() || !absl::StartsWith(mark->value_or(""), kBackupsMark)) continue;
    return Refuse(absl::StatusCode::kFailedPrecondition, "output.in-backups",
                  "{path} is among the backups in {directory}, which could be lost; nothing was written; name a place "
                  "outside",
                  {TextField("path", path), TextField("directory", place.string())});
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<std::string> EnclosingLedger(const std::string& path) {
  for (fs::path place = RealPath(path); place.has_relative_path(); place = place.parent_path()) {
    if (IsLedger(place)) return place.string();
  }
  return std::nullopt;
}

absl::Status CheckOutsideLedgers(const std::string& path) {
  const std::optional<std::string> ledger = EnclosingLedger(path);
  if (!ledger.has_value()) return CheckOutsideBackups(path);
  return Refuse(absl::StatusCode::kFailedPrecondition, "output.in-a-ledger",
                "{path} is in the ledger {ledger}, whose own files could be lost, and with which it would be removed; "
                "nothing was written; name a place outside",
                {TextField("path", path), TextField("ledger", *ledger)});
}

}  // namespace tranche::storage
