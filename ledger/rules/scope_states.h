// A cache of the states of recently used scopes, each loaded from the index once and then
// kept up to date with every Add.
//
// Memory: at most about kScopeStatesBytes; beyond that, the least recently used are evicted
// and reloaded when needed.
//
// Thread safety: one thread at a time, the one that adds to the index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "events/event_view.h"
#include "events/posting.h"
#include "events/scope.h"
#include "events/sequence.h"
#include "ledger/rules/running_balance.h"
#include "ledger/rules/scope_state.h"
#include "projections/index/balance_index.h"

namespace tranche {

inline constexpr size_t kScopeStatesBytes = size_t{256} << 20;

// What the index holds of a scope, all of it.
// Cost: BalanceIndex::VisitDays. Errors: DATA_LOSS  the index is damaged.
absl::StatusOr<ScopeState> ReadScopeState(const BalanceIndex& index, const Scope& scope);

class ScopeStates {
 public:
  // `index` must outlive the states.
  explicit ScopeStates(const BalanceIndex* index) : index_(*index) {}

  // The state of `scope`, including everything added to the index; valid until Trim.
  // Cost: a look-up, or BalanceIndex::VisitDays the first time.
  // Errors: DATA_LOSS  a row of the index is damaged.
  absl::StatusOr<const ScopeState*> Of(const ScopeView& scope);

  // Of a scope that was used before, as Use found it. A value; at first it knows nothing.
  class Place;

  // Makes `scope` the one that was used last, so that the next calls of Of find it at once. `*place` is of this scope
  // and these states, or knows nothing. Cost and errors: as Of, but no look-up if nothing was evicted in between.
  absl::Status Use(const ScopeView& scope, Place* place);

  // Disbursements less refunds on one account of `scope`, whose state was asked for before: an area, a project and a
  // tranche. Empty if nothing was paid there. Only refunds need it, so it is read from the index when one asks, and
  // brought up to date when another one does. Valid until the next call of any member.
  // Cost and errors: those of BalanceIndex::DaysOf.
  absl::StatusOr<const RunningBalance*> PaidOn(const ScopeView& scope, const AccountView& account);

  // Follows BalanceIndex::Add of the same event.
  void Add(const EventView& event, absl::Span<const PostingView> postings);

  // Follows BalanceIndex::Undo of the same event. Cost: as Add.
  void Undo(const EventView& event, absl::Span<const PostingView> postings);

  // Evicts what exceeds the memory limit. Called between decisions.
  void Trim();

  // How many states have been loaded from the index so far.
  uint64_t loads() const { return loads_; }

 private:
  // What was paid on an account, up to and including the event `last` (AccountDays).
  struct Paid {
    RunningBalance balance;
    Sequence last = 0;
  };
  struct Kept {
    Scope scope;
    ScopeState state;
    AccountMap<Paid> paid;  // on the accounts that refunds have asked for
    size_t paid_days = 0;   // of all of these
    size_t bytes = 0;       // as counted in bytes_
  };
  using ByUse = std::list<Kept>;

  // True if the state of `scope` is the one that was used last, as mostly, because one decision asks several times.
  bool IsNewest(const ScopeView& scope) const { return !by_use_.empty() && ScopeView(by_use_.front().scope) == scope; }
  Kept* FindKept(const PostingView& posting);
  void Count(Kept* kept);

  const BalanceIndex& index_;
  ByUse by_use_;          // most recently used first
  uint64_t evicted_ = 1;  // how often a state was evicted, from 1
  ScopeMap<ByUse::iterator> states_;
  size_t bytes_ = 0;
  uint64_t loads_ = 0;
  AccountDays days_;  // memory that PaidOn uses again
};

class ScopeStates::Place {
 private:
  friend class ScopeStates;
  ByUse::iterator kept_;
  uint64_t evicted_ = 0;
};

}  // namespace tranche
