#include "storage/shared_address.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "storage/replaced_file.h"
#include "storage/whole_file.h"

namespace tranche::storage {
namespace {

std::string PathOf(const std::string& directory) { return absl::StrCat(directory, "/SHARED"); }

}  // namespace

absl::StatusOr<std::optional<std::string>> ReadSharedAddress(const std::string& directory) {
  absl::StatusOr<std::optional<std::string>> found = ReadWholeFile(PathOf(directory));
  if (!found.ok() || !found->has_value()) return found;
  return std::optional<std::string>(absl::StripSuffix(**found, "\n"));
}

absl::Status WriteSharedAddress(const std::string& directory, const std::string& address) {
  return ReplaceFile(PathOf(directory), absl::StrCat(address, "\n"));
}

}  // namespace tranche::storage
