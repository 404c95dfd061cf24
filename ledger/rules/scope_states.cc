#include "ledger/rules/scope_states.h"

#include <string>
#include <utility>
#include <vector>

#include "events/civil_date.h"

namespace tranche {

void ScopeStates::Count(Kept* kept) {
  bytes_ -= kept->bytes;
  kept->bytes = kept->state.bytes();
  bytes_ += kept->bytes;
}

absl::StatusOr<const ScopeState*> ScopeStates::Of(const ScopeView& scope) {
  const auto found = states_.find(scope);
  if (found != states_.end()) {
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    return &found->second->state;
  }
  const Scope own = ToScope(scope);
  ScopeState state;
  std::vector<Allocation> allocations;
  const absl::Status read = index_.VisitDays(
      own, [&](const Account& account, const DayAmount& amount) { state.Add(account, amount); }, &allocations);
  if (!read.ok()) return read;
  for (const Allocation& allocation : allocations) state.Add(allocation);
  by_use_.push_front({own, std::move(state)});
  states_.emplace(own, by_use_.begin());
  Count(&by_use_.front());
  return &by_use_.front().state;
}

void ScopeStates::Add(const EventView& event, absl::Span<const PostingView> postings) {
  const auto day = static_cast<int32_t>(CivilDate::FromNumber(event.effective_date).value().DaysSinceEpoch());
  const Sequence reverses = event.reversed_sequence;
  for (const PostingView& posting : postings) {
    const auto found = states_.find(ScopeOf(posting.line));
    if (found == states_.end()) continue;
    ScopeState& state = found->second->state;
    state.Add(AccountOf(posting), {day, posting.amount});
    if (posting.measure == Measure::kAllocated && (reverses != 0 || posting.amount > 0))
      state.Add(Allocation{event.sequence, day, posting.tranche_number, std::string(posting.line.area), reverses});
    Count(&*found->second);
  }
}

void ScopeStates::Forget(const Scope& scope) {
  const auto found = states_.find(scope);
  if (found == states_.end()) return;
  bytes_ -= found->second->bytes;
  by_use_.erase(found->second);
  states_.erase(found);
}

void ScopeStates::Trim() {
  while (bytes_ > kScopeStatesBytes) Forget(Scope(by_use_.back().scope));
}

}  // namespace tranche
