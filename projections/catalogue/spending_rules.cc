#include "projections/catalogue/spending_rules.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "events/kinds/id_list.h"
#include "events/kinds/kinds.h"

namespace tranche {
namespace {

bool NamesKind(const v1::RuleDefined& terms, const EventKind& kind) {
  return std::find(terms.kinds().begin(), terms.kinds().end(), kind.name) != terms.kinds().end();
}

std::tuple<bool, bool, bool> SpecificityOf(const SpendingRule& rule) {
  return {!rule.terms.project_kinds().empty(), !rule.terms.area_ids().empty(), !rule.terms.source_ids().empty()};
}

}  // namespace

bool SpendingRule::HasArea(absl::string_view area) const { return kinds::AllowsId(terms.area_ids(), area); }

bool SpendingRule::HasSource(absl::string_view source) const { return kinds::AllowsId(terms.source_ids(), source); }

bool SpendingRule::HasProjectKind(const std::optional<std::string>& project_kind) const {
  return terms.project_kinds().empty() || (project_kind && kinds::AllowsId(terms.project_kinds(), *project_kind));
}

bool SpendingRule::Concerns(v1::Event::KindCase kind) const {
  switch (terms.what()) {
    case v1::RULE_WHAT_ADVANCE_RATE:
      return kind == v1::Event::kAdvancePaid;
    case v1::RULE_WHAT_CARRY_CASES:
      return kind == v1::Event::kBalanceCarriedOver;
    case v1::RULE_WHAT_SUPPORT_CAP:
      return kind == v1::Event::kProjectRegistered || kind == v1::Event::kProjectAmended;
    case v1::RULE_WHAT_LAST_DAY:
    case v1::RULE_WHAT_FIRST_DAY:
    case v1::RULE_WHAT_AUTHORITY: {
      const EventKind* const named = FindKind(static_cast<uint64_t>(kind));
      return named != nullptr && NamesKind(terms, *named);
    }
    default:
      return false;
  }
}

bool SpendingRule::IsJudged() const {
  const absl::Span<const EventKind* const> all = AllKinds();
  return std::any_of(all.begin(), all.end(), [this](const EventKind* kind) { return Concerns(kind->number); });
}

void KeepMostSpecificRates(std::vector<const SpendingRule*>* rules) {
  std::tuple<bool, bool, bool> most;
  for (const SpendingRule* rule : *rules) {
    if (rule->terms.what() == v1::RULE_WHAT_ADVANCE_RATE) most = std::max(most, SpecificityOf(*rule));
  }
  std::erase_if(*rules, [&](const SpendingRule* rule) {
    return rule->terms.what() == v1::RULE_WHAT_ADVANCE_RATE && SpecificityOf(*rule) != most;
  });
}

CivilDate SpendingRule::DayFor(int32_t fiscal_year) const {
  const int32_t month = (fiscal_year + terms.year_offset()) * 10'000 + static_cast<int32_t>(terms.month()) * 100;
  int32_t day = static_cast<int32_t>(terms.day());
  while (day > 28 && !CivilDate::FromNumber(month + day).ok()) --day;
  return CivilDate::FromNumber(month + day).value_or(CivilDate::Max());
}

void SpendingRules::Define(Sequence sequence, const v1::RuleDefined& terms, CivilDate first_day) {
  const SpendingRule& rule = by_id_[terms.rule_id()][first_day] = {sequence, terms, first_day};
  for (const EventKind* kind : AllKinds()) {
    if (rule.Concerns(kind->number)) concerned_.set(static_cast<size_t>(kind->number));
  }
}

const SpendingRule* SpendingRules::InForceOn(CivilDate day, absl::string_view rule_id) const {
  const ByFirstDay* const of_id = by_id_.Find(rule_id);
  if (of_id == nullptr) return nullptr;
  const auto after = of_id->upper_bound(day);
  return after == of_id->begin() ? nullptr : &std::prev(after)->second;
}

std::vector<const SpendingRule*> SpendingRules::InForceOn(CivilDate day) const {
  std::vector<const SpendingRule*> rules;
  for (const auto& [id, of_id] : by_id_) {
    const auto after = of_id.upper_bound(day);
    if (after != of_id.begin()) rules.push_back(&std::prev(after)->second);
  }
  return rules;
}

std::vector<const SpendingRule*> SpendingRules::Of(v1::Event::KindCase kind, CivilDate day) const {
  if (!MayConcern(kind)) return {};
  std::vector<const SpendingRule*> rules = InForceOn(day);
  std::erase_if(rules, [kind](const SpendingRule* rule) { return !rule->Concerns(kind); });
  return rules;
}

std::optional<CivilDate> SpendingRules::LastDayOf(const SpendingRule& rule) const {
  const ByFirstDay& of_id = *by_id_.Find(rule.terms.rule_id());
  const auto next = of_id.upper_bound(rule.first_day);
  if (next == of_id.end()) return std::nullopt;
  return next->first.PlusDays(-1);
}

}  // namespace tranche
