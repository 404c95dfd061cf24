#include "storage/rocksdb_status.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "storage/anchored_path.h"

namespace tranche::storage {

absl::Status ToStatus(const rocksdb::Status& status, absl::string_view what, absl::string_view path) {
  if (status.ok()) return absl::OkStatus();
  const auto refuse = [&](absl::StatusCode code) {
    const RefusalFields fields = {WordField("what", what), TextField("path", WithNames(std::string(path))),
                                  TextField("reason", WithNames(status.ToString()))};
    if (path.empty()) return Refuse(code, "database.error", "{what}: RocksDB says \"{reason}\"", fields);
    return Refuse(code, "database.error", "{what} {path}: RocksDB says \"{reason}\"", fields);
  };
  if (status.IsCorruption()) return refuse(absl::StatusCode::kDataLoss);
  if (status.IsNoSpace()) return Adding(refuse(absl::StatusCode::kResourceExhausted), "free space, then try again");
  if (status.IsPathNotFound()) return refuse(absl::StatusCode::kNotFound);
  return refuse(absl::StatusCode::kUnavailable);
}

absl::Status MissingIsDamage(const absl::Status& status) {
  return absl::IsNotFound(status) ? WithCode(absl::StatusCode::kDataLoss, status) : status;
}

}  // namespace tranche::storage
