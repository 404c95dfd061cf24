#include "storage/missing_directories.h"

#include <filesystem>
#include <system_error>

namespace tranche::storage {
namespace {

namespace fs = std::filesystem;

}  // namespace

MissingDirectories::MissingDirectories(const std::string& path) {
  std::error_code error;
  fs::path place = fs::absolute(path, error).lexically_normal();
  if (!place.has_filename()) place = place.parent_path();  // "a/" is the directory "a"
  for (; !error && place.has_relative_path() && !fs::exists(place, error); place = place.parent_path())
    missing_.push_back(place.string());
}

void MissingDirectories::RemoveEmpty() const {
  std::error_code ignored;
  for (const std::string& directory : missing_) fs::remove(directory, ignored);
}

}  // namespace tranche::storage
