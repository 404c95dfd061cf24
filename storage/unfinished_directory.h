// A ledger under construction from a backup or an exported history rather than by recording. It is built under a
// temporary name, without the file FORMAT, so it cannot be mistaken for a ledger before it is complete and verified; it
// is then renamed atomically.
//
// Thread safety: one thread at a time.
#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/scratch_directory.h"

namespace tranche::storage {

class UnfinishedDirectory {
 public:
  // Prepares a ledger whose final name is `path`, which must not exist; parent directories are created. It is built in
  // `path`.unfinished, which is removed with this object or, after a crash, by the next one for the same `path`.
  //
  // Errors: as ScratchDirectory::Create, and
  //   ALREADY_EXISTS       `path` exists.
  //   FAILED_PRECONDITION  `path` lies inside a ledger.
  static absl::StatusOr<UnfinishedDirectory> Create(const std::string& path);

  // Where it is built.
  const std::string& path() const { return scratch_.path(); }

  // Syncs every file in it, marks it as a ledger and renames it to its final name. On OK it is durable under that name.
  // No database in it may be open.
  // Errors: as ScratchDirectory::KeepAs.
  absl::Status Finish();

 private:
  UnfinishedDirectory(ScratchDirectory scratch, std::string name)
      : scratch_(std::move(scratch)), name_(std::move(name)) {}

  ScratchDirectory scratch_;
  std::string name_;  // absolute
};

}  // namespace tranche::storage
