#include "ledger/rules/guards.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "events/money.h"
#include "events/refusal.h"
#include "ledger/rules/running_balance.h"

namespace tranche {
namespace {

// One rule: on every day, `ceiling` less `used` (nothing, when there is none) is not negative.
struct Rule {
  Measure ceiling;
  std::optional<Measure> used;
  absl::string_view code;
  absl::string_view text;
  uint32_t tranche_number = 0;  // 0: all tranches together
};

constexpr Rule kAllocatedWithinPlan = {
    Measure::kPlan, Measure::kAllocated, "guard.allocated-over-plan",
    "{scope}: allocated would exceed plan on {day}: available {available} {currency}, asked {asked} {currency}"};
constexpr Rule kDisbursedWithinAllocated = {
    Measure::kAllocated, Measure::kDisbursed, "guard.disbursed-over-allocated",
    "tranche {tranche} of {scope}: disbursed would exceed allocated on {day}: available {available} {currency}, asked "
    "{asked} {currency}"};
constexpr Rule kDisbursedNotNegative = {
    Measure::kDisbursed, std::nullopt, "guard.disbursed-below-zero",
    "tranche {tranche} of {scope}: disbursed would fall below zero on {day}: available {available} {currency}, asked "
    "{asked} {currency}"};

Rule OfTranche(Rule rule, uint32_t number) {
  rule.tranche_number = number;
  return rule;
}

AmountSum EffectOf(const PostingView& posting, const Rule& rule) {
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

absl::Status Broken(const Rule& rule, const ScopeView& scope, const RunningBalance::Point& found, AmountSum asked,
                    absl::string_view currency) {
  return Refuse(absl::StatusCode::kFailedPrecondition, rule.code, rule.text,
                {TextField("scope", DescribeScope(scope)), NumberField("tranche", rule.tranche_number),
                 DayField("day", CivilDate::FromDaysSinceEpoch(found.day)), AmountField("available", found.balance),
                 AmountField("asked", asked), TextField("currency", currency)});
}

absl::Status CheckRule(const Rule& rule, const ScopeView& scope, const ScopeState& state,
                       absl::Span<const PostingView> asked, CivilDate day, absl::string_view currency) {
  AmountSum effect = 0;
  for (const PostingView& posting : asked) effect += EffectOf(posting, rule);
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
  if (is_allocation) rules.push_back(kAllocatedWithinPlan);
  for (const uint32_t tranche : tranches) {
    rules.push_back(OfTranche(kDisbursedWithinAllocated, tranche));
    rules.push_back(OfTranche(kDisbursedNotNegative, tranche));
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
