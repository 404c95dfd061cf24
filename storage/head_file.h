// The last acknowledged sequence, stored outside the database. RocksDB treats
// damage at the end of its write-ahead log as an incomplete write and drops it;
// this file tells the two apart: a log that ends before the acknowledged head
// has lost events.
//
// It is written after the log has been synced and is not synced itself, so it never
// runs ahead of the log and costs no second fsync. It holds the number twice, in
// decimal, so that no single changed byte turns it into another number.
//
// Thread safety: Write must be called by one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche::storage {

// Its name in the directory.
inline constexpr absl::string_view kHeadName = "HEAD";

class HeadFile {
 public:
  // The head in `directory`/HEAD, or nothing when there is no such file.
  //
  // Errors:
  //   DATA_LOSS    the file does not hold one number twice.
  //   PERMISSION_DENIED, UNAVAILABLE  it cannot be read.
  static absl::StatusOr<std::optional<uint64_t>> Read(const std::string& directory);

  // Opens `directory`/HEAD for writing. An absent file is created with `head_when_absent`, and is
  // never observed without a number, even after a power cut.
  //
  // Errors:
  //   UNAVAILABLE  it cannot be opened or created.
  static absl::StatusOr<HeadFile> OpenToWrite(const std::string& directory, uint64_t head_when_absent = 0);

  HeadFile() = default;
  HeadFile(HeadFile&& other) noexcept;
  HeadFile& operator=(HeadFile&& other) noexcept;
  ~HeadFile();

  // Overwrites the number. Survives a process crash, but not a power cut.
  //
  // Errors:
  //   UNAVAILABLE  it cannot be written to.
  absl::Status Write(uint64_t head);

 private:
  explicit HeadFile(int fd) : fd_(fd) {}

  int fd_ = -1;
};

}  // namespace tranche::storage
