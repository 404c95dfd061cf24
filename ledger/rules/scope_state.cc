#include "ledger/rules/scope_state.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/check.h"

namespace tranche {
namespace {

bool IsOlder(const TranchePool& a, const TranchePool& b) {
  return std::tie(a.since, a.sequence, a.number) < std::tie(b.since, b.sequence, b.number);
}

}  // namespace

void ScopeState::Apply(Change change, const DayAmount& amount, RunningBalance* balance) {
  points_ -= balance->days();
  (balance->*change)(amount.day, amount.amount);
  points_ += balance->days();
}

void ScopeState::Apply(Change change, const AccountView& account, const DayAmount& amount) {
  const DayAmount taken = {amount.day, -amount.amount};
  switch (account.measure) {
    case Measure::kPlan:
      return Apply(change, amount, &to_allocate_);
    case Measure::kAllocated:
      Apply(change, taken, &to_allocate_);
      return Apply(change, amount, &tranches_[account.tranche_number].to_disburse);
    case Measure::kDisbursed: {
      Tranche& tranche = tranches_[account.tranche_number];
      Apply(change, taken, &tranche.to_disburse);
      return Apply(change, amount, &tranche.disbursed);
    }
    default:  // no guard holds for the other measures
      return;
  }
}

void ScopeState::Add(const AccountView& account, const DayAmount& amount) {
  Apply(&RunningBalance::Add, account, amount);
}

void ScopeState::TakeBack(const AccountView& account, const DayAmount& amount) {
  Apply(&RunningBalance::TakeBack, account, amount);
  const auto tranche = tranches_.find(account.tranche_number);
  if (tranche == tranches_.end()) return;
  if (tranche->second.to_disburse.days() == 0 && tranche->second.disbursed.days() == 0) tranches_.erase(tranche);
}

// Most allocations add to a tranche that is there already and is older.
void ScopeState::Add(const Allocation& allocation) {
  if (allocation.reverses != 0) {
    if (reversed_.insert(allocation.reverses).second) FindPools();
    return;
  }
  allocations_.push_back(allocation);
  const TranchePool pool{allocation.tranche_number, allocation.areas, CivilDate::FromDaysSinceEpoch(allocation.day),
                         allocation.sequence};
  const bool is_known = std::any_of(pools_.begin(), pools_.end(), [&](const TranchePool& known) {
    return known.number == pool.number && IsOlder(known, pool);
  });
  if (!is_known) FindPools();
}

void ScopeState::TakeBack(const Allocation& allocation) {
  if (allocation.reverses != 0) {
    if (reversed_.erase(allocation.reverses) != 0) FindPools();
    return;
  }
  TRANCHE_CHECK(!allocations_.empty() && allocations_.back().sequence == allocation.sequence,
                "the allocation of event ", allocation.sequence, " is not the last one");
  allocations_.pop_back();
  const bool was_oldest = std::any_of(pools_.begin(), pools_.end(), [&](const TranchePool& pool) {
    return pool.number == allocation.tranche_number && pool.sequence == allocation.sequence;
  });
  if (was_oldest) FindPools();
}

void ScopeState::FindPools() {
  std::map<uint32_t, TranchePool> oldest;
  for (const Allocation& each : allocations_) {
    if (reversed_.contains(each.sequence)) continue;
    const TranchePool pool{each.tranche_number, each.areas, CivilDate::FromDaysSinceEpoch(each.day), each.sequence};
    TranchePool& first = oldest.try_emplace(pool.number, pool).first->second;
    if (IsOlder(pool, first)) first = pool;
  }
  pools_.clear();
  for (auto& [number, pool] : oldest) pools_.push_back(std::move(pool));
  std::sort(pools_.begin(), pools_.end(), IsOlder);
}

const ScopeState::Tranche& ScopeState::tranche(uint32_t number) const {
  static const Tranche kNone;
  const auto found = tranches_.find(number);
  return found == tranches_.end() ? kNone : found->second;
}

size_t ScopeState::bytes() const {
  return sizeof(*this) + points_ * 2 * sizeof(RunningBalance::Point) + allocations_.size() * sizeof(Allocation) +
         reversed_.size() * 48;
}

std::string DescribePools(const std::vector<TranchePool>& pools) {
  if (pools.empty()) return "none";
  return absl::StrJoin(pools, ", ", [](std::string* out, const TranchePool& pool) {
    absl::StrAppend(out, pool.number, " (", pool.areas.empty() ? "any area" : pool.areas, ")");
  });
}

}  // namespace tranche
