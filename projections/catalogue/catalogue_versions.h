// The catalogue as it was known at any sequence. A version is the fold of the catalogue events up to one of them; the
// newest is always in memory; older ones are folded on first use, and the most recently used few are cached.
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
  // How many older versions are cached; a version of 3,321 communes takes about 3 MiB.
  static constexpr size_t kOlderVersionsMax = 8;

  // `log` must outlive the versions.
  explicit CatalogueVersions(const EventReader* log);

  // Loads the catalogue events of a ledger: `sequences`, ascending. Called once, before any other member.
  // Cost: each of them is read.
  // Errors: DATA_LOSS  an event cannot be read, or the catalogue rejects it; the message names its sequence.
  absl::Status Load(absl::Span<const Sequence> sequences);

  // Makes `catalogue` the newest version: it has the events `sequences` (ascending, not empty) beyond those of the
  // current one.
  void Add(absl::Span<const Sequence> sequences, std::shared_ptr<const Catalogue> catalogue);

  // The catalogue of all events loaded or added.
  std::shared_ptr<const Catalogue> Newest() const;

  // The catalogue of the events up to `known_at`, inclusive.
  // Cost: none for the newest version and for cached ones; for others each of their events is read, without holding the
  // lock.
  // Errors: as Load.
  absl::StatusOr<std::shared_ptr<const Catalogue>> At(Sequence known_at) const;

 private:
  struct Version {
    size_t events = 0;  // folds the first `events` of sequences_
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
