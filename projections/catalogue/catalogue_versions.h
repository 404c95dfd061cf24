// The catalogue as it was known at any sequence. A version is the fold of the catalogue events up to one of them.
// Versions share what they have in common (persistent_map.h), so most stay in memory: the newest, and of the older ones
// those that the events of one instant led to, all of them up to kKeptMax and every 2nd, 4th and so on of more. What is
// between them is folded from the one before when it is asked for, and a few of these are cached.
//
// Memory: about 4 KiB for each version kept.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
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
  // How many older versions are kept for good.
  static constexpr size_t kKeptMax = 4096;
  // How many of those between them are cached, the most recently used.
  static constexpr size_t kCachedMax = 8;

  // `log` must outlive the versions.
  explicit CatalogueVersions(const EventReader* log);

  // Loads the catalogue events of a ledger: `visit` calls `take` with each, ascending, and ends with the first status
  // that is not OK. Called once, before any other member. Cost: some microseconds for each event. Errors: those of
  // `visit`, and DATA_LOSS  the catalogue rejects an event; the message names its sequence.
  using Take = absl::FunctionRef<absl::Status(const v1::Event& event)>;
  absl::Status Load(absl::FunctionRef<absl::Status(Take take)> visit);

  // Makes `catalogue` the newest version: it has the events `sequences` (ascending, not empty) beyond those of the
  // current one.
  void Add(absl::Span<const Sequence> sequences, std::shared_ptr<const Catalogue> catalogue);

  // The catalogue of all events loaded or added.
  std::shared_ptr<const Catalogue> Newest() const;

  // The catalogue of the events up to `known_at`, inclusive.
  // Cost: two look-ups for the newest version, and for those kept or cached. For others the events since the last one
  // kept are read, without holding the lock: those of its instant before it and, of n versions, about n / kKeptMax.
  // Errors: DATA_LOSS  an event cannot be read, or the catalogue rejects it; the message names its sequence.
  absl::StatusOr<std::shared_ptr<const Catalogue>> At(Sequence known_at) const;

 private:
  struct Version {
    size_t events = 0;  // folds the first `events` of sequences_
    std::shared_ptr<const Catalogue> catalogue;
  };

  void Keep(size_t events, std::shared_ptr<const Catalogue> catalogue) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::shared_ptr<const Catalogue> FindCached(size_t events) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const EventReader& log_;
  mutable Mutex mutex_;
  std::vector<Sequence> sequences_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const Catalogue> newest_ ABSL_GUARDED_BY(mutex_);
  std::vector<Version> kept_ ABSL_GUARDED_BY(mutex_);          // ascending; the first is that of no events
  size_t kept_apart_ ABSL_GUARDED_BY(mutex_) = 1;              // at least so many events between two kept
  mutable std::list<Version> cached_ ABSL_GUARDED_BY(mutex_);  // the most recently used first
};

}  // namespace tranche
