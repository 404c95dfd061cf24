#include "ledger/rules/guards.h"

#include <algorithm>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "events/money.h"
#include "events/refusal.h"
#include "ledger/rules/rules_version.h"
#include "ledger/rules/running_balance.h"

namespace tranche {
namespace {

// One rule: some balance is never negative, on any day.
struct Rule {
  enum Kind {
    kWithinPlan,     // plan less allocated, of the scope
    kWithinTranche,  // allocated and carried less lapsed, committed and disbursed, of a tranche
    kPaidByTranche,  // disbursed, of a tranche
    kPaidForGood,    // disbursed less advances, of a tranche
    kPaidOnLine,     // disbursed, of an area and a project of a tranche
    kGivenUp,        // lapsed, of a tranche
  };

  Kind kind = kWithinPlan;
  uint32_t tranche_number = 0;           // not for kWithinPlan
  const PostingView* posting = nullptr;  // for kPaidOnLine: a posting of the line
};

// What is asked, and of which scope; also for messages.
struct Asked {
  const ScopeView& scope;
  const ScopeState& state;
  PaidOnAccount paid;
  absl::Span<const PostingView> postings;
  CivilDate day;
  absl::string_view currency;
};

bool IsOnLine(const PostingView& line, const PostingView& posting) {
  return posting.line.area == line.line.area && posting.line.project == line.line.project;
}

AmountSum Effect(const Rule& rule, const PostingView& posting) {
  const AmountSum amount = posting.amount;
  if (rule.kind == Rule::kWithinPlan) {
    if (posting.measure == Measure::kPlan) return amount;
    return posting.measure == Measure::kAllocated ? -amount : 0;
  }
  if (posting.tranche_number != rule.tranche_number) return 0;
  if (rule.kind == Rule::kGivenUp) return posting.measure == Measure::kLapsed ? amount : 0;
  if (BringsTranche(posting.measure)) return rule.kind == Rule::kWithinTranche ? amount : 0;
  if (posting.measure == Measure::kCommitted || posting.measure == Measure::kLapsed)
    return rule.kind == Rule::kWithinTranche ? -amount : 0;
  if (posting.measure == Measure::kAdvances) return rule.kind == Rule::kPaidForGood ? -amount : 0;
  if (posting.measure != Measure::kDisbursed) return 0;
  if (rule.kind == Rule::kWithinTranche) return -amount;
  return rule.kind != Rule::kPaidOnLine || IsOnLine(*rule.posting, posting) ? amount : 0;
}

const RunningBalance& LeftBy(const Rule& rule, const ScopeState& state) {
  if (rule.kind == Rule::kWithinPlan) return state.to_allocate();
  const ScopeState::Tranche& tranche = state.tranche(rule.tranche_number);
  if (rule.kind == Rule::kWithinTranche) return tranche.free;
  if (rule.kind == Rule::kGivenUp) return tranche.lapsed;
  const bool has_advances = rule.kind == Rule::kPaidForGood && tranche.advances.days() > 0;
  return has_advances ? tranche.beyond_advances : tranche.disbursed;
}

bool Moves(Measure measure, const Asked& asked) {
  return std::any_of(asked.postings.begin(), asked.postings.end(),
                     [&](const PostingView& posting) { return posting.measure == measure; });
}

bool Lowers(Measure measure, const Asked& asked) {
  return std::any_of(asked.postings.begin(), asked.postings.end(),
                     [&](const PostingView& posting) { return posting.measure == measure && posting.amount < 0; });
}

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

absl::Status PlanBroken(const Asked& asked, RefusalFields fields) {
  if (Lowers(Measure::kPlan, asked))
    return Refuse(kRefused, "guard.plan-below-allocated",
                  "{scope}: the plan would fall below what is allocated on {day}: available {available} {currency}, "
                  "asked {asked} {currency}",
                  std::move(fields));
  return Refuse(kRefused, "guard.allocated-over-plan",
                "{scope}: allocated would exceed plan on {day}: available {available} {currency}, asked {asked} "
                "{currency}",
                std::move(fields));
}

absl::Status TrancheBroken(const Asked& asked, uint32_t tranche, RefusalFields fields) {
  if (Lowers(Measure::kAllocated, asked) || Lowers(Measure::kCarried, asked) || Moves(Measure::kLapsed, asked))
    return Refuse(kRefused, "guard.tranche-below-disbursed",
                  "more than tranche {tranche} of {scope} has left on {day}: available {available} {currency}, asked "
                  "{asked} {currency}",
                  std::move(fields));
  const ScopeState::Tranche& held = asked.state.tranche(tranche);
  const bool is_more_than_paid = held.committed.days() > 0 || held.carried.days() > 0 || held.lapsed.days() > 0 ||
                                 Moves(Measure::kCommitted, asked);
  if (is_more_than_paid)
    return Refuse(kRefused, "guard.committed-over-allocated",
                  "tranche {tranche} of {scope}: committed and disbursed would exceed what was given on {day}: "
                  "available {available} {currency}, asked {asked} {currency}",
                  std::move(fields));
  return Refuse(kRefused, "guard.disbursed-over-allocated",
                "tranche {tranche} of {scope}: disbursed would exceed allocated on {day}: available {available} "
                "{currency}, asked {asked} {currency}",
                std::move(fields));
}

absl::Status LineBroken(const LineView& line, RefusalFields fields) {
  fields.push_back(line.area.empty() ? WordField("area", "no area") : TextField("area", line.area));
  fields.push_back(TextField("project", line.project));
  if (line.project.empty())
    return Refuse(kRefused, "guard.line-disbursed-below-zero",
                  "tranche {tranche} of {scope}, for {area}: disbursed would fall below zero on {day}: available "
                  "{available} {currency}, asked {asked} {currency}",
                  std::move(fields));
  return Refuse(kRefused, "guard.line-disbursed-below-zero",
                "tranche {tranche} of {scope}, for {area}, project {project}: disbursed would fall below zero on "
                "{day}: available {available} {currency}, asked {asked} {currency}",
                std::move(fields));
}

absl::Status Broken(const Rule& rule, const Asked& asked, const RunningBalance::Point& found, AmountSum amount) {
  RefusalFields fields = {ScopeField("scope", asked.scope),
                          NumberField("tranche", rule.tranche_number),
                          DayField("day", CivilDate::FromDaysSinceEpoch(found.day)),
                          AmountField("available", found.balance),
                          AmountField("asked", amount),
                          TextField("currency", asked.currency)};
  switch (rule.kind) {
    case Rule::kWithinPlan:
      return PlanBroken(asked, std::move(fields));
    case Rule::kWithinTranche:
      return TrancheBroken(asked, rule.tranche_number, std::move(fields));
    case Rule::kPaidForGood:
      return Adding(Refuse(kRefused, "guard.advances-over-disbursed",
                           "tranche {tranche} of {scope}: advances would exceed what is disbursed on {day}: available "
                           "{available} {currency}, asked {asked} {currency}",
                           std::move(fields)),
                    "record what comes back of an advance as advance-recovery");
    case Rule::kPaidOnLine:
      return LineBroken(rule.posting->line, std::move(fields));
    case Rule::kGivenUp:
      return Refuse(kRefused, "guard.lapsed-below-zero",
                    "tranche {tranche} of {scope}: lapsed would fall below zero on {day}: available {available} "
                    "{currency}, asked {asked} {currency}",
                    std::move(fields));
    case Rule::kPaidByTranche:
      break;
  }
  return Refuse(kRefused, "guard.disbursed-below-zero",
                "tranche {tranche} of {scope}: disbursed would fall below zero on {day}: available {available} "
                "{currency}, asked {asked} {currency}",
                std::move(fields));
}

absl::Status CheckRule(const Rule& rule, const Asked& asked) {
  AmountSum effect = 0;
  for (const PostingView& posting : asked.postings) effect += Effect(rule, posting);
  if (effect >= 0) return absl::OkStatus();
  const auto check = [&](const RunningBalance& left) {
    const auto found = left.FirstBelow(DayOf(asked.day), -effect);
    return found ? Broken(rule, asked, *found, -effect) : absl::OkStatus();
  };
  if (rule.kind != Rule::kPaidOnLine) return check(LeftBy(rule, asked.state));
  const absl::StatusOr<const RunningBalance*> paid = asked.paid(AccountOf(*rule.posting));
  return paid.ok() ? check(**paid) : paid.status();
}

using Rules = absl::InlinedVector<Rule, 4>;

// `version`  of the rules in force.
Rules RulesFor(absl::Span<const PostingView> asked, const ScopeState& state, uint32_t version) {
  absl::InlinedVector<uint32_t, 4> tranches;
  bool is_allocation = false;
  Rules rules;
  for (const PostingView& posting : asked) {
    if (posting.tranche_number != 0) tranches.push_back(posting.tranche_number);
    is_allocation |= posting.measure == Measure::kPlan || posting.measure == Measure::kAllocated;
    const bool gives_back = posting.measure == Measure::kDisbursed && posting.amount < 0;
    if (gives_back && version >= kRulesOfPaidLines)
      rules.push_back({Rule::kPaidOnLine, posting.tranche_number, &posting});
  }
  std::sort(tranches.begin(), tranches.end());
  tranches.erase(std::unique(tranches.begin(), tranches.end()), tranches.end());
  if (is_allocation) rules.push_back({Rule::kWithinPlan});
  for (const uint32_t tranche : tranches) {
    rules.push_back({Rule::kWithinTranche, tranche});
    rules.push_back({Rule::kPaidByTranche, tranche});
    if (state.tranche(tranche).advances.days() > 0) rules.push_back({Rule::kPaidForGood, tranche});
    if (state.tranche(tranche).lapsed.days() > 0) rules.push_back({Rule::kGivenUp, tranche});
  }
  return rules;
}

}  // namespace

absl::Status CheckGuards(const ScopeView& scope, const ScopeState& state, PaidOnAccount paid,
                         absl::Span<const PostingView> asked, CivilDate day, absl::string_view currency,
                         uint32_t rules) {
  const Asked all = {scope, state, paid, asked, day, currency};
  for (const Rule& rule : RulesFor(asked, state, rules)) {
    absl::Status status = CheckRule(rule, all);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace tranche
