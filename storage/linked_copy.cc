#include "storage/linked_copy.h"

#include <rocksdb/db.h>
#include <rocksdb/utilities/checkpoint.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "events/refusal.h"
#include "storage/manifest_file.h"
#include "storage/read_only.h"
#include "storage/rocksdb_status.h"

namespace tranche::storage {
namespace {

constexpr int kAttempts = 50;

// Leaves the tables and the log as they are: a reader must not flush.
constexpr uint64_t kNeverFlush = std::numeric_limits<uint64_t>::max();

absl::Status CopyOnce(const std::string& from, const std::string& to) {
  ReadOnlyDatabase database;
  rocksdb::Status status = database.Open(from);
  rocksdb::Checkpoint* made = nullptr;
  if (status.ok()) status = rocksdb::Checkpoint::Create(database.db(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> copier(made);
  if (status.ok()) status = copier->CreateCheckpoint(to, kNeverFlush);
  return ToStatus(status, "cannot copy", from);
}

void Remove(const std::string& path) {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

}  // namespace

absl::Status LinkCopy(const std::string& from, const std::string& to) {
  absl::Status copied;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (attempt > 0) absl::SleepFor(absl::Milliseconds(10));
    const std::string before = ManifestStamp(from);
    copied = CheckManifest(from);
    if (copied.ok()) copied = CopyOnce(from, to);
    const bool changed = ManifestStamp(from) != before;
    // A writer deletes a log file only some time after its MANIFEST allows it.
    if (!changed && !absl::IsNotFound(copied)) break;
    Remove(to);
    if (changed)
      copied =
          Refuse(absl::StatusCode::kUnavailable, "copy.changing",
                 "{path} changed each of {attempts} times that it was copied, under a concurrent writer; try again",
                 {TextField("path", from), NumberField("attempts", kAttempts)});
  }
  if (!copied.ok()) Remove(to);
  return MissingIsDamage(copied);
}

}  // namespace tranche::storage
