#include "tests/support/reference_ledger.h"

#include <algorithm>
#include <set>
#include <utility>

#include "tests/support/reference_closings.h"
#include "tests/support/reference_payments.h"
#include "tests/support/reference_projects.h"
#include "tests/support/reference_rules.h"

namespace tranche {
namespace {

using Movement = ReferenceLedger::Movement;
using Kind = ReferenceLedger::Kind;

std::string Joined(const google::protobuf::RepeatedPtrField<std::string>& areas) {
  std::string joined;
  for (const std::string& area : std::set<std::string>(areas.begin(), areas.end()))
    joined += joined.empty() ? area : "|" + area;
  return joined;
}

bool Allows(const std::string& holder, const std::string& area) {
  if (holder.empty()) return true;
  return !area.empty() && ("|" + holder + "|").find("|" + area + "|") != std::string::npos;
}

Movement Move(const v1::BudgetLine& line, const std::string& area, Kind kind, uint32_t tranche, int64_t amount) {
  return {line.unit_id(), line.source_id(), line.fiscal_year(), area, line.project_id(), kind, tranche, amount};
}

Movement Move(const v1::BudgetLine& line, Kind kind, uint32_t tranche, int64_t amount) {
  return Move(line, line.area_id(), kind, tranche, amount);
}

std::vector<Movement> TrancheMovements(const v1::TrancheAllocated& tranche) {
  std::vector<Movement> movements;
  for (const auto& share : tranche.shares()) {
    const std::string area = tranche.area_limits_size() > 0 ? Joined(tranche.area_limits()) : share.line().area_id();
    movements.push_back(Move(share.line(), area, Kind::kAllocated, tranche.number(), share.amount()));
  }
  return movements;
}

std::vector<Movement> TransferMovements(const v1::AllocationTransferred& moved) {
  const Kind kind = moved.carried() ? Kind::kCarried : Kind::kAllocated;
  std::vector<Movement> movements = {
      Move(moved.from(), Joined(moved.from_area_limits()), kind, moved.from_tranche_number(), -moved.amount()),
      Move(moved.to(), Joined(moved.to_area_limits()), kind, moved.to_tranche_number(), moved.amount())};
  if (!moved.without_plan() && !moved.carried()) {
    movements.push_back(Move(moved.from(), Kind::kPlan, 0, -moved.amount()));
    movements.push_back(Move(moved.to(), Kind::kPlan, 0, moved.amount()));
  }
  return movements;
}

std::vector<Movement> CarryOverMovements(const v1::BalanceCarriedOver& carried) {
  std::vector<Movement> movements;
  const auto move = [&](Kind kind, const std::string& area) {
    movements.push_back(Move(carried.from(), area, kind, carried.from_tranche_number(), -carried.amount()));
    movements.push_back(Move(carried.to(), area, kind, carried.to_tranche_number(), carried.amount()));
  };
  move(Kind::kCarried, Joined(carried.area_limits()));
  if (carried.commitment() != 0) move(Kind::kCommitted, carried.from().area_id());
  if (carried.advance() == 0) return movements;
  move(Kind::kAdvances, carried.from().area_id());
  move(Kind::kDisbursed, carried.from().area_id());
  return movements;
}

bool IsSameLine(const v1::BudgetLine& a, const v1::BudgetLine& b) {
  return a.SerializeAsString() == b.SerializeAsString();
}

void SetAreas(const std::string& joined, google::protobuf::RepeatedPtrField<std::string>* areas) {
  areas->Clear();
  std::string rest = joined;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('|'), rest.size());
    areas->Add(rest.substr(0, end));
    rest = end == rest.size() ? "" : rest.substr(end + 1);
  }
}

bool IsCatalogue(const v1::Event& event) {
  return event.has_ledger_created() || event.has_unit_established() || event.has_unit_renamed() ||
         event.has_units_merged() || event.has_region_grouping_defined() || event.has_source_defined() ||
         event.has_area_defined() || event.has_rules_adopted() || event.has_actor_registered() ||
         event.has_role_granted() || event.has_role_revoked() || event.has_four_eyes_set() ||
         event.has_period_closed() || event.has_period_reopened() || event.has_rule_defined() ||
         (IsAboutReferenceProject(event) && !event.has_output_reported());
}

// By rules 4 it takes effect on the day of recording at the latest.
bool MustHaveHappened(const v1::Event& command) {
  return command.has_disbursement_made() || command.has_refund_received() || command.has_advance_paid() ||
         command.has_advance_cleared() || command.has_advance_recovered() || command.has_execution_reported() ||
         command.has_settlement_approved() || command.has_prior_period_correction();
}

// The versions of the rules that the ledger under test knows.
constexpr uint32_t kRulesKnown = 4;

}  // namespace

std::optional<std::vector<uint64_t>> ReferenceLedger::Append(const std::vector<v1::Event>& commands) {
  const size_t before = entries_.size();
  std::vector<uint64_t> sequences;
  for (const v1::Event& command : commands) {
    const std::optional<uint64_t> sequence = TakeOne(command);
    if (!sequence) {
      entries_.resize(before);
      return std::nullopt;
    }
    sequences.push_back(*sequence);
  }
  return sequences;
}

bool ReferenceLedger::Accepts(const v1::Event& command) const {
  ReferenceLedger copy = *this;
  return copy.Append({command}).has_value();
}

std::optional<uint64_t> ReferenceLedger::TakeOne(const v1::Event& command) {
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].command.event_id() != command.event_id()) continue;
    v1::Event first = entries_[i].command;
    first.set_actor(command.actor());  // another person may repeat a command
    const bool same = first.SerializeAsString() == command.SerializeAsString();
    return same ? std::optional<uint64_t>(i + 1) : std::nullopt;
  }
  if (!IsWellFormed(command)) return std::nullopt;
  for (const v1::Event& candidate : Candidates(command)) {
    if (TryAppend(command, candidate)) return entries_.size();
  }
  return std::nullopt;
}

// Adds the event, checks whether every rule still holds, and removes it again if not.
bool ReferenceLedger::TryAppend(const v1::Event& command, const v1::Event& event) {
  Entry entry{command, event, MovementsOf(event)};
  for (Movement& movement : entry.movements) {
    movement.date = event.effective_date();
    movement.sequence = entries_.size() + 1;
  }
  const std::vector<Movement> movements = entry.movements;
  if (!IsSettledKept(event, movements) || !AreClosingsKept(movements, &entry.event)) return false;
  if (!AreSpendingRulesKept(movements, &entry.event)) return false;
  entries_.push_back(std::move(entry));
  const bool kept = AreAreasKept(movements) &&
                    std::all_of(movements.begin(), movements.end(),
                                [this](const Movement& movement) {
                                  return AreSettledSumsKept({movement.unit, movement.source, movement.year});
                                }) &&
                    AreLinesKept(movements) && IsEnoughLeft() && AreProjectsKept(movements, event) &&
                    std::all_of(movements.begin(), movements.end(), [this](const Movement& movement) {
                      return AreRulesKept({movement.unit, movement.source, movement.year});
                    });
  if (!kept) entries_.pop_back();
  return kept;
}

bool ReferenceLedger::AreProjectsKept(const std::vector<Movement>& movements, const v1::Event& event) const {
  std::set<std::string> projects = {event.project_amended().project_id()};
  for (const Movement& movement : movements) projects.insert(movement.project);
  return std::all_of(projects.begin(), projects.end(),
                     [this](const std::string& project) { return IsSupportKept(entries_, project); });
}

std::vector<v1::Event> ReferenceLedger::Events() const {
  std::vector<v1::Event> events;
  for (const Entry& entry : entries_) events.push_back(entry.event);
  return events;
}

// Sets what `*event` is late for.
bool ReferenceLedger::AreClosingsKept(const std::vector<Movement>& movements, v1::Event* event) const {
  if (movements.empty()) return true;
  std::vector<MovedLine> lines;
  std::vector<MovedLine> giving;
  for (const Movement& movement : movements) {
    // What is carried over winds up the line that gives.
    if (event->has_balance_carried_over() &&
        ScopeOf(event->balance_carried_over().from()) == Scope{movement.unit, movement.source, movement.year})
      giving.push_back({movement.unit, movement.source, movement.year});
    else
      lines.push_back({movement.unit, movement.source, movement.year});
  }
  const bool winds_up = event->has_event_reversed() || event->has_refund_received() ||
                        event->has_commitment_released() || event->has_advance_cleared() ||
                        event->has_advance_recovered() || event->has_balance_lapsed() ||
                        event->has_settlement_approved() || event->has_prior_period_correction();
  std::optional<uint64_t> late_for = LateFor(Events(), *event, lines, winds_up);
  const std::optional<uint64_t> of_giving = LateFor(Events(), *event, giving, true);
  late_for = late_for && of_giving ? std::max(late_for, of_giving) : std::nullopt;
  if (late_for) event->set_late_for(*late_for);
  return late_for.has_value();
}

// Sets the rules that question `*event`.
bool ReferenceLedger::AreSpendingRulesKept(const std::vector<Movement>& movements, v1::Event* event) const {
  std::vector<RuledLine> lines;
  for (const Movement& movement : movements) lines.push_back({movement.source, movement.area, movement.year});
  const std::optional<std::vector<std::string>> questions = QuestionsOf(Events(), *event, lines);
  if (questions) event->mutable_questions()->Assign(questions->begin(), questions->end());
  return questions.has_value();
}

// The command with each candidate tranche, oldest first.
std::vector<v1::Event> ReferenceLedger::Candidates(const v1::Event& command) const {
  if (command.has_allocation_transferred()) return TransferCandidates(command);
  if (command.has_allocation_adjusted()) return AdjustmentCandidates(command);
  if (command.has_balance_carried_over()) return CarryOverCandidates(command);
  if (command.has_balance_lapsed()) return LapseCandidates(command);
  std::vector<v1::Event> candidates;
  const std::optional<ReferencePayment> payment = ReferencePaymentOf(command);
  if (!payment) {
    candidates = {command};
    if (command.has_event_reversed() && command.effective_date() == 0)
      candidates[0].set_effective_date(at(command.event_reversed().reversed_sequence()).event.effective_date());
    return candidates;
  }
  if (payment->named != 0 || payment->is_of_named) return NamingCandidates(command);
  for (const Pool& pool : PoolsOf(ScopeOf(payment->line))) {
    if (payment->tranche != 0 && payment->tranche != pool.number) continue;
    if (!Allows(pool.areas, payment->line.area_id())) continue;
    candidates.push_back(command);
    SetReferenceTranche({payment->line, pool.number}, &candidates.back());
  }
  return candidates;
}

// The command with the line and the tranche of the commitment or advance that it is about.
std::vector<v1::Event> ReferenceLedger::NamingCandidates(const v1::Event& command) const {
  const ReferencePayment payment = *ReferencePaymentOf(command);
  if (payment.named == 0 || payment.named > entries_.size() || IsReversed(payment.named)) return {};
  const v1::Event& named = at(payment.named).event;
  const bool is_of_advance = command.has_advance_cleared() || command.has_advance_recovered();
  bool is_advance = false;
  const std::optional<ReferencePayment> item = ReferenceItemOf(named, &is_advance);
  if (!item || is_advance != is_of_advance) return {};
  const ReferencePayment of = *item;
  if (!payment.is_of_named && !IsSameLine(payment.line, of.line)) return {};
  if (payment.tranche != 0 && payment.tranche != of.tranche) return {};
  if (!IsLineRight(of.line, command.effective_date(), payment.is_of_named)) return {};
  std::vector<v1::Event> candidates = {command};
  SetReferenceTranche(of, &candidates.back());
  return candidates;
}

// On every day, what is left of each commitment and of each advance is not negative.
bool ReferenceLedger::IsEnoughLeft() const {
  for (size_t named = 1; named <= entries_.size(); ++named) {
    const v1::Event& event = at(named).event;
    bool is_advance = false;
    const std::optional<ReferencePayment> item = ReferenceItemOf(event, &is_advance);
    if (!item) continue;
    std::map<int32_t, Sum> changes;
    for (size_t i = named; i <= entries_.size(); ++i) {
      const v1::Event& by = at(i).event;
      const uint64_t undone = by.event_reversed().reversed_sequence();
      const v1::Event& moved = undone == 0 ? by : at(undone).event;
      const std::optional<ReferencePayment> payment = moved.has_balance_carried_over()
                                                          ? ReferenceCarriedOn(moved.balance_carried_over())
                                                          : ReferencePaymentOf(moved);
      if (!payment) continue;
      const uint64_t self = undone == 0 ? i : undone;
      const int sign = undone == 0 ? 1 : -1;
      if (self == named) changes[by.effective_date()] += sign * item->amount;
      if (payment->named == named) changes[by.effective_date()] -= sign * payment->amount;
    }
    Sum left = 0;
    for (const auto& [day, change] : changes) {
      left += change;
      if (left < 0) return false;
    }
  }
  return true;
}

bool ReferenceLedger::IsNumberFree(const std::string& number, const v1::BudgetLine& line) const {
  for (size_t i = 0; i < entries_.size(); ++i) {
    const v1::CommitmentMade& made = entries_[i].event.commitment_made();
    const v1::BalanceCarriedOver& carried = entries_[i].event.balance_carried_over();
    const bool is_made = made.number() == number && ScopeOf(made.line()) == ScopeOf(line);
    const bool is_carried = carried.number() == number && ScopeOf(carried.to()) == ScopeOf(line);
    if ((is_made || is_carried) && !IsReversed(i + 1)) return false;
  }
  return true;
}

std::vector<v1::Event> ReferenceLedger::AdjustmentCandidates(const v1::Event& command) const {
  const v1::AllocationAdjusted& asked = command.allocation_adjusted();
  std::vector<v1::Event> candidates;
  bool is_carried = false;
  for (const Pool& pool : PoolsOf(ScopeOf(asked.line()))) {
    if (asked.tranche_number() != 0 && asked.tranche_number() != pool.number) continue;
    is_carried |= pool.carried;
    candidates.push_back(command);
    candidates.back().mutable_allocation_adjusted()->set_tranche_number(pool.number);
    SetAreas(pool.areas, candidates.back().mutable_allocation_adjusted()->mutable_area_limits());
  }
  if (candidates.size() != 1 || is_carried) return {};
  const std::string& area = asked.line().area_id();
  if (!area.empty() && Joined(candidates[0].allocation_adjusted().area_limits()) != area) return {};
  return candidates;
}

std::vector<v1::Event> ReferenceLedger::TransferCandidates(const v1::Event& command) const {
  const v1::AllocationTransferred& asked = command.allocation_transferred();
  const std::string& to_area = asked.to().area_id();
  std::vector<v1::Event> candidates;
  for (const Pool& pool : PoolsOf(ScopeOf(asked.from()))) {
    if (asked.from_tranche_number() != 0 && asked.from_tranche_number() != pool.number) continue;
    if (!to_area.empty() && !Allows(pool.areas, to_area)) continue;
    const uint32_t number = asked.to_tranche_number() == 0 ? pool.number : asked.to_tranche_number();
    const std::string areas = to_area.empty() ? pool.areas : to_area;
    bool fits = ScopeOf(asked.from()) != ScopeOf(asked.to()) || number != pool.number;
    for (const Pool& held : PoolsOf(ScopeOf(asked.to()))) fits &= held.number != number || held.areas == areas;
    if (!fits || WasHeld(ScopeOf(asked.to()), number, !pool.carried)) continue;
    candidates.push_back(command);
    v1::AllocationTransferred& moved = *candidates.back().mutable_allocation_transferred();
    moved.set_from_tranche_number(pool.number);
    moved.set_to_tranche_number(number);
    moved.set_carried(pool.carried);
    SetAreas(pool.areas, moved.mutable_from_area_limits());
    SetAreas(areas, moved.mutable_to_area_limits());
  }
  return candidates;
}

std::vector<Movement> ReferenceLedger::MovementsOf(const v1::Event& event) const {
  if (event.has_plan_approved())
    return {Move(event.plan_approved().line(), Kind::kPlan, 0, event.plan_approved().amount())};
  if (event.has_plan_adjusted())
    return {Move(event.plan_adjusted().line(), Kind::kPlan, 0, event.plan_adjusted().amount())};
  if (event.has_tranche_allocated()) return TrancheMovements(event.tranche_allocated());
  if (event.has_allocation_adjusted()) {
    const v1::AllocationAdjusted& adjusted = event.allocation_adjusted();
    return {Move(adjusted.line(), Joined(adjusted.area_limits()), Kind::kAllocated, adjusted.tranche_number(),
                 adjusted.amount())};
  }
  if (event.has_allocation_transferred()) return TransferMovements(event.allocation_transferred());
  if (event.has_balance_carried_over()) return CarryOverMovements(event.balance_carried_over());
  if (event.has_balance_lapsed()) {
    const v1::BalanceLapsed& lapsed = event.balance_lapsed();
    return {Move(lapsed.line(), Joined(lapsed.area_limits()), Kind::kLapsed, lapsed.tranche_number(), lapsed.amount())};
  }
  if (event.has_settlement_approved())
    return {Move(event.settlement_approved().line(), Kind::kSettled, 0, event.settlement_approved().amount())};
  if (event.has_prior_period_correction())
    return {
        Move(event.prior_period_correction().line(), Kind::kCorrected, 0, event.prior_period_correction().amount())};
  if (const std::optional<ReferencePayment> payment = ReferencePaymentOf(event)) {
    std::vector<Movement> movements;
    for (const auto& [kind, sign] : payment->moves)
      movements.push_back(Move(payment->line, kind, payment->tranche, sign * payment->amount));
    return movements;
  }
  if (event.has_execution_reported())
    return {Move(event.execution_reported().line(), Kind::kExecuted, 0, event.execution_reported().amount())};
  if (!event.has_event_reversed()) return {};
  std::vector<Movement> movements = at(event.event_reversed().reversed_sequence()).movements;
  for (Movement& movement : movements) movement.amount = -movement.amount;
  return movements;
}

// winds_up  a unit that has ended may record it (rules version 4).
bool ReferenceLedger::IsLineRight(const v1::BudgetLine& line, int32_t day, bool winds_up) const {
  bool unit = false;
  bool source = false;
  bool area = line.area_id().empty();
  for (const Entry& entry : entries_) {
    const v1::Event& event = entry.event;
    if (event.unit_established().unit_id() == line.unit_id() && event.has_unit_established())
      unit = event.effective_date() <= day;
    const auto& ended = event.units_merged().predecessor_unit_ids();
    if (std::count(ended.begin(), ended.end(), line.unit_id()) > 0 && event.effective_date() <= day)
      unit = winds_up && RulesInForce() >= 4;
    source |= event.has_source_defined() && event.source_defined().source_id() == line.source_id();
    area |= event.has_area_defined() && event.area_defined().area_id() == line.area_id();
  }
  return unit && source && area;
}

bool ReferenceLedger::IsWellFormed(const v1::Event& command) const {
  const int32_t day = command.effective_date();
  if (command.has_plan_approved())
    return command.plan_approved().amount() > 0 && IsLineRight(command.plan_approved().line(), day);
  if (command.has_plan_adjusted())
    return command.plan_adjusted().amount() != 0 &&
           IsLineRight(command.plan_adjusted().line(), day, command.plan_adjusted().amount() < 0);
  if (command.has_allocation_adjusted())
    return command.allocation_adjusted().amount() != 0 &&
           IsLineRight(command.allocation_adjusted().line(), day, command.allocation_adjusted().amount() < 0);
  if (command.has_commitment_made()) {
    const v1::CommitmentMade& made = command.commitment_made();
    if (made.number().empty() || !IsNumberFree(made.number(), made.line()) || (made.until() != 0 && made.until() < day))
      return false;
  }
  if (MustHaveHappened(command) && RulesInForce() >= 4 && day > kReferenceToday) return false;
  const bool spends = command.has_commitment_made() || command.has_disbursement_made() || command.has_advance_paid();
  if (spends && IsReferenceStopped(entries_, ReferencePaymentOf(command)->line.project_id(), day)) return false;
  if (const std::optional<ReferencePayment> payment = ReferencePaymentOf(command))
    return payment->amount > 0 &&
           (payment->is_of_named || IsLineRight(payment->line, day, command.has_refund_received()));
  if (command.has_execution_reported())
    return command.execution_reported().amount() > 0 && IsLineRight(command.execution_reported().line(), day);
  if (command.has_event_reversed()) return MayReverse(command);
  if (command.has_balance_carried_over()) return IsCarryOverRight(command);
  if (command.has_balance_lapsed())
    return command.balance_lapsed().amount() > 0 && IsLineRight(command.balance_lapsed().line(), day, true);
  if (command.has_settlement_approved()) return IsSettlementRight(command);
  if (command.has_prior_period_correction()) return IsCorrectionRight(command);
  if (command.has_allocation_transferred()) {
    const v1::AllocationTransferred& moved = command.allocation_transferred();
    return moved.amount() > 0 && IsLineRight(moved.from(), day) && IsLineRight(moved.to(), day) &&
           moved.from().source_id() == moved.to().source_id() && moved.from().fiscal_year() == moved.to().fiscal_year();
  }
  if (command.has_rules_adopted()) {
    const uint32_t version = command.rules_adopted().rules_version();
    return version > RulesInForce() && version <= kRulesKnown && !command.reason().empty();
  }
  if (command.has_period_closed() || command.has_period_reopened()) {
    if (!MayCloseOrReopen(Events(), command)) return false;
    return command.has_period_closed() ||
           !IsAnySettled(at(command.period_reopened().closed_sequence()).event.period_closed());
  }
  if (IsAboutReferenceProject(command)) return MayRecordOfProject(entries_, command);
  if (!command.has_tranche_allocated()) return IsCatalogue(command) || command.has_estimate_stated();
  const v1::TrancheAllocated& tranche = command.tranche_allocated();
  std::set<std::string> units;
  for (const auto& share : tranche.shares()) {
    if (share.amount() <= 0 || !IsLineRight(share.line(), day)) return false;
    if (!units.insert(share.line().unit_id()).second) return false;
    if (!share.line().area_id().empty() && tranche.area_limits_size() > 0) return false;
    for (const Pool& held : PoolsOf(ScopeOf(share.line()))) {
      if (held.number == tranche.number()) return false;
    }
    if (WasHeld(ScopeOf(share.line()), tranche.number(), true)) return false;
  }
  return tranche.number() > 0 && !units.empty();
}

uint32_t ReferenceLedger::RulesInForce() const {
  uint32_t version = 1;
  for (const Entry& entry : entries_)
    version =
        std::max({version, entry.event.ledger_created().rules_version(), entry.event.rules_adopted().rules_version()});
  return version;
}

bool ReferenceLedger::MayReverse(const v1::Event& command) const {
  const uint64_t target = command.event_reversed().reversed_sequence();
  if (command.reason().empty() || target == 0 || target > entries_.size()) return false;
  const v1::Event& event = at(target).event;
  const bool can_be = !event.has_event_reversed() && (!IsCatalogue(event) || event.has_project_stopped());
  if (!can_be || IsReversed(target)) return false;
  for (size_t i = target; i < entries_.size(); ++i) {
    const v1::Event& by = entries_[i].event;
    const std::optional<ReferencePayment> payment =
        by.has_balance_carried_over() ? ReferenceCarriedOn(by.balance_carried_over()) : ReferencePaymentOf(by);
    if (payment && payment->named == target && !IsReversed(i + 1)) return false;
  }
  // Rules version 3: a reversal takes effect no earlier than what it reverses.
  return RulesInForce() < 3 || command.effective_date() == 0 || command.effective_date() >= event.effective_date();
}

bool ReferenceLedger::IsReversed(uint64_t sequence) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.event.has_event_reversed() && entry.event.event_reversed().reversed_sequence() == sequence;
  });
}

// Checks on every day with a movement: allocated <= plan, and for each tranche 0 <= disbursed, committed + disbursed <=
// allocated + carried - lapsed, 0 <= committed, 0 <= lapsed, 0 <= advances <= disbursed.
bool ReferenceLedger::AreRulesKept(const Scope& scope) const {
  const auto in_scope = [&](const Movement& movement) {
    return Scope{movement.unit, movement.source, movement.year} == scope;
  };
  std::set<int32_t> days;
  std::set<uint32_t> tranches;
  for (const Entry& entry : entries_) {
    for (const Movement& movement : entry.movements) {
      if (!in_scope(movement)) continue;
      days.insert(movement.date);
      if (movement.tranche != 0) tranches.insert(movement.tranche);
    }
  }
  for (int32_t day : days) {
    if (Balance(in_scope, Kind::kAllocated, day, head()) > Balance(in_scope, Kind::kPlan, day, head())) return false;
    for (uint32_t tranche : tranches) {
      const auto of_tranche = [&](const Movement& movement) {
        return in_scope(movement) && movement.tranche == tranche;
      };
      const Sum disbursed = Balance(of_tranche, Kind::kDisbursed, day, head());
      const Sum committed = Balance(of_tranche, Kind::kCommitted, day, head());
      const Sum advances = Balance(of_tranche, Kind::kAdvances, day, head());
      const Sum lapsed = Balance(of_tranche, Kind::kLapsed, day, head());
      const Sum given = Balance(of_tranche, Kind::kAllocated, day, head()) +
                        Balance(of_tranche, Kind::kCarried, day, head()) - lapsed;
      if (committed < 0 || lapsed < 0 || committed + disbursed > given) return false;
      if (disbursed < 0 || advances < 0 || advances > disbursed) return false;
    }
  }
  return true;
}

// Rules version 2: disbursed is not negative on any day from then on for the area and project of a tranche to which
// money is refunded. What fell below zero before the version was adopted is tolerated.
bool ReferenceLedger::AreLinesKept(const std::vector<Movement>& movements) const {
  if (RulesInForce() < 2) return true;
  return std::none_of(movements.begin(), movements.end(), [this](const Movement& back) {
    if (back.kind != Kind::kDisbursed || back.amount >= 0) return false;
    const auto of_line = [&back](const Movement& other) {
      return other.unit == back.unit && other.source == back.source && other.year == back.year &&
             other.area == back.area && other.project == back.project && other.tranche == back.tranche;
    };
    return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
      return std::any_of(entry.movements.begin(), entry.movements.end(), [&](const Movement& other) {
        return of_line(other) && other.date >= back.date && Balance(of_line, Kind::kDisbursed, other.date, head()) < 0;
      });
    });
  });
}

// Money committed or paid out must come from a tranche that allows its area.
bool ReferenceLedger::AreAreasKept(const std::vector<Movement>& movements) const {
  return std::all_of(movements.begin(), movements.end(), [this](const Movement& movement) {
    const bool is_of_area =
        movement.kind == Kind::kDisbursed || movement.kind == Kind::kCommitted || movement.kind == Kind::kAdvances;
    if (!is_of_area || movement.amount < 0) return true;
    const std::vector<Pool> pools = PoolsOf({movement.unit, movement.source, movement.year});
    return std::any_of(pools.begin(), pools.end(), [&](const Pool& pool) {
      return pool.number == movement.tranche && Allows(pool.areas, movement.area);
    });
  });
}

std::vector<ReferenceLedger::Pool> ReferenceLedger::PoolsOf(const Scope& scope) const {
  std::map<uint32_t, Pool> oldest;
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].event.has_event_reversed() || IsReversed(i + 1)) continue;
    for (const Movement& movement : entries_[i].movements) {
      if (Scope{movement.unit, movement.source, movement.year} != scope) continue;
      const bool brings = movement.kind == Kind::kAllocated || movement.kind == Kind::kCarried;
      if (!brings || movement.amount <= 0) continue;
      const Pool pool{movement.date, i + 1, movement.tranche, movement.area, movement.kind == Kind::kCarried};
      const auto [held, is_first] = oldest.emplace(pool.number, pool);
      if (!is_first) held->second = std::min(held->second, pool);
    }
  }
  std::vector<Pool> pools;
  for (const auto& [number, pool] : oldest) pools.push_back(pool);
  std::sort(pools.begin(), pools.end());
  return pools;
}

ReferenceLedger::Scope ReferenceLedger::ScopeOf(const v1::BudgetLine& line) {
  return {line.unit_id(), line.source_id(), line.fiscal_year()};
}

ReferenceLedger::Sum ReferenceLedger::Balance(const Filter& filter, Kind kind, int32_t as_of, uint64_t known_at) const {
  Sum sum = 0;
  for (size_t i = 0; i < entries_.size() && i < known_at; ++i) {
    for (const Movement& movement : entries_[i].movements) {
      if (movement.kind == kind && movement.date <= as_of && filter(movement)) sum += movement.amount;
    }
  }
  return sum;
}

std::vector<Movement> ReferenceLedger::Movements() const {
  std::vector<Movement> all;
  for (const Entry& entry : entries_) all.insert(all.end(), entry.movements.begin(), entry.movements.end());
  return all;
}

std::string ReferenceLedger::UnitOn(const std::string& unit, int32_t day) const {
  for (const Entry& entry : entries_) {
    const v1::UnitsMerged& merged = entry.event.units_merged();
    const auto& ended = merged.predecessor_unit_ids();
    if (entry.event.effective_date() <= day && std::count(ended.begin(), ended.end(), unit) > 0)
      return UnitOn(merged.successor_unit_id(), day);
  }
  return unit;
}

}  // namespace tranche
