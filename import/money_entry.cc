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
  const absl::string_view named = NamedColumn(entry.kind);
  check(!named.empty() || entry.named_sequence == 0, "commitment", "nothing: this kind pays no contract", "",
        kOfOtherKinds);
  check(tranche != TrancheUse::kNamed || entry.named_sequence != 0, named,
        named == "advance" ? "the advance: its sequence, or the number of its contract"
                           : "the commitment: its sequence, or its number");
  const bool is_contract = entry.kind == v1::Event::kCommitmentMade;
  check(!is_contract || !entry.number.empty(), "number", "the number of the contract");
  check(is_contract || entry.number.empty(), "number", "nothing: only a commitment has a number", "", kOfOtherKinds);
  check(is_contract || entry.counterparty.empty(), "counterparty", "nothing: only a commitment has a counterparty", "",
        kOfOtherKinds);
  check(is_contract || !entry.until, "until", "nothing: only a commitment has a last day", "", kOfOtherKinds);
  return problems;
}

absl::string_view NamedColumn(v1::Event::KindCase kind) {
  const EventKind* const found = FindKind(kind);
  if (found == nullptr || found->uses_up == v1::Event::KIND_NOT_SET) return "";
  return FindKind(found->uses_up)->word;
}

bool IsOnNamedLine(v1::Event::KindCase kind) {
  const EventKind* const found = FindKind(kind);
  return found != nullptr && found->tranche == TrancheUse::kNamed;
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
  view.named_sequence = entry.named_sequence;
  view.number = entry.number;
  view.counterparty = entry.counterparty;
  view.until = entry.until ? entry.until->number() : 0;
  v1::Event event;
  event.set_effective_date(entry.effective_date.number());
  MoneyKind(entry).make(view, &event);
  return event;
}

}  // namespace tranche
