// A directory for work that may be cut off at any moment: it is locked while its process
// lives, removed with it, and what a killed process left under the name is removed by the
// next one. The file SCRATCH in it says so; without that file nothing is ever removed.
//
// Thread safety: one thread at a time.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tranche::storage {

class ScratchDirectory {
 public:
  // Makes the directory `path` anew, empty; the one above it must be there.
  //
  // Errors:
  //   UNAVAILABLE        another process works there, or another input or output error.
  //   ALREADY_EXISTS     `path` is a file, or a directory with something in it that is not
  //                      of this kind.
  //   PERMISSION_DENIED, RESOURCE_EXHAUSTED, NOT_FOUND  it cannot be made.
  static absl::StatusOr<ScratchDirectory> Create(const std::string& path);

  ScratchDirectory(ScratchDirectory&& other) noexcept;
  ScratchDirectory& operator=(ScratchDirectory&&) = delete;
  ~ScratchDirectory();

  const std::string& path() const { return path_; }

  // Renames it to `path`, where nothing may be but an empty directory, and leaves it there,
  // without SCRATCH.
  // Errors: as Create; it is then still under its own name.
  absl::Status KeepAs(const std::string& path);

 private:
  ScratchDirectory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::string path_;  // empty after a move
  int lock_ = -1;
};

}  // namespace tranche::storage
