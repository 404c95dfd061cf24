// A database in its own directory under $TMPDIR, or /tmp, which is removed with it: for short-lived rows that do not
// fit in memory.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "storage/database.h"

namespace tranche::storage {

class TemporaryDatabase {
 public:
  // Errors: RESOURCE_EXHAUSTED, UNAVAILABLE, PERMISSION_DENIED  the directory cannot be created there.
  static absl::StatusOr<TemporaryDatabase> Create();

  TemporaryDatabase(TemporaryDatabase&& other) noexcept;
  TemporaryDatabase& operator=(TemporaryDatabase&&) = delete;
  ~TemporaryDatabase();

  Database& database() { return *database_; }

 private:
  explicit TemporaryDatabase(std::string directory) : directory_(std::move(directory)) {}

  std::string directory_;  // empty after a move
  std::unique_ptr<Database> database_;
};

}  // namespace tranche::storage
