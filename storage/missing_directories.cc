#include "storage/missing_directories.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "absl/strings/string_view.h"
#include "storage/owner_lock.h"

namespace tranche::storage {

namespace {

namespace fs = std::filesystem;

// The last files to go, in this order. Whatever is left at any moment is a ledger, or one whose making was cut off:
// HEAD, which goes first, would speak without FORMAT of events that were lost, and without the note of its holder the
// database could be of any program.
constexpr std::array<absl::string_view, 3> kLastToGo = {"FORMAT", "rocksdb", kLockNote};

void RemoveContent(const fs::path& path) {
  std::error_code ignored;
  fs::remove(path / "HEAD", ignored);
  for (const auto& entry : fs::directory_iterator(path, ignored)) {
    const std::string name = entry.path().filename().string();
    if (std::find(kLastToGo.begin(), kLastToGo.end(), name) == kLastToGo.end()) fs::remove_all(entry.path(), ignored);
  }
  for (const absl::string_view name : kLastToGo) fs::remove_all(path / std::string(name), ignored);
}

}  // namespace

MissingDirectories::MissingDirectories(const std::string& path) {
  std::error_code error;
  fs::path place = fs::absolute(path, error).lexically_normal();
  if (!place.has_filename()) place = place.parent_path();  // "a/" is the directory "a"
  path_ = place.string();
  for (; !error && place.has_relative_path() && !fs::exists(place, error); place = place.parent_path())
    missing_.push_back(place.string());
}

void MissingDirectories::Remove() const {
  RemoveContent(path_);
  RemoveEmpty();
}

void MissingDirectories::RemoveEmpty() const {
  std::error_code ignored;
  for (const std::string& directory : missing_) fs::remove(directory, ignored);
}

}  // namespace tranche::storage
