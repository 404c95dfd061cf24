// A directory of backups of one database, by RocksDB's own backup engine: a table that an
// earlier backup has is not copied again, every file has a checksum, and old backups can
// be dropped. The caller describes each backup in its note.
//
//   DIR/BACKUPS               "tranche backups format 1\n"
//   DIR/meta/N                what backup N is made of, with checksums, and its note
//   DIR/private/N/            the files that only backup N has
//   DIR/shared_checksum/      the tables
//
// Thread safety: one thread at a time. The directory is locked: one process may add, or
// several may restore.
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
  // The part of them that no earlier backup in the directory has.
  uint64_t new_files = 0;
  uint64_t new_bytes = 0;
};

class BackupFiles {
 public:
  // Opens `directory` for adding backups, creating it if necessary, and removes what a killed
  // process left behind.
  //
  // Errors:
  //   FAILED_PRECONDITION  it holds something else, or lies inside a ledger.
  //   UNIMPLEMENTED        it belongs to a newer version.
  //   UNAVAILABLE          another process uses it, or input or output failed.
  //   PERMISSION_DENIED, RESOURCE_EXHAUSTED, DATA_LOSS  it cannot be made or read.
  static absl::StatusOr<std::unique_ptr<BackupFiles>> OpenToAdd(const std::string& directory);

  // Opens it to restore from; nothing is written.
  // Errors: as OpenToAdd, and NOT_FOUND  no backups are there.
  static absl::StatusOr<std::unique_ptr<BackupFiles>> OpenToRestore(const std::string& directory);

  ~BackupFiles();

  // The backups whose file lists can be read, by id; Damaged returns the ids of the others.
  std::vector<StoredBackup> List() const;
  std::vector<uint32_t> Damaged() const;

  // Adds a backup of the database in `path`, which must not change during the call
  // (storage/linked_copy.h), and returns its id. On OK the backup is durable.
  // Errors: those of reading and writing; no backup is added.
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
