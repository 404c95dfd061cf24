#include "ledger/rules/scope_states.h"

#include <string>
#include <utility>
#include <vector>

#include "events/check.h"
#include "events/civil_date.h"

namespace tranche {
namespace {

int32_t DayOfEvent(const EventView& event) { return DayOf(CivilDate::FromNumber(event.effective_date).value()); }

// True for a posting that brings money to a tranche, or reverses an event that did.
bool IsAllocation(const EventView& event, const PostingView& posting) {
  return BringsTranche(posting.measure) && (event.reversed_sequence != 0 || posting.amount > 0);
}

Allocation AllocationOf(const EventView& event, int32_t day, const PostingView& posting) {
  const bool is_carried = event.reversed_sequence == 0 && posting.measure == Measure::kCarried;
  return {event.sequence,          day,       posting.tranche_number, std::string(posting.line.area),
          event.reversed_sequence, is_carried};
}

}  // namespace

absl::StatusOr<ScopeState> ReadScopeState(const BalanceIndex& index, const Scope& scope) {
  ScopeState state;
  std::vector<Allocation> allocations;
  const absl::Status read = index.VisitDays(
      scope, [&](const Account& account, const DayAmount& amount) { state.Add(account, amount); }, &allocations);
  if (!read.ok()) return read;
  for (const Allocation& allocation : allocations) state.Add(allocation);
  return state;
}

void ScopeStates::Count(Kept* kept) {
  bytes_ -= kept->bytes;
  constexpr size_t kBytesOfALine = sizeof(Account) + sizeof(Paid) + 64;
  kept->bytes =
      kept->state.bytes() + kept->paid.size() * kBytesOfALine + kept->paid_days * 2 * sizeof(RunningBalance::Point);
  bytes_ += kept->bytes;
}

absl::StatusOr<const ScopeState*> ScopeStates::Of(const ScopeView& scope) {
  if (IsNewest(scope)) return &by_use_.front().state;
  const auto found = states_.find(scope);
  if (found != states_.end()) {
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    return &found->second->state;
  }
  const Scope own = ToScope(scope);
  ++loads_;
  absl::StatusOr<ScopeState> state = ReadScopeState(index_, own);
  if (!state.ok()) return state.status();
  by_use_.push_front({own, *std::move(state), {}});
  states_.emplace(own, by_use_.begin());
  Count(&by_use_.front());
  return &by_use_.front().state;
}

absl::Status ScopeStates::Use(const ScopeView& scope, Place* place) {
  if (place->evicted_ == evicted_) {
    if (place->kept_ != by_use_.begin()) by_use_.splice(by_use_.begin(), by_use_, place->kept_);
    return absl::OkStatus();
  }
  if (const auto state = Of(scope); !state.ok()) return state.status();
  place->kept_ = by_use_.begin();
  place->evicted_ = evicted_;
  return absl::OkStatus();
}

absl::StatusOr<const RunningBalance*> ScopeStates::PaidOn(const ScopeView& scope, const AccountView& account) {
  const auto found = states_.find(scope);
  TRANCHE_CHECK(found != states_.end(), "the state of ", DescribeScope(scope), " was not asked for");
  Kept& kept = *found->second;
  auto paid = kept.paid.find(account);
  const Sequence after = paid == kept.paid.end() ? 0 : paid->second.last;
  if (absl::Status read = index_.DaysOf(kept.scope, account, after, &days_); !read.ok()) return read;
  if (paid == kept.paid.end()) paid = kept.paid.try_emplace(ToAccount(account)).first;
  RunningBalance& balance = paid->second.balance;
  kept.paid_days -= balance.days();
  if (days_.is_whole) {
    balance = RunningBalance(absl::MakeSpan(days_.amounts));
  } else {
    for (const DayAmount& amount : days_.amounts) balance.Add(amount.day, amount.amount);
  }
  kept.paid_days += balance.days();
  paid->second.last = days_.last;
  Count(&kept);
  return &balance;
}

ScopeStates::Kept* ScopeStates::FindKept(const PostingView& posting) {
  const ScopeView scope = ScopeOf(posting.line);
  if (IsNewest(scope)) return &by_use_.front();
  const auto found = states_.find(scope);
  return found == states_.end() ? nullptr : &*found->second;
}

void ScopeStates::Add(const EventView& event, absl::Span<const PostingView> postings) {
  const int32_t day = DayOfEvent(event);
  for (const PostingView& posting : postings) {
    Kept* kept = FindKept(posting);
    if (kept == nullptr) continue;
    kept->state.Add(AccountOf(posting), {day, posting.amount});
    if (IsAllocation(event, posting)) kept->state.Add(AllocationOf(event, day, posting));
    Count(kept);
  }
}

void ScopeStates::Undo(const EventView& event, absl::Span<const PostingView> postings) {
  const int32_t day = DayOfEvent(event);
  for (auto posting = postings.rbegin(); posting != postings.rend(); ++posting) {
    Kept* kept = FindKept(*posting);
    if (kept == nullptr) continue;
    if (IsAllocation(event, *posting)) kept->state.Undo(AllocationOf(event, day, *posting));
    kept->state.Undo(AccountOf(*posting), {day, posting->amount});
    kept->paid.clear();  // it may be of what is undone
    kept->paid_days = 0;
    Count(kept);
  }
}

void ScopeStates::Trim() {
  while (bytes_ > kScopeStatesBytes) {
    bytes_ -= by_use_.back().bytes;
    states_.erase(by_use_.back().scope);
    by_use_.pop_back();
    ++evicted_;
  }
}

}  // namespace tranche
