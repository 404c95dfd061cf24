#include "import/money_entry.h"

#include "events/check.h"
#include "events/kinds/kinds.h"

namespace tranche {
namespace {

const EventKind& MoneyKind(const MoneyEntry& entry) {
  const EventKind* kind = FindKind(entry.kind);
  TRANCHE_CHECK(kind != nullptr && kind->effect == Effect::kMoney, "MoneyEntry: kind ", entry.kind, " moves no money");
  return *kind;
}

AreaViews ViewsOf(const std::vector<std::string>& areas) { return {areas.begin(), areas.end()}; }

}  // namespace

std::vector<EntryProblem> CheckEntry(const MoneyEntry& entry) {
  std::vector<EntryProblem> problems;
  const auto check = [&problems](bool good, absl::string_view column, absl::string_view wanted,
                                 absl::string_view or_column = "", bool is_of_other_kinds = false) {
    if (!good) problems.push_back({column, wanted, or_column, is_of_other_kinds});
  };
  constexpr bool kOfOtherKinds = true;
  const TrancheUse tranche = MoneyKind(entry).tranche;
  const bool is_tranche = tranche == TrancheUse::kOpens;
  const bool is_transfer = tranche == TrancheUse::kMoves;
  check(!is_tranche || entry.tranche_number > 0, "tranche_number", "the number of the tranche, 1 or more");
  check(tranche != TrancheUse::kNone || entry.tranche_number == 0, "tranche_number",
        "nothing: this kind has no tranche", "", kOfOtherKinds);
  check(is_tranche || entry.area_limits.empty(), "area_limits", "nothing: only a tranche is limited to areas", "",
        kOfOtherKinds);
  check(!is_transfer || !entry.to_unit.empty() || !entry.to_area.empty(), "to_unit_id", "who receives", "to_area");
  check(is_transfer || entry.to_unit.empty(), "to_unit_id", "nothing: only a transfer has a receiver", "",
        kOfOtherKinds);
  check(is_transfer || entry.to_area.empty(), "to_area", "nothing: only a transfer has a receiver", "", kOfOtherKinds);
  check(is_transfer || entry.to_tranche_number == 0, "to_tranche_number", "nothing: only a transfer has a receiver", "",
        kOfOtherKinds);
  check(is_transfer || !entry.without_plan, "without_plan", "nothing: only a transfer moves a plan", "", kOfOtherKinds);
  return problems;
}

v1::Event BuildMoneyEvent(const MoneyEntry& entry) {
  EventView view;
  view.line = {entry.unit, entry.source, entry.fiscal_year, entry.area, entry.project};
  view.amount = entry.amount;
  view.tranche_number = entry.tranche_number;
  view.area_limits = ViewsOf(entry.area_limits);
  view.shares = {{view.line, entry.amount}};
  view.to = view.line;
  if (!entry.to_unit.empty()) view.to.unit = entry.to_unit;
  if (!entry.to_area.empty()) view.to.area = entry.to_area;
  view.to_tranche_number = entry.to_tranche_number;
  view.without_plan = entry.without_plan;
  v1::Event event;
  event.set_effective_date(entry.effective_date.number());
  MoneyKind(entry).make(view, &event);
  return event;
}

}  // namespace tranche
