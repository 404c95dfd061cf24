// The catalogue as it was known at any sequence. A version is the fold of the catalogue events up to one of them; the
// newest is always in memory, older ones are folded when they are first asked for, and the last few of them are kept.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "events/mutex.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "projections/catalogue/catalogue.h"

namespace tranche {

class CatalogueVersions {
 public:
  // Older versions that are kept; a version of 3,321 communes takes about 3 MiB.
  static constexpr size_t kOlderVersionsMax = 8;

  // `log` must outlive the versions.
  explicit CatalogueVersions(const EventReader* log);

  // Takes up the catalogue events of a ledger: `sequences`, ascending. Called once, before anything else.
  // Cost: each of them is read.
  // Errors: DATA_LOSS  an event cannot be read, or the catalogue does not take it; the message names its sequence.
  absl::Status Load(absl::Span<const Sequence> sequences);

  // Takes up `catalogue`, which has the events `sequences` beyond those of the newest one (ascending, not empty).
  void Add(absl::Span<const Sequence> sequences, std::shared_ptr<const Catalogue> catalogue);

  // The catalogue of all events that were taken up.
  std::shared_ptr<const Catalogue> Newest() const;

  // The catalogue of the events up to `known_at`, inclusive.
  // Cost: none for the newest version and for the older ones that are kept; for others each of their events is read,
  // while nobody waits.
  // Errors: as Load.
  absl::StatusOr<std::shared_ptr<const Catalogue>> At(Sequence known_at) const;

 private:
  struct Version {
    size_t events = 0;  // how many of sequences_ it is the fold of
    std::shared_ptr<const Catalogue> catalogue;
  };

  absl::StatusOr<std::shared_ptr<const Catalogue>> Fold(absl::Span<const Sequence> sequences) const;
  std::shared_ptr<const Catalogue> FindOlder(size_t events) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const EventReader& log_;
  mutable Mutex mutex_;
  std::vector<Sequence> sequences_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const Catalogue> newest_ ABSL_GUARDED_BY(mutex_);
  mutable std::list<Version> older_ ABSL_GUARDED_BY(mutex_);  // the most recently used first
};

}  // namespace tranche
