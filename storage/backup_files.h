// A directory of backups of one database, by RocksDB's own backup engine: a table that an
// earlier backup has is not copied again, every file has a checksum, and old backups can
// be dropped. What a backup is of is told by its note, which is text of the caller's.
//
//   DIR/BACKUPS               "tranche backups format 1\n"
//   DIR/meta/N                what backup N is made of, with checksums, and its note
//   DIR/private/N/            the files that only backup N has
//   DIR/shared_checksum/      the tables
//
// Thread safety: one thread at a time. The directory is locked: one process
// adds, or several restore.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tranche::storage {

struct StoredBackup {
  uint32_t id = 0;  // 1, 2, 3 ...
  std::string note;
  uint64_t files = 0;
  uint64_t bytes = 0;
  // Of them, those that no earlier backup in the directory has.
  uint64_t new_files = 0;
  uint64_t new_bytes = 0;
};

class BackupFiles {
 public:
  // Opens `directory` to add backups to it; it is made when nothing is there. What a killed
  // process left in it is removed.
  //
  // Errors:
  //   FAILED_PRECONDITION  there is something else in it, or it is in a ledger.
  //   UNIMPLEMENTED        it belongs to a newer version.
  //   UNAVAILABLE          another process uses it, or input or output failed.
  //   PERMISSION_DENIED, RESOURCE_EXHAUSTED, DATA_LOSS  it cannot be made or read.
  static absl::StatusOr<std::unique_ptr<BackupFiles>> OpenToAdd(const std::string& directory);

  // Opens it to restore from; nothing is written.
  // Errors: as OpenToAdd, and NOT_FOUND  no backups are there.
  static absl::StatusOr<std::unique_ptr<BackupFiles>> OpenToRestore(const std::string& directory);

  ~BackupFiles();

  // By id, those whose list of files can be read; the others by id alone.
  std::vector<StoredBackup> List() const;
  std::vector<uint32_t> Damaged() const;

  // Adds a backup of the database in `path`, which must not change meanwhile
  // (storage/linked_copy.h). On OK it is on disk. Its id.
  // Errors: those of reading and writing; there is no new backup then.
  absl::StatusOr<uint32_t> Add(const std::string& path, const std::string& note);

  // Drops all but the newest `count` (1 or more) of List.
  // Errors: UNAVAILABLE, and the others of writing.
  absl::Status KeepNewest(uint32_t count);

  // Copies backup `id` into the new directory `path` and compares every checksum.
  // Errors: DATA_LOSS  a file is missing or damaged; and those of reading and writing.
  absl::Status Restore(uint32_t id, const std::string& path) const;

 private:
  struct Content;
  explicit BackupFiles(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

}  // namespace tranche::storage
