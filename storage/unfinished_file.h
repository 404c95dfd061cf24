// A file that is there whole or not at all: it grows under another name, and replaces what
// was under its own only when it is on disk.
//
// Thread safety: one thread at a time.
#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche::storage {

class UnfinishedFile {
 public:
  // Begins the file that is to be at `path`; it grows at `path`.unfinished, which is
  // removed with this object.
  //
  // Errors:
  //   FAILED_PRECONDITION  `path` is there and no file.
  //   PERMISSION_DENIED, RESOURCE_EXHAUSTED, NOT_FOUND, UNAVAILABLE  it cannot be made.
  static absl::StatusOr<UnfinishedFile> Create(const std::string& path);

  UnfinishedFile(UnfinishedFile&& other) noexcept;
  UnfinishedFile& operator=(UnfinishedFile&&) = delete;
  ~UnfinishedFile();

  // Adds `bytes` at the end. Errors: RESOURCE_EXHAUSTED, UNAVAILABLE.
  absl::Status Append(absl::string_view bytes);

  // Gives it its name. On OK it is on disk. Called once, last. Errors: as Append.
  absl::Status Finish();

 private:
  UnfinishedFile(std::string path, int file) : path_(std::move(path)), file_(file) {}

  std::string path_;  // that it is to have
  int file_ = -1;     // -1 after Finish or a move
};

}  // namespace tranche::storage
