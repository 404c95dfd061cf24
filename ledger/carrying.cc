#include "ledger/carrying.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "events/event_view.h"
#include "events/kinds/kinds.h"
#include "events/money.h"
#include "events/posting.h"
#include "ledger/rules/running_balance.h"
#include "ledger/rules/scope_state.h"
#include "ledger/rules/scope_states.h"
#include "log/event_log.h"
#include "projections/index/balance_index.h"
#include "projections/index/day_sums.h"
#include "projections/index/named_uses.h"

namespace tranche {
namespace {

v1::Event MakeCommand(const EventView& view, CivilDate day) {
  v1::Event command;
  command.set_effective_date(day.number());
  FindKind(view.kind)->make(view, &command);
  return command;
}

// An amount that guards keep within 64 bits.
int64_t ToAmount(AmountSum amount) {
  return static_cast<int64_t>(std::min<AmountSum>(amount, std::numeric_limits<int64_t>::max()));
}

// The carry-over of `amount` of a line of the scope, in a tranche.
EventView CarryOver(const LineView& line, uint32_t tranche, AmountSum amount, const CarriedTo& to) {
  EventView view;
  view.kind = v1::Event::kBalanceCarriedOver;
  view.line = line;
  view.to = {to.unit, line.source, to.fiscal_year, line.area, line.project};
  view.tranche_number = tranche;
  view.amount = ToAmount(amount);
  view.legal_case = to.legal_case;
  return view;
}

// The events that moved committed or advances of the scope, by sequence.
absl::StatusOr<std::vector<Sequence>> Moving(const ReadView& view, const Scope& scope) {
  std::vector<Sequence> moving;
  const absl::Status visited = view.index().VisitEventDays(
      scope, {0, view.head()},
      [](const Account& account) {
        return account.measure == Measure::kCommitted || account.measure == Measure::kAdvances;
      },
      [&](Sequence sequence, int32_t /*day*/) { moving.push_back(sequence); });
  if (!visited.ok()) return visited;
  moving.erase(std::unique(moving.begin(), moving.end()), moving.end());
  return moving;
}

// What is left of an item on `day` and every later day: a later payment, or one that was taken back later, counts.
absl::StatusOr<AmountSum> LeftFrom(const ReadView& view, const EventView& item, CivilDate day) {
  RunningBalance left;
  left.Add(DayOf(CivilDate::FromNumber(item.effective_date).value()), item.amount);
  const absl::Status visited =
      VisitNamedUses(view.index(), view.log(), item.sequence, view.head(),
                     [&left](const EventView&, const DayAmount& change) { left.Add(change.day, change.amount); });
  if (!visited.ok()) return visited;
  return left.LeastFrom(DayOf(day));
}

absl::Status AppendItem(const ReadView& view, Sequence sequence, const Scope& from, const CarriedTo& to, CivilDate day,
                        std::vector<v1::Event>* commands) {
  const absl::StatusOr<std::string> bytes = view.log().ReadBytes(sequence);
  if (!bytes.ok()) return bytes.status();
  EventView event;
  if (absl::Status parsed = EventLog::ParseView(*bytes, sequence, &event); !parsed.ok()) return parsed;
  const v1::Event::KindCase item = ItemOf(event);
  if (item == v1::Event::KIND_NOT_SET || ToScope(ScopeOf(LineOfItem(event))) != from) return absl::OkStatus();
  const auto reversal = view.index().ReversalOf(sequence);
  if (!reversal.ok() || reversal->has_value()) return reversal.status();
  const absl::StatusOr<AmountSum> left = LeftFrom(view, event, day);
  if (!left.ok() || *left <= 0) return left.status();
  EventView carried = CarryOver(LineOfItem(event), TrancheOfItem(event), *left, to);
  carried.named_sequence = sequence;
  if (item == v1::Event::kAdvancePaid) carried.named_advance = sequence;
  commands->push_back(MakeCommand(carried, day));
  return absl::OkStatus();
}

LineView LineOf(const Scope& scope) { return {scope.unit, scope.source, scope.fiscal_year, "", ""}; }

}  // namespace

absl::Status AppendCarryOvers(const ReadView& view, const Scope& from, const CarriedTo& to, CivilDate day,
                              std::vector<v1::Event>* commands) {
  const absl::StatusOr<std::vector<Sequence>> moving = Moving(view, from);
  if (!moving.ok()) return moving.status();
  for (const Sequence sequence : *moving) {
    if (absl::Status added = AppendItem(view, sequence, from, to, day, commands); !added.ok()) return added;
  }
  const absl::StatusOr<ScopeState> state = ReadScopeState(view.index(), from);
  if (!state.ok()) return state.status();
  for (const TranchePool& pool : state->pools()) {
    const AmountSum free = state->tranche(pool.number).free.LeastFrom(DayOf(day));
    if (free <= 0) continue;
    EventView rest = CarryOver(LineOf(from), pool.number, free, to);
    if (to.lapses_rest) rest.kind = v1::Event::kBalanceLapsed;
    commands->push_back(MakeCommand(rest, day));
  }
  return absl::OkStatus();
}

absl::Status AppendMovedPlan(const ReadView& view, const Scope& from, const std::string& unit, CivilDate day,
                             std::vector<v1::Event>* commands) {
  std::map<std::pair<std::string, std::string>, AmountSum> plans;  // by area and project
  ScopeState state;
  std::vector<Allocation> allocations;
  const absl::Status read = view.index().VisitDays(
      from,
      [&](const Account& account, const DayAmount& amount) {
        state.Add(account, amount);
        if (account.measure == Measure::kPlan && amount.day <= DayOf(day))
          plans[{account.area, account.project}] += amount.amount;
      },
      &allocations);
  if (!read.ok()) return read;
  AmountSum left = state.to_allocate().LeastFrom(DayOf(day));
  for (const auto& [of, plan] : plans) {
    const AmountSum moved = std::min(left, plan);
    if (moved <= 0) continue;
    left -= moved;
    EventView lowered;
    lowered.kind = v1::Event::kPlanAdjusted;
    lowered.line = {from.unit, from.source, from.fiscal_year, of.first, of.second};
    lowered.amount = -ToAmount(moved);
    commands->push_back(MakeCommand(lowered, day));
    EventView approved = lowered;
    approved.kind = v1::Event::kPlanApproved;
    approved.line.unit = unit;
    approved.amount = ToAmount(moved);
    commands->push_back(MakeCommand(approved, day));
  }
  return absl::OkStatus();
}

}  // namespace tranche
