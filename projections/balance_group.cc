#include "projections/balance_group.h"

#include <algorithm>

#include "events/civil_date.h"
#include "events/year_days.h"

namespace tranche {
namespace {

CivilDate FirstDayOf(std::optional<int32_t> fiscal_year) {
  return fiscal_year ? FirstDayOfYear(*fiscal_year).value_or(CivilDate()) : CivilDate();
}

}  // namespace

void BalanceGroup::Statements::Add(const std::string& unit, const MeasureSums& amounts) {
  if (amounts.Has(Measure::kPlan)) plan.Add(unit);
  if (amounts.Has(Measure::kExecuted)) executed.Add(unit);
}

BalanceGroup::BalanceGroup(const Geography* geography, std::optional<int32_t> fiscal_year)
    : geography_(geography), any_(geography, FirstDayOf(fiscal_year)), stated_(geography, FirstDayOf(fiscal_year)) {}

void BalanceGroup::Add(const BudgetLine& line, const MeasureSums& amounts) {
  sums_ += amounts;
  any_.Add(line.unit);
  if (!amounts.Has(Measure::kPlan) && !amounts.Has(Measure::kExecuted)) return;
  stated_.Add(line.unit, amounts);
  stated_for_.try_emplace({line.source, line.fiscal_year}, geography_, FirstDayOf(line.fiscal_year))
      .first->second.Add(line.unit, amounts);
}

void BalanceGroup::AddLeft(const BudgetLine& line, const ScopeLeft& left) {
  left_ += left;
  if (left.to_disburse <= 0) return;
  if (scopes_to_disburse_++ == 0) first_to_disburse_ = ToScope(ScopeOf(line));
}

bool BalanceGroup::CoversAll(Measure part, Measure whole) const {
  return std::all_of(stated_for_.begin(), stated_for_.end(),
                     [&](const auto& entry) { return entry.second.Of(part).CoversAll(entry.second.Of(whole)); });
}

}  // namespace tranche
