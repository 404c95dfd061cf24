// Remembers which directories did not exist before a ledger was created, so that a failed creation removes only what it
// created itself.
#pragma once

#include <string>
#include <vector>

namespace tranche::storage {

class MissingDirectories {
 public:
  // Records which of `path` and its parent directories are missing; creates nothing.
  explicit MissingDirectories(const std::string& path);

  // Removes those of `path` and its parents that were missing at construction and are empty now. Whatever cannot be
  // removed is left in place.
  void RemoveEmpty() const;

 private:
  std::vector<std::string> missing_;  // innermost first
};

}  // namespace tranche::storage
