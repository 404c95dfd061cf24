// A ledger that is being made elsewhere than by recording: from a backup, or from an
// exported history. It grows under another name, without the file FORMAT, so that nobody
// takes it for a ledger before it is whole and was checked; then it gets its name at once.
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
  // Makes room for a ledger that is to be at `path`, where nothing may be; the directories above it
  // are made. It grows at `path`.unfinished, which is removed with this object, or by the
  // next one that is to be at `path`.
  //
  // Errors: as ScratchDirectory::Create, and
  //   ALREADY_EXISTS       there is something at `path`.
  //   FAILED_PRECONDITION  `path` is in a ledger.
  static absl::StatusOr<UnfinishedDirectory> Create(const std::string& path);

  // Where it grows.
  const std::string& path() const { return scratch_.path(); }

  // Syncs every file in it, marks it as a ledger and gives it its name. On OK it is on
  // disk under that name; no database in it may be open.
  // Errors: as ScratchDirectory::KeepAs.
  absl::Status Finish();

 private:
  UnfinishedDirectory(ScratchDirectory scratch, std::string name)
      : scratch_(std::move(scratch)), name_(std::move(name)) {}

  ScratchDirectory scratch_;
  std::string name_;  // absolute
};

}  // namespace tranche::storage
