// A directory for work that may be interrupted at any moment. It is locked while its
// process lives and removed with this object; the leftovers of a killed process are removed
// by the next one that uses the name. The file SCRATCH marks such a directory; without it
// nothing is ever removed.
//
// Thread safety: one thread at a time.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tranche::storage {

// The mark of the scratch directory `path`.
std::string ScratchMarkPath(const std::string& path);

class ScratchDirectory {
 public:
  // Creates the directory `path`, empty, replacing a leftover of this kind; its parent must
  // exist.
  //
  // Errors:
  //   UNAVAILABLE        another process is using it, or another input or output error.
  //   ALREADY_EXISTS     `path` is a file, or a non-empty directory that is not of this
  //                      kind.
  //   PERMISSION_DENIED, RESOURCE_EXHAUSTED, NOT_FOUND  it cannot be made.
  static absl::StatusOr<ScratchDirectory> Create(const std::string& path);

  ScratchDirectory(ScratchDirectory&& other) noexcept;
  ScratchDirectory& operator=(ScratchDirectory&&) = delete;
  ~ScratchDirectory();

  const std::string& path() const { return path_; }

 private:
  ScratchDirectory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::string path_;  // empty after a move
  int lock_ = -1;
};

}  // namespace tranche::storage
