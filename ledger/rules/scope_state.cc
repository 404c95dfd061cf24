#include "ledger/rules/scope_state.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "events/check.h"

namespace tranche {
namespace {

// By event in a list; by tranche, as the oldest of its tranche, and that by its areas, each a node of a tree.
constexpr size_t kBytesOfAnAllocation =
    sizeof(TranchePool) + 3 * (sizeof(TranchePool) + 40) + 2 * sizeof(PoolTree::Bounds);

TranchePool PartOf(const Allocation& allocation) {
  return {allocation.tranche_number, allocation.areas, CivilDate::FromDaysSinceEpoch(allocation.day),
          allocation.sequence, allocation.is_carried};
}

}  // namespace

void ScopeState::Apply(Change change, const DayAmount& amount, RunningBalance* balance) {
  points_ -= balance->days();
  (balance->*change)(amount.day, amount.amount);
  points_ += balance->days();
}

void ScopeState::SetBeyondAdvances(RunningBalance balance, Tranche* tranche) {
  points_ -= tranche->beyond_advances.days();
  tranche->beyond_advances = std::move(balance);
  points_ += tranche->beyond_advances.days();
}

void ScopeState::ApplyAdvance(Change change, const DayAmount& amount, Tranche* tranche) {
  if (tranche->advances.days() == 0) SetBeyondAdvances(tranche->disbursed, tranche);
  Apply(change, amount, &tranche->advances);
  Apply(change, {amount.day, -amount.amount}, &tranche->beyond_advances);
  if (tranche->advances.days() == 0) SetBeyondAdvances(RunningBalance(), tranche);
}

void ScopeState::Apply(Change change, const AccountView& account, const DayAmount& amount) {
  const DayAmount taken = {amount.day, -amount.amount};
  switch (account.measure) {
    case Measure::kPlan:
      return Apply(change, amount, &to_allocate_);
    case Measure::kAllocated:
      Apply(change, taken, &to_allocate_);
      Apply(change, amount, &tranches_[account.tranche_number].free);
      return SetBounds(account.tranche_number);
    case Measure::kCommitted: {
      Tranche& tranche = tranches_[account.tranche_number];
      Apply(change, taken, &tranche.free);
      Apply(change, amount, &tranche.committed);
      return SetBounds(account.tranche_number);
    }
    case Measure::kDisbursed: {
      Tranche& tranche = tranches_[account.tranche_number];
      Apply(change, taken, &tranche.free);
      Apply(change, amount, &tranche.disbursed);
      if (tranche.advances.days() > 0) Apply(change, amount, &tranche.beyond_advances);
      return SetBounds(account.tranche_number);
    }
    case Measure::kCarried: {
      Tranche& tranche = tranches_[account.tranche_number];
      Apply(change, amount, &tranche.free);
      Apply(change, amount, &tranche.carried);
      return SetBounds(account.tranche_number);
    }
    case Measure::kLapsed: {
      Tranche& tranche = tranches_[account.tranche_number];
      Apply(change, taken, &tranche.free);
      Apply(change, amount, &tranche.lapsed);
      return SetBounds(account.tranche_number);
    }
    case Measure::kSettled:
      return Apply(change, amount, &settled_);
    case Measure::kAdvances:
      return ApplyAdvance(change, amount, &tranches_[account.tranche_number]);
    default:  // the other measures have no guards
      return;
  }
}

void ScopeState::Add(const AccountView& account, const DayAmount& amount) {
  Apply(&RunningBalance::Add, account, amount);
}

void ScopeState::Undo(const AccountView& account, const DayAmount& amount) {
  Apply(&RunningBalance::Undo, account, amount);
  const auto tranche = tranches_.find(account.tranche_number);
  if (tranche == tranches_.end()) return;
  if (tranche->second.IsEmpty()) tranches_.erase(tranche);
}

void ScopeState::Add(const Allocation& allocation) {
  if (allocation.reverses == 0) {
    brought_.push_back(PartOf(allocation));
    if (allocation.is_carried) ++carried_;
    return Bring(brought_.back());
  }
  if (!reversed_.insert(allocation.reverses).second) return;
  for (const TranchePool& part : BroughtBy(allocation.reverses)) TakeAway(part);
}

void ScopeState::Undo(const Allocation& allocation) {
  if (allocation.reverses != 0) {
    if (reversed_.erase(allocation.reverses) == 0) return;
    for (const TranchePool& part : BroughtBy(allocation.reverses)) Bring(part);
    return;
  }
  TRANCHE_CHECK(!brought_.empty(), "no allocation of event ", allocation.sequence);
  TRANCHE_CHECK(brought_.back().sequence == allocation.sequence, "the allocation of event ", allocation.sequence,
                " is not the last one");
  TakeAway(brought_.back());
  if (brought_.back().is_carried) --carried_;
  brought_.pop_back();
}

bool ScopeState::WasHeld(uint32_t number, bool is_carried) const {
  if (is_carried && carried_ == 0) return false;
  return std::any_of(brought_.begin(), brought_.end(),
                     [&](const TranchePool& part) { return part.number == number && part.is_carried == is_carried; });
}

absl::Span<const TranchePool> ScopeState::BroughtBy(Sequence event) const {
  const auto [first, last] =
      std::equal_range(brought_.begin(), brought_.end(), TranchePool{0, "", CivilDate(), event},
                       [](const TranchePool& a, const TranchePool& b) { return a.sequence < b.sequence; });
  return absl::MakeConstSpan(brought_).subspan(static_cast<size_t>(first - brought_.begin()),
                                               static_cast<size_t>(last - first));
}

void ScopeState::Bring(const TranchePool& part) {
  TranchePools& parts = parts_[part.number];
  if (!parts.empty()) {
    if (IsOlderPool()(*parts.begin(), part)) {
      parts.insert(parts.end(), part);  // most are the newest
      return;
    }
    Hide(*parts.begin());
  }
  parts.insert(part);
  Show(part);
}

void ScopeState::TakeAway(const TranchePool& part) {
  const auto parts = parts_.find(part.number);
  if (parts == parts_.end()) return;
  if (IsOlderPool()(*parts->second.begin(), part)) {
    parts->second.erase(part);
    return;
  }
  Hide(*parts->second.begin());
  parts->second.erase(part);
  if (parts->second.empty()) {
    parts_.erase(parts);
  } else {
    Show(*parts->second.begin());
  }
}

void ScopeState::Show(const TranchePool& pool) {
  pools_.insert(pool);
  SetBounds(pool.number);
}

void ScopeState::Hide(const TranchePool& pool) {
  pools_.erase(pool);
  const auto tree = pools_by_areas_.find(pool.areas);
  tree->second.Erase(pool);
  if (tree->second.size() == 0) pools_by_areas_.erase(tree);
}

void ScopeState::SetBounds(uint32_t number) {
  const TranchePool* const pool = FindPool(number);
  if (pool == nullptr) return;
  const Tranche& money = tranche(number);
  pools_by_areas_[pool->areas].Put(*pool, {PoolTree::Most::Of(money.free), PoolTree::Most::Of(money.disbursed)});
}

const TranchePool* ScopeState::FindPool(uint32_t number) const {
  const auto parts = parts_.find(number);
  return parts == parts_.end() ? nullptr : &*parts->second.begin();
}

const ScopeState::Tranche& ScopeState::tranche(uint32_t number) const {
  static const Tranche kNone;
  const auto found = tranches_.find(number);
  return found == tranches_.end() ? kNone : found->second;
}

size_t ScopeState::bytes() const {
  return sizeof(*this) + points_ * 2 * sizeof(RunningBalance::Point) + brought_.size() * kBytesOfAnAllocation +
         reversed_.size() * 48;
}

}  // namespace tranche
