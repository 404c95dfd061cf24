#include "import/money_entry.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"

namespace tranche {
namespace {

const EventKind& MoneyKind(const MoneyEntry& entry) {
  const EventKind* kind = FindKind(entry.kind);
  TRANCHE_CHECK(kind != nullptr && kind->effect == Effect::kMoney, "MoneyEntry: kind ", entry.kind, " moves no money");
  return *kind;
}

AreaViews ViewsOf(const std::vector<std::string>& areas) { return {areas.begin(), areas.end()}; }

// The next year of the same unit, or the same year of the one that follows.
void SetCarriedTo(const MoneyEntry& entry, EventView* view) {
  const bool is_merger = view->to.unit != view->line.unit;
  view->to.fiscal_year = entry.to_fiscal_year;
  if (entry.to_fiscal_year == 0) view->to.fiscal_year = entry.fiscal_year + (is_merger ? 0 : 1);
  view->legal_case = entry.legal_case.empty() && is_merger ? kMergerCase : absl::string_view(entry.legal_case);
  if (entry.names_advance) view->named_advance = entry.named_sequence;
}

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
  const bool is_carried = tranche == TrancheUse::kCarries;
  const bool has_receiver = is_transfer || is_carried;
  check(!is_tranche || entry.tranche_number > 0, "tranche_number", "the number of the tranche, 1 or more");
  check(tranche != TrancheUse::kNone || entry.tranche_number == 0, "tranche_number",
        "nothing: this kind has no tranche", "", kOfOtherKinds);
  check(is_tranche || entry.area_limits.empty(), "area_limits", "nothing: only a tranche is limited to areas", "",
        kOfOtherKinds);
  check(!is_transfer || !entry.to_unit.empty() || !entry.to_area.empty(), "to_unit_id", "who receives", "to_area");
  check(has_receiver || entry.to_unit.empty(), "to_unit_id", "nothing: only a transfer or a carry-over has a receiver",
        "", kOfOtherKinds);
  check(is_transfer || entry.to_area.empty(), "to_area", "nothing: only a transfer has a receiver", "", kOfOtherKinds);
  check(has_receiver || entry.to_tranche_number == 0, "to_tranche_number",
        "nothing: only a transfer or a carry-over has a receiver", "", kOfOtherKinds);
  check(is_carried || entry.to_fiscal_year == 0, "to_fiscal_year", "nothing: only a carry-over has another year", "",
        kOfOtherKinds);
  check(is_carried || entry.legal_case.empty(), "legal_case", "nothing: only a carry-over has a legal case", "",
        kOfOtherKinds);
  check(is_transfer || !entry.without_plan, "without_plan", "nothing: only a transfer moves a plan", "", kOfOtherKinds);
  const bool is_of_advance = MayName(entry.kind, "advance");
  check(is_of_advance || MayName(entry.kind, "commitment") || entry.named_sequence == 0, "commitment",
        "nothing: this kind pays no contract", "", kOfOtherKinds);
  check(tranche != TrancheUse::kNamed || entry.named_sequence != 0, is_of_advance ? "advance" : "commitment",
        is_of_advance ? "the advance: its sequence, or the number of its contract"
                      : "the commitment: its sequence, or its number");
  const bool is_contract = entry.kind == v1::Event::kCommitmentMade;
  check(!is_contract || !entry.number.empty(), "number", "the number of the contract");
  check(is_contract || entry.number.empty(), "number", "nothing: only a commitment has a number", "", kOfOtherKinds);
  check(is_contract || entry.counterparty.empty(), "counterparty", "nothing: only a commitment has a counterparty", "",
        kOfOtherKinds);
  check(is_contract || !entry.until, "until", "nothing: only a commitment has a last day", "", kOfOtherKinds);
  const bool is_settlement = entry.kind == v1::Event::kSettlementApproved;
  check(is_settlement || entry.disallowed == 0, "disallowed", "nothing: only a settlement disallows anything", "",
        kOfOtherKinds);
  check(is_settlement || !entry.is_final, "is_final", "nothing: only a settlement is final", "", kOfOtherKinds);
  check(entry.kind == v1::Event::kPriorPeriodCorrection || entry.finding.empty(), "finding",
        "nothing: only a correction has a finding", "", kOfOtherKinds);
  return problems;
}

bool MayName(v1::Event::KindCase kind, absl::string_view column) {
  const EventKind* const found = FindKind(kind);
  return found != nullptr && (found->tranche == TrancheUse::kCarries || found->uses_up == KindNamedBy(column));
}

v1::Event::KindCase KindNamedBy(absl::string_view column) {
  return column == "advance" ? v1::Event::kAdvancePaid : v1::Event::kCommitmentMade;
}

bool IsOnNamedLine(v1::Event::KindCase kind) {
  const EventKind* const found = FindKind(kind);
  return found != nullptr && found->tranche == TrancheUse::kNamed;
}

absl::Status CheckBudgetYear(const Catalogue& catalogue, int32_t fiscal_year, CivilDate effective) {
  const bool is_near = fiscal_year >= effective.year() - 1 && fiscal_year <= effective.year() + 1;
  if (fiscal_year == 0 || is_near) return absl::OkStatus();
  int32_t first = effective.year();
  for (const auto& [id, unit] : catalogue.units()) first = std::min(first, unit.first_day.year());
  const int32_t last = effective.year() + kBudgetYearsAhead;
  if (fiscal_year >= first && fiscal_year <= last) return absl::OkStatus();
  return Refuse(absl::StatusCode::kInvalidArgument, "year.not-possible",
                "found the budget year {found}, wanted one from {first}, the first of this ledger's units, to {last}, "
                "{ahead} year{ahead:s} after {effective}",
                {TextField("found", absl::StrCat(fiscal_year)), TextField("first", absl::StrCat(first)),
                 TextField("last", absl::StrCat(last)), NumberField("ahead", kBudgetYearsAhead),
                 DayField("effective", effective)});
}

absl::Status CheckYearIsOver(int32_t fiscal_year, CivilDate effective) {
  const absl::StatusOr<CivilDate> last = CivilDate::FromNumber(fiscal_year * 10'000 + 1231);
  if (!last.ok() || effective >= *last) return absl::OkStatus();  // the ledger says what is wrong with the year
  return Refuse(absl::StatusCode::kFailedPrecondition, "carry-over.year-not-over",
                "the budget year {year} is not over: found {found}, wanted {last} or later",
                {TextField("year", absl::StrCat(fiscal_year)), DayField("found", effective), DayField("last", *last)});
}

absl::Status CheckYearIsOver(const MoneyEntry& entry) {
  if (MoneyKind(entry).tranche != TrancheUse::kCarries) return absl::OkStatus();
  const bool is_handed_over = entry.to_fiscal_year == entry.fiscal_year ||
                              (entry.to_fiscal_year == 0 && !entry.to_unit.empty() && entry.to_unit != entry.unit);
  return is_handed_over ? absl::OkStatus() : CheckYearIsOver(entry.fiscal_year, entry.effective_date);
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
  view.disallowed = entry.disallowed;
  view.is_final = entry.is_final;
  view.finding = entry.finding;
  if (MoneyKind(entry).tranche == TrancheUse::kCarries) SetCarriedTo(entry, &view);
  v1::Event event;
  event.set_effective_date(entry.effective_date.number());
  MoneyKind(entry).make(view, &event);
  return event;
}

}  // namespace tranche
