// What decisions need to know of one scope after everything recorded so far: what may still be allocated and spent on
// every day, and which tranches exist. Changes and queries cost the same however far back they reach.
//
// Thread safety: not synchronized; const members may run concurrently.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "events/scope.h"
#include "events/sequence.h"
#include "ledger/rules/pool_tree.h"
#include "ledger/rules/running_balance.h"
#include "ledger/rules/tranche_pool.h"
#include "projections/index/day_sums.h"
#include "projections/index/scope_row.h"

namespace tranche {

class ScopeState {
 public:
  // What is left of a tranche, and what was done with it.
  struct Tranche {
    RunningBalance free;  // allocated and carried over, and neither lapsed, committed nor disbursed
    RunningBalance committed;
    RunningBalance disbursed;
    RunningBalance advances;
    RunningBalance carried;
    RunningBalance lapsed;
    RunningBalance beyond_advances;  // disbursed less advances; empty while there are no advances

    bool IsEmpty() const { return free.days() == 0 && disbursed.days() == 0 && advances.days() == 0; }
  };

  // Adds what `account` moved on a day.
  void Add(const AccountView& account, const DayAmount& amount);

  // Adds what brings a tranche or takes it away; called in order of sequence.
  // Cost: log2 of the number of allocations.
  void Add(const Allocation& allocation);

  // Undo the last Add of the same arguments that is not undone yet: the state is then as if it had never been made.
  void Undo(const AccountView& account, const DayAmount& amount);
  void Undo(const Allocation& allocation);

  // Plan less allocated.
  const RunningBalance& to_allocate() const { return to_allocate_; }

  // Empty if nothing was moved on it.
  const Tranche& tranche(uint32_t number) const;

  // All on which something was moved.
  const std::map<uint32_t, Tranche>& tranches() const { return tranches_; }

  // What was approved as final, of the whole scope.
  const RunningBalance& settled() const { return settled_; }

  // True if money of that kind was ever brought to a tranche with that number, though it may have been reversed.
  // Cost: a step for each allocation.
  bool WasHeld(uint32_t number, bool is_carried) const;

  // The live tranches, oldest first.
  const TranchePools& pools() const { return pools_; }

  // The same by the areas that they are limited to (as JoinAreas writes them), each with what it could give at most.
  using PoolsByAreas = std::map<std::string, PoolTree>;
  const PoolsByAreas& pools_by_areas() const { return pools_by_areas_; }

  // The live tranche with that number; null when there is none. Valid until the next Add.
  // Cost: log2 of the number of tranches.
  const TranchePool* FindPool(uint32_t number) const;

  // The approximate memory use in bytes.
  size_t bytes() const;

 private:
  using Change = void (RunningBalance::*)(int32_t day, AmountSum amount);
  void Apply(Change change, const AccountView& account, const DayAmount& amount);
  void Apply(Change change, const DayAmount& amount, RunningBalance* balance);
  void ApplyAdvance(Change change, const DayAmount& amount, Tranche* tranche);
  void SetBeyondAdvances(RunningBalance balance, Tranche* tranche);
  absl::Span<const TranchePool> BroughtBy(Sequence event) const;
  void Bring(const TranchePool& part);
  void TakeAway(const TranchePool& part);
  void Show(const TranchePool& pool);
  void Hide(const TranchePool& pool);
  void SetBounds(uint32_t number);

  size_t points_ = 0;  // total days of all balances
  RunningBalance to_allocate_;
  RunningBalance settled_;
  std::map<uint32_t, Tranche> tranches_;
  // The allocations behind each live tranche, by the tranche's number; the oldest represents the tranche in pools_.
  std::map<uint32_t, TranchePools> parts_;
  TranchePools pools_;
  PoolsByAreas pools_by_areas_;  // the same pools
  // The same by sequence, for reversals; those that were reversed stay here, because a reversal may be taken back.
  std::vector<TranchePool> brought_;
  std::set<Sequence> reversed_;
  size_t carried_ = 0;  // how many of those that were brought are of carried-over money
};

}  // namespace tranche
