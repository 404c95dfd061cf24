// Which directories a maker of a ledger finds and which it makes: when it fails, what was there before stays there.
#pragma once

#include <string>
#include <vector>

namespace tranche::storage {

class MissingDirectories {
 public:
  // Looks at `path` and the directories above it; nothing is made.
  explicit MissingDirectories(const std::string& path);

  // Removes everything in `path`, which must be ours, and of it and those above it the ones that were missing and are
  // empty now. What cannot be removed stays.
  void Remove() const;

 private:
  std::string path_;
  std::vector<std::string> missing_;  // the innermost one first
};

}  // namespace tranche::storage
