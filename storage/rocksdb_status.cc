#include "storage/rocksdb_status.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace tranche::storage {

absl::Status ToStatus(const rocksdb::Status& status, absl::string_view where) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = absl::StrCat(where, ": ", status.ToString());
  if (status.IsCorruption()) return absl::DataLossError(message);
  if (status.IsNoSpace()) return absl::ResourceExhaustedError(absl::StrCat(message, "; free space, then try again"));
  if (status.IsPathNotFound()) return absl::NotFoundError(message);
  return absl::UnavailableError(message);
}

}  // namespace tranche::storage
