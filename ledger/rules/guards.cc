#include "ledger/rules/guards.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "events/money.h"
#include "ledger/rules/running_balance.h"

namespace tranche {
namespace {

// One rule: on every day, `ceiling` less `used` (nothing, when there is none) is not negative.
struct Rule {
  Measure ceiling;
  std::optional<Measure> used;
  uint32_t tranche_number = 0;  // 0: all tranches together
};

AmountSum Effect(const Rule& rule, const PostingView& posting) {
  if (rule.tranche_number != 0 && posting.tranche_number != rule.tranche_number) return 0;
  if (rule.ceiling == posting.measure) return posting.amount;
  if (rule.used == posting.measure) return -AmountSum(posting.amount);
  return 0;
}

const RunningBalance& LeftBy(const Rule& rule, const ScopeState& state) {
  if (rule.tranche_number == 0) return state.to_allocate();
  const ScopeState::Tranche& tranche = state.tranche(rule.tranche_number);
  return rule.used ? tranche.to_disburse : tranche.disbursed;
}

std::string Subject(const Rule& rule, const ScopeView& scope) {
  const std::string books = DescribeScope(scope);
  return rule.tranche_number == 0 ? books : absl::StrCat("tranche ", rule.tranche_number, " of ", books);
}

std::string Meaning(const Rule& rule) {
  if (!rule.used) return absl::StrCat(MeasureName(rule.ceiling), " would fall below zero");
  return absl::StrCat(MeasureName(*rule.used), " would exceed ", MeasureName(rule.ceiling));
}

absl::Status Broken(const Rule& rule, const ScopeView& scope, const RunningBalance::Point& found, AmountSum asked,
                    absl::string_view currency) {
  return absl::FailedPreconditionError(absl::StrCat(Subject(rule, scope), ": ", Meaning(rule), " on ",
                                                    CivilDate::FromDaysSinceEpoch(found.day).ToString(), ": available ",
                                                    ToGroupedDigits(found.balance), " ", currency, ", asked ",
                                                    ToGroupedDigits(asked), " ", currency));
}

absl::Status CheckRule(const Rule& rule, const ScopeView& scope, const ScopeState& state,
                       absl::Span<const PostingView> asked, CivilDate day, absl::string_view currency) {
  AmountSum effect = 0;
  for (const PostingView& posting : asked) effect += Effect(rule, posting);
  if (effect >= 0) return absl::OkStatus();
  const auto found = LeftBy(rule, state).FirstBelow(static_cast<int32_t>(day.DaysSinceEpoch()), -effect);
  return found ? Broken(rule, scope, *found, -effect, currency) : absl::OkStatus();
}

using Rules = absl::InlinedVector<Rule, 4>;

Rules RulesFor(absl::Span<const PostingView> asked) {
  absl::InlinedVector<uint32_t, 4> tranches;
  bool is_allocation = false;
  for (const PostingView& posting : asked) {
    if (posting.tranche_number != 0) tranches.push_back(posting.tranche_number);
    is_allocation |= posting.measure == Measure::kPlan || posting.measure == Measure::kAllocated;
  }
  std::sort(tranches.begin(), tranches.end());
  tranches.erase(std::unique(tranches.begin(), tranches.end()), tranches.end());
  Rules rules;
  if (is_allocation) rules.push_back({Measure::kPlan, Measure::kAllocated, 0});
  for (const uint32_t tranche : tranches) {
    rules.push_back({Measure::kAllocated, Measure::kDisbursed, tranche});
    rules.push_back({Measure::kDisbursed, std::nullopt, tranche});
  }
  return rules;
}

}  // namespace

absl::Status CheckGuards(const ScopeView& scope, const ScopeState& state, absl::Span<const PostingView> asked,
                         CivilDate day, absl::string_view currency) {
  for (const Rule& rule : RulesFor(asked)) {
    absl::Status status = CheckRule(rule, scope, state, asked, day, currency);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace tranche
