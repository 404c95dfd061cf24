// A file that appears as a whole or not at all: it is written under a temporary name and
// renamed over its final name once it is durable.
//
// Thread safety: one thread at a time.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche::storage {

class UnfinishedFile {
 public:
  // Starts writing the future file `path` as `path`.unfinished, which this object removes
  // unless it is finished.
  //
  // mode  of the file, less the umask of the process.
  //
  // Errors:
  //   FAILED_PRECONDITION  `path` exists and is not a file.
  //   PERMISSION_DENIED, RESOURCE_EXHAUSTED, NOT_FOUND, UNAVAILABLE  it cannot be created.
  static absl::StatusOr<UnfinishedFile> Create(const std::string& path, mode_t mode = 0644);

  UnfinishedFile(UnfinishedFile&& other) noexcept;
  UnfinishedFile& operator=(UnfinishedFile&&) = delete;
  ~UnfinishedFile();

  // Adds `bytes` at the end. Errors: RESOURCE_EXHAUSTED, UNAVAILABLE.
  absl::Status Append(absl::string_view bytes);

  // Renames it to its final name. On OK it is durable. Called once, as the last call.
  // Errors: as Append.
  absl::Status Finish();

 private:
  UnfinishedFile(std::string path, int file) : path_(std::move(path)), file_(file) {}

  std::string path_;  // its final name
  int file_ = -1;     // -1 after Finish or a move
};

}  // namespace tranche::storage
