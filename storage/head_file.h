// The last sequence that was acknowledged to a caller, kept apart from the
// database. RocksDB takes a damaged end of its write-ahead log for a write that
// was cut off, and drops it; this file tells the one from the other: a log that
// ends before the acknowledged head has lost something.
//
// It is written after the log was synced and is itself not synced, so it never
// runs ahead of the log and costs no second fsync. It holds the number twice, in
// decimal, so that one changed byte cannot pass for another number.
//
// Thread safety: Write must be called by one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tranche::storage {

class HeadFile {
 public:
  // The head in `directory`/HEAD, or nothing when there is no such file.
  //
  // Errors:
  //   DATA_LOSS    the file does not hold one number twice.
  //   PERMISSION_DENIED, UNAVAILABLE  it cannot be read.
  static absl::StatusOr<std::optional<uint64_t>> Read(const std::string& directory);

  // Opens `directory`/HEAD to be written to. When absent it is made, with `head_when_absent`,
  // and is never seen without a number, not even after a power cut.
  //
  // Errors:
  //   UNAVAILABLE  it cannot be opened or made.
  static absl::StatusOr<HeadFile> OpenToWrite(const std::string& directory, uint64_t head_when_absent = 0);

  HeadFile() = default;
  HeadFile(HeadFile&& other) noexcept;
  HeadFile& operator=(HeadFile&& other) noexcept;
  ~HeadFile();

  // Replaces the number. Survives the end of the process, not a power cut.
  //
  // Errors:
  //   UNAVAILABLE  it cannot be written to.
  absl::Status Write(uint64_t head);

 private:
  explicit HeadFile(int fd) : fd_(fd) {}

  int fd_ = -1;
};

}  // namespace tranche::storage
