#include "storage/lock_to_write.h"

#include <cstdint>

#include "events/refusal.h"
#include "storage/directory.h"

namespace tranche::storage {
namespace {

absl::Status HeldBy(const OwnerLock::Holder& holder, const std::string& directory, absl::Duration waited) {
  const uint64_t seconds = static_cast<uint64_t>(absl::ToInt64Seconds(waited));
  if (holder.process_id == 0) {
    return Refuse(absl::StatusCode::kUnavailable, "ledger.held",
                  "{directory} is open for writing already, by another process; waited {seconds} s for it to end; try "
                  "again when it has ended, or only ask: questions never wait",
                  {TextField("directory", directory), NumberField("seconds", seconds)});
  }
  return Refuse(absl::StatusCode::kUnavailable, "ledger.held",
                "{directory} is open for writing already, by process {process} ({command}); waited {seconds} s for it "
                "to end; try again when it has ended, or only ask: questions never wait",
                {TextField("directory", directory), NumberField("process", static_cast<uint64_t>(holder.process_id)),
                 TextField("command", holder.command), NumberField("seconds", seconds)});
}

}  // namespace

absl::StatusOr<OwnerLock> LockToMake(const std::string& directory, absl::Duration left, absl::Duration wait) {
  OwnerLock::Holder holder;
  absl::StatusOr<OwnerLock> lock = OwnerLock::Take(directory, left, &holder);
  if (lock.ok() || !holder.is_held) return lock;
  return HeldBy(holder, directory, wait);
}

absl::StatusOr<OwnerLock> LockToWrite(const std::string& directory, absl::Duration wait) {
  absl::StatusOr<OwnerLock> lock = LockToMake(directory, wait, wait);
  if (!lock.ok()) return lock;
  if (absl::Status shared = CheckNotShared(directory); !shared.ok()) return shared;
  return lock;
}

}  // namespace tranche::storage
