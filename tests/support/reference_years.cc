// What the oracle knows of years that end: carry-overs, lapses, settlements and corrections.
#include <algorithm>
#include <set>

#include "tests/support/reference_ledger.h"

namespace tranche {
namespace {

using Movement = ReferenceLedger::Movement;
using Kind = ReferenceLedger::Kind;

bool Has(const google::protobuf::RepeatedPtrField<std::string>& ids, const std::string& id) {
  return ids.empty() || std::count(ids.begin(), ids.end(), id) > 0;
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

bool IsFor(const std::string& areas, const std::string& area) {
  return area.empty() || areas.empty() || ("|" + areas + "|").find("|" + area + "|") != std::string::npos;
}

bool IsSame(const v1::BudgetLine& a, const v1::BudgetLine& b) { return a.SerializeAsString() == b.SerializeAsString(); }

}  // namespace

// True if money of that kind ever came to the number, though what brought it may be reversed.
bool ReferenceLedger::WasHeld(const Scope& scope, uint32_t number, bool carried) const {
  const Kind kind = carried ? Kind::kCarried : Kind::kAllocated;
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    if (entry.event.has_event_reversed()) return false;
    return std::any_of(entry.movements.begin(), entry.movements.end(), [&](const Movement& movement) {
      return movement.kind == kind && movement.amount > 0 && movement.tranche == number &&
             Scope{movement.unit, movement.source, movement.year} == scope;
    });
  });
}

bool ReferenceLedger::IsCarryOverRight(const v1::Event& command) const {
  const v1::BalanceCarriedOver& carried = command.balance_carried_over();
  const v1::BudgetLine& from = carried.from();
  const v1::BudgetLine& to = carried.to();
  const int32_t day = command.effective_date();
  if (carried.amount() <= 0 || (carried.commitment() != 0 && carried.advance() != 0)) return false;
  if (!IsLineRight(from, day, true) || !IsLineRight(to, day)) return false;
  if (from.source_id() != to.source_id() || from.area_id() != to.area_id() || from.project_id() != to.project_id())
    return false;
  const int years = to.fiscal_year() - from.fiscal_year();
  if (from.unit_id() == to.unit_id()) return years == 1;
  return (years == 0 || years == 1) && carried.legal_case() == "merger" && UnitOn(from.unit_id(), day) == to.unit_id();
}

std::vector<v1::Event> ReferenceLedger::CarryOverCandidates(const v1::Event& command) const {
  const v1::BalanceCarriedOver& asked = command.balance_carried_over();
  const uint64_t named = asked.commitment() + asked.advance();
  uint32_t wanted = asked.from_tranche_number();
  std::string number;
  if (named != 0) {
    if (named > entries_.size() || IsReversed(named)) return {};
    const v1::Event& event = at(named).event;
    const v1::BalanceCarriedOver& before = event.balance_carried_over();
    const bool is_advance = asked.advance() != 0;
    const bool is_right = is_advance ? event.has_advance_paid() || before.advance() != 0
                                     : event.has_commitment_made() || before.commitment() != 0;
    if (!is_right) return {};
    const v1::BudgetLine& line = event.has_advance_paid()      ? event.advance_paid().line()
                                 : event.has_commitment_made() ? event.commitment_made().line()
                                                               : before.to();
    const uint32_t tranche = event.has_advance_paid()      ? event.advance_paid().tranche_number()
                             : event.has_commitment_made() ? event.commitment_made().tranche_number()
                                                           : before.to_tranche_number();
    if (!IsSame(line, asked.from()) || (wanted != 0 && wanted != tranche)) return {};
    wanted = tranche;
    number = event.has_commitment_made() ? event.commitment_made().number() : before.number();
    if (is_advance) number.clear();
  }
  std::vector<v1::Event> candidates;
  for (const Pool& pool : PoolsOf(ScopeOf(asked.from()))) {
    if ((wanted != 0 && wanted != pool.number) || !IsFor(pool.areas, asked.from().area_id())) continue;
    const auto fits = [&](uint32_t number) {
      const std::vector<Pool> all = PoolsOf(ScopeOf(asked.to()));
      return !WasHeld(ScopeOf(asked.to()), number, false) && std::all_of(all.begin(), all.end(), [&](const Pool& held) {
        return held.number != number || held.areas == pool.areas;
      });
    };
    const uint32_t year = static_cast<uint32_t>(asked.from().fiscal_year()) * 1000;
    const bool has_own = pool.carried || pool.number < 1000;
    const uint32_t own = pool.carried ? pool.number : has_own ? year + pool.number : 0;
    std::vector<uint32_t> numbers = {own};
    if (wanted != 0) {
      uint32_t next = !has_own ? year + 1 : own < 1000 ? year + own : own + 1;
      for (; next % 1000 != 0; ++next) numbers.push_back(next);
    }
    if (asked.to_tranche_number() != 0) numbers = {asked.to_tranche_number()};
    const auto to =
        std::find_if(numbers.begin(), numbers.end(), [&](uint32_t number) { return number != 0 && fits(number); });
    if (to == numbers.end()) continue;
    candidates.push_back(command);
    v1::BalanceCarriedOver& carried = *candidates.back().mutable_balance_carried_over();
    carried.set_from_tranche_number(pool.number);
    carried.set_to_tranche_number(*to);
    carried.set_number(number);
    SetAreas(pool.areas, carried.mutable_area_limits());
  }
  return candidates;
}

std::vector<v1::Event> ReferenceLedger::LapseCandidates(const v1::Event& command) const {
  const v1::BalanceLapsed& asked = command.balance_lapsed();
  std::vector<v1::Event> candidates;
  for (const Pool& pool : PoolsOf(ScopeOf(asked.line()))) {
    if (asked.tranche_number() != 0 && asked.tranche_number() != pool.number) continue;
    if (!IsFor(pool.areas, asked.line().area_id())) continue;
    candidates.push_back(command);
    candidates.back().mutable_balance_lapsed()->set_tranche_number(pool.number);
    SetAreas(pool.areas, candidates.back().mutable_balance_lapsed()->mutable_area_limits());
  }
  return candidates;
}

// The final settlement that is not reversed; 0 if there is none.
uint64_t ReferenceLedger::FinalSettlementOf(const Scope& scope) const {
  for (size_t i = 0; i < entries_.size(); ++i) {
    const v1::SettlementApproved& settled = entries_[i].event.settlement_approved();
    if (settled.is_final() && ScopeOf(settled.line()) == scope && !IsReversed(i + 1)) return i + 1;
  }
  return 0;
}

// Whether money of the closing is finally settled.
bool ReferenceLedger::IsAnySettled(const v1::PeriodClosed& closed) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    const v1::BudgetLine& line = entry.event.settlement_approved().line();
    return entry.event.settlement_approved().is_final() && line.fiscal_year() == closed.fiscal_year() &&
           Has(closed.unit_ids(), line.unit_id()) && Has(closed.source_ids(), line.source_id()) &&
           FinalSettlementOf(ScopeOf(line)) != 0;
  });
}

// What is settled takes corrections only, their reversals, and that of the settlement while there are none.
bool ReferenceLedger::IsSettledKept(const v1::Event& event, const std::vector<Movement>& movements) const {
  return std::all_of(movements.begin(), movements.end(), [&](const Movement& movement) {
    const Scope scope = {movement.unit, movement.source, movement.year};
    const uint64_t settlement = FinalSettlementOf(scope);
    if (settlement == 0 || event.has_prior_period_correction()) return true;
    const uint64_t reversed = event.event_reversed().reversed_sequence();
    if (reversed == 0) return false;
    if (at(reversed).event.has_prior_period_correction()) return true;
    if (reversed != settlement) return false;
    for (size_t i = 0; i < entries_.size(); ++i) {
      const v1::Event& other = entries_[i].event;
      const bool corrects =
          other.has_prior_period_correction() && ScopeOf(other.prior_period_correction().line()) == scope;
      if (corrects && !IsReversed(i + 1)) return false;
    }
    return true;
  });
}

bool ReferenceLedger::IsSettlementRight(const v1::Event& command) const {
  const v1::SettlementApproved& settled = command.settlement_approved();
  const int32_t day = command.effective_date();
  const Scope scope = ScopeOf(settled.line());
  if (settled.amount() < 0 || settled.disallowed() < 0 || !IsLineRight(settled.line(), day, true)) return false;
  if (!settled.line().area_id().empty() || !settled.line().project_id().empty()) return false;
  if (!settled.is_final()) return true;
  bool is_closed = false;
  for (size_t i = 0; i < entries_.size(); ++i) {
    const v1::PeriodClosed& closed = entries_[i].event.period_closed();
    const bool is_reopened = std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
      return entry.event.period_reopened().closed_sequence() == i + 1;
    });
    is_closed |= closed.year_end() && !is_reopened && closed.through() < day && closed.fiscal_year() == scope.year &&
                 Has(closed.unit_ids(), scope.unit) && Has(closed.source_ids(), scope.source);
  }
  if (!is_closed) return false;
  const auto in_scope = [&](const Movement& movement) {
    return Scope{movement.unit, movement.source, movement.year} == scope;
  };
  std::set<uint32_t> tranches;
  for (const Movement& movement : Movements()) {
    if (!in_scope(movement)) continue;
    if (movement.date > day) return false;
    tranches.insert(movement.tranche);
  }
  for (const uint32_t tranche : tranches) {
    const auto sum = [&](Kind kind) {
      return Balance([&](const Movement& movement) { return in_scope(movement) && movement.tranche == tranche; }, kind,
                     day, head());
    };
    if (sum(Kind::kAdvances) != 0 || sum(Kind::kCommitted) != 0) return false;
    if (sum(Kind::kAllocated) + sum(Kind::kCarried) - sum(Kind::kLapsed) != sum(Kind::kDisbursed)) return false;
  }
  return Balance(in_scope, Kind::kSettled, day, head()) + settled.amount() + settled.disallowed() ==
         Balance(in_scope, Kind::kDisbursed, day, head());
}

bool ReferenceLedger::IsCorrectionRight(const v1::Event& command) const {
  const v1::PriorPeriodCorrection& correction = command.prior_period_correction();
  const int32_t day = command.effective_date();
  if (correction.amount() == 0 || command.reason().empty() || !IsLineRight(correction.line(), day, true)) return false;
  const uint64_t settlement = FinalSettlementOf(ScopeOf(correction.line()));
  return settlement != 0 && at(settlement).event.effective_date() <= day;
}

// On every day: what is settled is within what was paid for good, and with corrections not negative.
bool ReferenceLedger::AreSettledSumsKept(const Scope& scope) const {
  const auto in_scope = [&](const Movement& movement) {
    return Scope{movement.unit, movement.source, movement.year} == scope;
  };
  std::set<int32_t> days;
  for (const Movement& movement : Movements()) {
    if (in_scope(movement)) days.insert(movement.date);
  }
  return std::all_of(days.begin(), days.end(), [&](int32_t day) {
    const auto sum = [&](Kind kind) { return Balance(in_scope, kind, day, head()); };
    const Sum settled = sum(Kind::kSettled);
    return settled >= 0 && settled + sum(Kind::kCorrected) >= 0 &&
           settled <= sum(Kind::kDisbursed) - sum(Kind::kAdvances);
  });
}

}  // namespace tranche
