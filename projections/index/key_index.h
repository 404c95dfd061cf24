// Maps an idempotency key to its event: exact, never expiring, and without a random read
// for a new key. A key is represented by a fingerprint. For complete epochs the index has rows of sorted fingerprints,
// 256 parts per epoch; memory holds 32 bits of each key in the parts that have been used, in one table a part
// (fingerprint_table.h), where a key is entered when it is decided and stays when its rows are written. The newest
// keys, whose rows are not written, are listed beside it, by part. Only on a matching fingerprint is the event looked
// up and compared.
//
// Memory: 5 to 6.3 bytes per event in the parts that have been used, at most kKeyMemoryBytes
// (350 million events); beyond that, parts are evicted and read again when needed, and
// appends become slow. About 24 more for each of the newest keys.
//
// Thread safety: all members may be called by several threads. No lock is held while rows or events are read.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/mutex.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "projections/index/fingerprint_table.h"
#include "storage/database.h"

namespace tranche {

inline constexpr size_t kKeyMemoryBytes = size_t{2} << 30;

// The fingerprint of a key, computed once by those who look it up and add it: XXH3, 64 bits, without a seed.
uint64_t FingerprintOf(absl::string_view event_id);

class KeyIndex {
 public:
  // `database` must outlive the index. `epoch_events` is the number of events of an epoch; `bytes_max` of memory are
  // used for keys whose rows are written, and those that come after them until the next epoch is.
  KeyIndex(const storage::Database* database, storage::Family family, uint32_t epoch_events,
           size_t bytes_max = kKeyMemoryBytes)
      : database_(*database), family_(family), epoch_events_(epoch_events), bytes_max_(bytes_max) {}

  // The event whose key is `event_id`, or nothing. `fingerprint` is its own; `events` must be able to read every event
  // added.
  //
  // Cost: one look-up in memory for a new key. For a used key, and about once in 10^5 times for a new one, a read of
  // the event, and a scan over the rows of its part unless it is one of the newest. The first use of a part reads its
  // rows: 1/256 of all of them.
  //
  // Errors: DATA_LOSS  a row or an event is damaged.
  absl::StatusOr<std::optional<Sequence>> Find(absl::string_view event_id, uint64_t fingerprint,
                                               const EventReader& events);

  // Prefetches what Find will read of a new key. Cost: a few steps, under the lock that MarkWritten also takes.
  void Prefetch(uint64_t fingerprint) const;

  // Adds the key of `sequence`, which must be greater than all before. Cost: as FingerprintTable::Add.
  void Add(uint64_t fingerprint, Sequence sequence);

  // As Add, of events that follow each other from `first` on.
  void AddAll(absl::Span<const uint64_t> fingerprints, Sequence first);

  // The fingerprints of the keys of the events from `first` to `last` (inclusive), whose epoch is not written: those
  // bits of them that rows have, all others 0.
  std::vector<uint64_t> Newest(Sequence first, Sequence last) const;

  // Removes the key of `sequence`, which was added last of those that are left; its epoch must not have been staged.
  void Retract(uint64_t fingerprint, Sequence sequence);

  // Adds to `batch` the rows of `epoch`, all of whose keys were added.
  void StageEpoch(uint32_t epoch, storage::Batch* batch) const;

  // Tells the index that the rows of the epochs below `epoch` (exclusive) are in the database. Cost: none if they were
  // before; otherwise a step for each of their keys that is listed as new. No fingerprint moves.
  void MarkWritten(uint32_t epoch);

 private:
  static constexpr size_t kParts = 256;
  // A key whose row is not known to be in the database.
  struct NewKey {
    uint32_t rest = 0;
    Sequence sequence = 0;
  };
  struct Part {
    bool is_loaded = false;
    FingerprintTable fingerprints;  // of all keys, if it is loaded
    std::vector<NewKey> newest;     // by sequence
  };

  absl::StatusOr<bool> MayBeUsed(uint64_t fingerprint, std::vector<Sequence>* newest);
  absl::Status ReadFingerprints(size_t part, uint32_t from_epoch, uint32_t to_epoch,
                                std::vector<uint32_t>* fingerprints) const;
  absl::Status ReadWritten(uint64_t fingerprint, std::vector<Sequence>* candidates) const;
  void AddLocked(uint64_t fingerprint, Sequence sequence) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Install(std::vector<uint32_t> written, Part* part) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Trim() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const storage::Database& database_;
  storage::Family family_;
  uint32_t epoch_events_;
  size_t bytes_max_;

  mutable Mutex mutex_;
  std::array<Part, kParts> parts_ ABSL_GUARDED_BY(mutex_);
  uint32_t written_epochs_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;  // of the tables of all parts
  size_t next_evicted_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace tranche
