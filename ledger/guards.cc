#include "ledger/guards.h"

#include <map>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ledger/money.h"

namespace tranche {
namespace {

// One rule: on every day, `ceiling` less `used` (nothing, when there is none) is not negative.
struct Rule {
  Measure ceiling;
  std::optional<Measure> used;
  uint32_t tranche_number = 0;  // 0: all tranches together
};

// What a rule leaves free: the change of each day, before and through the event asked for.
struct Change {
  AmountSum booked = 0;
  AmountSum asked = 0;
};
using Changes = std::map<CivilDate, Change>;

AmountSum Effect(const Rule& rule, const Posting& posting) {
  if (rule.tranche_number != 0 && posting.tranche_number != rule.tranche_number) return 0;
  if (rule.ceiling == posting.measure) return posting.amount;
  if (rule.used == posting.measure) return -AmountSum(posting.amount);
  return 0;
}

Changes ChangesOf(const Rule& rule, absl::Span<const DatedPosting> booked, absl::Span<const DatedPosting> asked) {
  Changes changes;
  for (const DatedPosting& dated : booked) changes[dated.effective_date].booked += Effect(rule, dated.posting);
  for (const DatedPosting& dated : asked) changes[dated.effective_date].asked += Effect(rule, dated.posting);
  return changes;
}

std::string Subject(const Rule& rule, const GuardScope& scope) {
  const std::string books = absl::StrCat(scope.unit, ", ", scope.source, ", ", scope.fiscal_year);
  return rule.tranche_number == 0 ? books : absl::StrCat("tranche ", rule.tranche_number, " of ", books);
}

std::string Meaning(const Rule& rule) {
  if (!rule.used) return absl::StrCat(MeasureName(rule.ceiling), " would fall below zero");
  return absl::StrCat(MeasureName(*rule.used), " would exceed ", MeasureName(rule.ceiling));
}

absl::Status Broken(const Rule& rule, const GuardScope& scope, CivilDate day, AmountSum available, AmountSum asked,
                    absl::string_view currency) {
  return absl::FailedPreconditionError(absl::StrCat(Subject(rule, scope), ": ", Meaning(rule), " on ", day.ToString(),
                                                    ": available ", ToGroupedDigits(available), " ", currency,
                                                    ", asked ", ToGroupedDigits(asked), " ", currency));
}

absl::Status CheckRule(const Rule& rule, const GuardScope& scope, const Changes& changes, absl::string_view currency) {
  AmountSum booked = 0;
  AmountSum asked = 0;
  for (const auto& [day, change] : changes) {
    booked += change.booked;
    asked += change.asked;
    if (asked < 0 && booked + asked < 0) return Broken(rule, scope, day, booked, -asked, currency);
  }
  return absl::OkStatus();
}

std::vector<Rule> RulesFor(absl::Span<const DatedPosting> asked) {
  std::set<uint32_t> tranches;
  bool is_allocation = false;
  for (const DatedPosting& dated : asked) {
    if (dated.posting.tranche_number != 0) tranches.insert(dated.posting.tranche_number);
    is_allocation |= dated.posting.measure == Measure::kPlan || dated.posting.measure == Measure::kAllocated;
  }
  std::vector<Rule> rules;
  if (is_allocation) rules.push_back({Measure::kPlan, Measure::kAllocated, 0});
  for (uint32_t tranche : tranches) {
    rules.push_back({Measure::kAllocated, Measure::kDisbursed, tranche});
    rules.push_back({Measure::kDisbursed, std::nullopt, tranche});
  }
  return rules;
}

}  // namespace

absl::Status CheckGuards(const GuardScope& scope, absl::Span<const DatedPosting> booked,
                         absl::Span<const DatedPosting> asked, absl::string_view currency) {
  for (const Rule& rule : RulesFor(asked)) {
    absl::Status status = CheckRule(rule, scope, ChangesOf(rule, booked, asked), currency);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace tranche
