// A snapshot of a ledger: what was acknowledged up to a head, and nothing after. A request that reads several things
// reads them through one view, so that they are consistent, however much is recorded concurrently. Creating one costs
// nothing.
//
// Thread safety: a value with non-owning pointers into its ledger, which must outlive it; members may be called by
// several threads.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/civil_date.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "log/event_tree.h"
#include "projections/catalogue/catalogue.h"
#include "projections/catalogue/catalogue_versions.h"
#include "projections/index/balance_index.h"
#include "proto/event.pb.h"

namespace tranche {

class ReadView {
 public:
  struct Sources {
    const EventLog* log = nullptr;
    const BalanceIndex* index = nullptr;
    const EventTree* tree = nullptr;
    const CatalogueVersions* catalogues = nullptr;
    const v1::LedgerCreated* terms = nullptr;
  };

  // `head` is at most the last acknowledged sequence.
  ReadView(const Sources& sources, Sequence head) : sources_(sources), head_(head) {}

  // The last sequence that the view sees; at least 1.
  Sequence head() const { return head_; }

  // The same ledger when its last sequence was `head`, 1 to head().
  ReadView At(Sequence head) const { return ReadView(sources_, head); }

  // The events, and what is derived from them. They may hold more than the view sees: whoever asks them says up to
  // which sequence, at most head().
  const EventLog& log() const { return *sources_.log; }
  const BalanceIndex& index() const { return *sources_.index; }
  const EventTree& tree() const { return *sources_.tree; }

  // The terms of the first event.
  const v1::LedgerCreated& terms() const { return *sources_.terms; }

  // The last event recorded at or before `instant`, at most head(); 0 if nothing was known then.
  // Cost: about log2(head) point reads. Errors: DATA_LOSS  an event cannot be read.
  absl::StatusOr<Sequence> KnownAt(absl::Time instant) const;

  // The catalogue of the events up to `known_at` (inclusive; at most head()).
  // Cost and errors: see CatalogueVersions::At.
  absl::StatusOr<std::shared_ptr<const Catalogue>> CatalogueAt(Sequence known_at) const;

  // The civil date of `instant`, and the last instant of a civil date, by the ledger's UTC offset.
  CivilDate DateOf(absl::Time instant) const;
  absl::Time EndOfDay(CivilDate date) const;

 private:
  Sources sources_;
  Sequence head_;
};

}  // namespace tranche
