// The states of the scopes that decisions were about lately, each read from the index
// once and kept up to date with what is added.
//
// Memory: at most about kScopeStatesBytes; beyond that, those that were not used for
// longest are forgotten and read again when they are needed.
//
// Thread safety: one thread at a time, the one that adds to the index.
#pragma once

#include <cstddef>
#include <list>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "events/event_view.h"
#include "events/posting.h"
#include "events/scope.h"
#include "ledger/rules/scope_state.h"
#include "projections/index/balance_index.h"

namespace tranche {

inline constexpr size_t kScopeStatesBytes = size_t{256} << 20;

class ScopeStates {
 public:
  // `index` must outlive the states.
  explicit ScopeStates(const BalanceIndex* index) : index_(*index) {}

  // The state of `scope`, with all that was added to the index; valid until Trim or Forget.
  // Cost: a look-up, or BalanceIndex::VisitDays the first time.
  // Errors: DATA_LOSS  a row of the index is damaged.
  absl::StatusOr<const ScopeState*> Of(const ScopeView& scope);

  // Follows BalanceIndex::Add of the same event.
  void Add(const EventView& event, absl::Span<const PostingView> postings);

  // Forgets a scope whose events were taken back out of the index.
  void Forget(const Scope& scope);

  // Forgets what does not fit in memory. Called between decisions.
  void Trim();

 private:
  struct Kept {
    Scope scope;
    ScopeState state;
    size_t bytes = 0;  // as counted in bytes_
  };
  using ByUse = std::list<Kept>;

  void Count(Kept* kept);

  const BalanceIndex& index_;
  ByUse by_use_;  // the latest used first
  ScopeMap<ByUse::iterator> states_;
  size_t bytes_ = 0;
};

}  // namespace tranche
