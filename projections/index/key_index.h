// Maps an idempotency key to its event: exact, never expiring, and without a random read
// for a new key. A key is represented by a 64-bit fingerprint. The fingerprints of the
// newest epochs are in a hash map; for older epochs the index has rows of sorted
// fingerprints, 256 parts per epoch, and memory holds 32 bits of each in the parts that have been used. Only on a
// matching fingerprint is the event looked up and compared.
//
// Memory: 6 bytes per event in the parts that have been used, at most kKeyMemoryBytes
// (350 million events); beyond that, parts are evicted and read again when needed, and
// appends become slow.
//
// Thread safety: all members may be called by several threads. No lock is held while rows or events are read.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/mutex.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "projections/index/fingerprint_set.h"
#include "storage/database.h"

namespace tranche {

inline constexpr size_t kKeyMemoryBytes = size_t{2} << 30;

class KeyIndex {
 public:
  // `database` must outlive the index. `epoch_events` is the number of events of an epoch.
  KeyIndex(const storage::Database* database, storage::Family family, uint32_t epoch_events)
      : database_(*database), family_(family), epoch_events_(epoch_events) {}

  // The event whose key is `event_id`, or nothing. `events` must be able to read every event added.
  //
  // Cost: three look-ups in memory for a new key. For a used key, and about once in 10^5 times for a new one, a scan
  // over the rows of its part and a read of the event. The first use of a part reads its rows: 1/256 of all of them.
  //
  // Errors: DATA_LOSS  a row or an event is damaged.
  absl::StatusOr<std::optional<Sequence>> Find(absl::string_view event_id, const EventReader& events);

  // Prefetch what Find will read of a new key: first the tables; a few keys later, when those are in the cache, what
  // they point to. Cost: a few steps, under the lock that MarkWritten also takes.
  void PrefetchTables(absl::string_view event_id) const;
  void PrefetchBucket(absl::string_view event_id) const;

  // Adds the key of `sequence`, which must be greater than all before.
  void Add(absl::string_view event_id, Sequence sequence);

  // Removes the keys from `first` (inclusive) on; none may be in an epoch already staged.
  void Retract(Sequence first);

  // Adds to `batch` the rows of `epoch`, all of whose keys were added.
  void StageEpoch(uint32_t epoch, storage::Batch* batch) const;

  // Tells the index that the rows of the epochs below `epoch` (exclusive) are in the database.
  void MarkWritten(uint32_t epoch);

 private:
  static constexpr size_t kParts = 256;
  struct Part {
    bool is_loaded = false;
    FingerprintSet fingerprints;
  };

  std::vector<Sequence> FindRecent(uint64_t fingerprint) const;
  absl::StatusOr<bool> MayBePacked(uint64_t fingerprint);
  absl::Status ReadFingerprints(size_t part, uint32_t from_epoch, FingerprintSet* fingerprints) const;
  absl::Status ReadCandidates(uint64_t fingerprint, std::vector<Sequence>* candidates) const;
  void Install(size_t part, FingerprintSet fingerprints) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Trim() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Remember(uint64_t fingerprint) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const storage::Database& database_;
  storage::Family family_;
  uint32_t epoch_events_;

  mutable Mutex mutex_;
  std::deque<std::pair<uint64_t, Sequence>> recent_ ABSL_GUARDED_BY(mutex_);  // not in the database yet, by sequence
  absl::flat_hash_map<uint64_t, Sequence> by_fingerprint_ ABSL_GUARDED_BY(mutex_);
  // Recent keys whose fingerprint another recent key already has.
  std::vector<std::pair<uint64_t, Sequence>> collisions_ ABSL_GUARDED_BY(mutex_);
  std::array<Part, kParts> parts_ ABSL_GUARDED_BY(mutex_);
  uint32_t written_epochs_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t remembered_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t next_evicted_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace tranche
