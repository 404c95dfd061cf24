#include "ledger/rules/left_behind.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/area_limits.h"
#include "events/civil_date.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "events/scope.h"
#include "ledger/rules/rules_version.h"
#include "ledger/rules/scope_state.h"
#include "ledger/rules/tranche_pool.h"

namespace tranche {
namespace {

constexpr size_t kListedMax = 5;  // the most units and tranches that a refusal describes

// What the command asks for.
enum class Sought : uint8_t { kNothing, kMoney, kPaid, kPlan };

// A refused command, its unit, and those that ended before it.
struct Asked {
  Sought sought = Sought::kNothing;
  TrancheUse use = TrancheUse::kNone;
  LineView line;  // that was refused
  const Unit* successor = nullptr;
  std::vector<const Unit*> ended;
  const Catalogue& catalogue;
};

// What is left of the plan of a unit, or in one of its tranches.
struct LeftBehind {
  const Unit* unit = nullptr;
  AmountSum amount = 0;
  std::optional<TranchePool> pool;
};

bool IsOneOf(absl::string_view code, std::initializer_list<absl::string_view> codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

Sought SoughtBy(TrancheUse use, absl::string_view code) {
  if (code == "guard.allocated-over-plan") return Sought::kPlan;
  if (!IsOneOf(code, {"unit.does-not-exist", "tranche.none-allocated", "tranche.not-held", "area.not-allowed",
                      "guard.disbursed-over-allocated", "guard.tranche-below-disbursed", "guard.disbursed-below-zero",
                      "guard.line-disbursed-below-zero"}))
    return Sought::kNothing;
  switch (use) {
    case TrancheUse::kSpends:
    case TrancheUse::kAdjusts:
    case TrancheUse::kMoves:
    case TrancheUse::kGivesUp:
      return Sought::kMoney;
    case TrancheUse::kReturns:
      return Sought::kPaid;
    case TrancheUse::kOpens:
      return Sought::kPlan;
    case TrancheUse::kNone:
    case TrancheUse::kNamed:
    case TrancheUse::kCarries:
      return Sought::kNothing;
  }
  return Sought::kNothing;
}

// The unit that `refusal` is about: its own, or that of its scope.
std::string UnitOf(const v1::RefusalPart& refusal) {
  for (const v1::RefusalField& field : refusal.fields()) {
    if (field.name() == "unit") return field.text();
    if (field.name() == "scope") return UnitOf(field.phrase());
  }
  return "";
}

LineView LineOf(const v1::Event& command, const std::string& unit) {
  const EventLines lines = KindOf(command).lines(command);
  const auto of_unit =
      std::find_if(lines.begin(), lines.end(), [&](const EventLine& line) { return line.line.unit == unit; });
  return of_unit == lines.end() ? lines.front().line : of_unit->line;
}

// Everything that `unit` has succeeded, directly or not.
void AddPredecessors(const Catalogue& catalogue, const Unit& unit, std::vector<const Unit*>* all) {
  for (const std::string& id : unit.predecessors) {
    const Unit* const predecessor = catalogue.FindUnit(id);
    all->push_back(predecessor);
    AddPredecessors(catalogue, *predecessor, all);
  }
}

// Finds the succession that the refused unit is part of on `day`; none if nothing can be moved into it.
void FindSuccession(const Unit& refused, CivilDate day, TrancheUse use, Asked* asked) {
  if (day < refused.first_day && use != TrancheUse::kMoves) return;  // its predecessors were still there to be named
  asked->successor = &refused;
  while (asked->successor->last_day < day) {
    asked->ended.push_back(asked->successor);
    asked->successor = asked->catalogue.FindUnit(asked->successor->successor);
  }
  AddPredecessors(asked->catalogue, refused, &asked->ended);
}

// A transfer is from one unit: what others have left behind is no part of it.
void KeepGiver(const v1::Event& command, TrancheUse use, const Unit& refused, std::vector<const Unit*>* ended) {
  const EventLines lines = KindOf(command).lines(command);
  const absl::string_view giver = lines.front().line.unit;
  if (use != TrancheUse::kMoves || giver == refused.id) return;
  ended->erase(std::remove_if(ended->begin(), ended->end(), [&](const Unit* unit) { return unit->id != giver; }),
               ended->end());
}

// Whether the command could draw on it. Money that moves without naming an area may be for any.
bool Serves(const TranchePool& pool, const Asked& asked) {
  return (asked.use == TrancheUse::kMoves && asked.line.area.empty()) || AllowsArea(pool.areas, asked.line.area);
}

absl::Status AddLeftBy(const Unit& unit, const Asked& asked, ScopeStates* states, std::vector<LeftBehind>* left) {
  LineView line = asked.line;
  line.unit = unit.id;
  const absl::StatusOr<const ScopeState*> state = states->Of(ScopeOf(line));
  if (!state.ok()) return state.status();
  const int32_t last_day = DayOf(unit.last_day);
  if (asked.sought == Sought::kPlan) {
    const AmountSum amount = (*state)->to_allocate().LeastFrom(last_day);
    if (amount > 0) left->push_back({&unit, amount, std::nullopt});
    return absl::OkStatus();
  }
  for (const TranchePool& pool : (*state)->pools()) {
    if (!Serves(pool, asked)) continue;
    const ScopeState::Tranche& tranche = (*state)->tranche(pool.number);
    const AmountSum amount = (asked.sought == Sought::kPaid ? tranche.disbursed : tranche.free).LeastFrom(last_day);
    if (amount > 0) left->push_back({&unit, amount, pool});
  }
  return absl::OkStatus();
}

absl::Status Naming(const LeftBehind& left, const Asked& asked, const absl::Status& refusal) {
  RefusalFields fields = {TextField("unit", left.unit->id), AmountField("available", left.amount),
                          TextField("currency", asked.catalogue.terms().currency_code()),
                          DayField("last", left.unit->last_day)};
  if (!left.pool)
    return Adding(refusal, "{unit}, which ended on {last}, has {available} {currency} of its plan left to allocate",
                  std::move(fields));
  fields.push_back(PoolsField("held", std::vector<TranchePool>{*left.pool}));
  if (asked.sought == Sought::kPaid)
    return Adding(refusal,
                  "{unit}, which ended on {last}, has {available} {currency} paid and not refunded: tranche {held}",
                  std::move(fields));
  return Adding(refusal, "{unit}, which ended on {last}, has {available} {currency} left to disburse: tranche {held}",
                std::move(fields));
}

// One handover for each unit that has ended.
absl::Status NamingHandovers(const std::vector<LeftBehind>& left, const Asked& asked, absl::Status refusal) {
  const Unit* named = nullptr;
  for (const LeftBehind& of_unit : left) {
    if (of_unit.unit == named) continue;
    named = of_unit.unit;
    refusal = Adding(refusal, "hand over what {unit} still has: `tranche handover --unit {unit} --year {year}`",
                     {TextField("unit", named->id), TextField("year", absl::StrCat(asked.line.fiscal_year))});
  }
  return refusal;
}

// How it gets to the successor.
absl::Status NamingTheWay(const std::vector<LeftBehind>& left, const Asked& asked, const absl::Status& refusal) {
  if (asked.sought == Sought::kPaid && asked.catalogue.rules_version() >= kRulesOfWindingUp)
    return Adding(refusal, "record the refund for the unit that paid");
  if (asked.sought == Sought::kPaid)
    return Adding(refusal,
                  "record the refund for the unit that paid, effective on its last day, and say in the document or the "
                  "note when the money came back");
  RefusalFields fields = {TextField("successor", asked.successor->id), DayField("first", asked.successor->first_day)};
  if (asked.sought == Sought::kPlan)
    return Adding(refusal, "lower the old plan on that last day, and raise the plan of {successor} on {first} or later",
                  std::move(fields));
  if (asked.catalogue.rules_version() >= kRulesOfWindingUp) return NamingHandovers(left, asked, refusal);
  if (asked.catalogue.nation().empty()) return refusal;
  fields.push_back(TextField("unit", asked.catalogue.nation()));
  return Adding(
      refusal,
      "move what is needed with two transfers for each tranche: to {unit} on that last day, and from there to "
      "{successor} on {first} or later; where a receiver holds a tranche of that number for other areas, give "
      "it another number there",
      std::move(fields));
}

// Without the advice to allocate a first tranche: it would count twice what is left behind.
absl::Status WithoutAllocating(const absl::Status& refusal, v1::Refusal data) {
  if (data.code() != "tranche.none-allocated") return refusal;
  data.clear_then();
  return StatusOf(refusal.code(), data);
}

absl::Status Naming(const std::vector<LeftBehind>& left, const Asked& asked, absl::Status refusal) {
  const size_t listed = std::min(left.size(), kListedMax);
  for (size_t i = 0; i < listed; ++i) refusal = Naming(left[i], asked, refusal);
  if (listed < left.size())
    refusal = Adding(refusal, "and {more} more of the same kind", {NumberField("more", left.size() - listed)});
  return NamingTheWay({left.begin(), left.begin() + static_cast<ptrdiff_t>(listed)}, asked, refusal);
}

}  // namespace

absl::Status NamingWhatIsLeftBehind(const absl::Status& refusal, const v1::Event& command,
                                    const DecisionGround& ground) {
  const std::optional<v1::Refusal> data = RefusalOf(refusal);
  if (!data || refusal.code() != absl::StatusCode::kFailedPrecondition) return refusal;
  const EventKind* const kind = FindKind(command.kind_case());
  if (kind == nullptr || kind->effect != Effect::kMoney) return refusal;
  Asked asked = {SoughtBy(kind->tranche, data->code()), kind->tranche, {}, nullptr, {}, ground.catalogue};
  const Unit* const refused = ground.catalogue.FindUnit(UnitOf(data->what()));
  if (asked.sought == Sought::kNothing || refused == nullptr) return refusal;
  asked.line = LineOf(command, refused->id);
  FindSuccession(*refused, CivilDate::FromNumber(command.effective_date()).value_or(CivilDate()), kind->tranche,
                 &asked);
  KeepGiver(command, kind->tranche, *refused, &asked.ended);
  std::vector<LeftBehind> left;
  for (const Unit* unit : asked.ended) {
    if (absl::Status read = AddLeftBy(*unit, asked, &ground.states, &left); !read.ok()) return read;
  }
  return left.empty() ? refusal : Naming(left, asked, WithoutAllocating(refusal, *data));
}

}  // namespace tranche
