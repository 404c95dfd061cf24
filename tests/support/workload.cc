#include "tests/support/workload.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "events/kinds/kinds.h"
#include "tests/support/event_builder.h"

namespace tranche {
namespace {

constexpr char kBoundaryDay[] = "2025-07-01";

// Up to this head there are only plans and tranches, so that there is money to move.
constexpr uint64_t kQuietHead = 50;

constexpr const char* kRuleIds[] = {"advance-rate/general", "advance-rate/fairs", "last-day-spend", "carry-cases"};

// The first three are of the law.
constexpr const char* kLegalCases[] = {"a", "đ", "l", "", "f", "merger"};

}  // namespace

Workload::Workload(uint64_t seed) : random_(seed), seed_(seed) {
  old_units_ = {"P1", "P2", "P5", "region:a"};
  new_units_ = {"Q1", "Q3", "region:a", "N"};
  if (Chance(50)) old_units_ = {"P3", "P6", "P5", "N"};
}

std::vector<v1::Event> Workload::NextBatch(uint64_t head) {
  ++batches_;
  std::vector<v1::Event> batch(Chance(60) || IsRunningDry() ? 1 : 1 + Pick(5));
  for (size_t i = 0; i < batch.size(); ++i) {
    batch[i] = NextCommand(head + i);
    sent_.push_back(batch[i]);
  }
  return batch;
}

v1::Event Workload::NextCommand(uint64_t head) {
  if (!sent_.empty() && Chance(4)) return Repeated();
  v1::Event command = NewCommand(head);
  command.set_event_id(absl::StrCat("seed-", seed_, "-", ++commands_));
  const bool moves_money =
      HasEffect(command.kind_case(), Effect::kMoney) || HasEffect(command.kind_case(), Effect::kReversal);
  if (has_closed_ && moves_money && Chance(85)) command.set_late_reason("the voucher came late");
  if (rules_ > 0 && (command.has_advance_paid() || command.has_disbursement_made())) Depart(&command);
  return command;
}

// A command that was sent before, sometimes by another person, sometimes under its key with other content.
v1::Event Workload::Repeated() {
  v1::Event command = sent_[Pick(sent_.size())];
  if (Chance(30)) command.set_actor("somebody else");
  if (Chance(20) && command.has_disbursement_made())
    command.mutable_disbursement_made()->set_amount(command.disbursement_made().amount() + 1);
  return command;
}

// After a closing, a stop or a rule that refuses nearly everything, less than a quarter may be recorded.
bool Workload::IsRunningDry() const { return last_recorded_batch_ != 0 && recorded_batches_ * 4 < batches_; }

v1::Event Workload::EasyCommand() {
  const CivilDate day = PickPlanDay();
  const std::string unit = PickUnit(day);
  if (Chance(50)) return EventBuilder::Plan(unit, PickSource(), PickYear(), PickAmount(60)).On(day).Area(PickArea());
  return EventBuilder::Execution(unit, PickSource(), PickYear(), PickAmount(50)).On(day).Area(PickArea());
}

v1::Event Workload::NewCommand(uint64_t head) {
  if (IsRunningDry()) return EasyCommand();
  if (head >= kQuietHead && Chance(10)) return ProjectCommand();
  if (head > kQuietHead && rules_ < 2 && Chance(10)) return RuleCommand();
  const uint64_t kind = head < kQuietHead ? Pick(32) : Pick(100);
  const CivilDate day = kind < 32 && Chance(80) ? PickPlanDay() : PickDay();
  const std::string unit = PickUnit(day);
  const std::string source = PickSource();
  const int year = PickYear();
  const bool is_rest = (kind >= 32 && kind < 40) || kind >= 83;
  if (is_rest && Chance(45)) return YearCommand(unit, day, head);
  if (kind < 12) return EventBuilder::Plan(unit, source, year, PickAmount(300)).On(day).Area(PickArea());
  if (kind < 17) return EventBuilder::PlanAdjustment(unit, source, year, PickAmount(120) - 70).On(day).Area(PickArea());
  if (kind < 32) return TrancheCommand(unit, day);
  if (kind < 40) {
    EventBuilder adjustment = EventBuilder::AllocationAdjustment(unit, source, year, PickAmount(80) - 45).On(day);
    return adjustment.FromTranche(Chance(70) ? 1 + Pick(4) : 0).Area(Chance(10) ? PickArea() : "");
  }
  if (kind < 50) return TransferCommand(unit, day);
  if (kind == 50 && Chance(20))
    return EventBuilder::AdoptRules(1 + static_cast<uint32_t>(Pick(4)), Chance(90) ? "decided" : "");
  if (kind == 50 && Chance(25)) return RuleCommand();
  if (kind < 53 && kind >= 50 && Chance(75)) return ClosingCommand();
  if (kind < 56) return CommitmentCommand(unit, day);
  if (kind < 69) return NamingCommand(head);
  if (kind < 79) return PaymentCommand(unit, day, head);
  if (kind < 83) return RefundCommand(unit, day);
  if (kind < 88)
    return EventBuilder::Execution(unit, source, year, PickAmount(50))
        .On(day)
        .Area(PickArea())
        .Project(Chance(30) ? "bridge" : "");
  return ReversalCommand(head);
}

// Small supports, so that they are often used up; the labels of before are registered sooner or later.
v1::Event Workload::ProjectCommand() {
  const uint64_t kind = Pick(100);
  const std::string project = PickProject();
  if (kind < 25) {
    EventBuilder registered = EventBuilder::NewProject(project, PickAmount(45) - (Chance(3) ? 45 : 0));
    return Chance(40) ? registered.Supported("local", PickAmount(20)) : registered;
  }
  if (kind < 45 && !paid_projects_.empty())
    return EventBuilder::ProjectAmendment(paid_projects_[Pick(paid_projects_.size())], PickAmount(3) - 1);
  if (kind < 52) return EventBuilder::ProjectAmendment(project, PickAmount(70) - 2);
  if (kind < 56) return EventBuilder::ProjectStop(project, Chance(90) ? "12/QĐ" : "").On(PickDay());
  const std::string indicator = Chance(50) ? "enterprises" : "trained";
  if (kind < 66) return EventBuilder::Indicator(indicator);
  const CivilDate day = PickDay();
  EventBuilder output =
      EventBuilder::Output(PickUnit(day), PickYear(), indicator, PickAmount(30) - (Chance(4) ? 30 : 0));
  return output.On(day).Area(PickArea()).Project(project);
}

std::string Workload::PickProject() {
  static const char* const kProjects[] = {"bridge", "bridge", "mill", "road", "kiln", "press"};
  return kProjects[Pick(6)];
}

// Of one unit or of all, often of part of a year, and opened again before long.
v1::Event Workload::ClosingCommand() {
  if (!closings_.empty() && Chance(35))
    return EventBuilder::Reopening(closings_[Pick(closings_.size())], Chance(95) ? "corrected" : "");
  const CivilDate through = Chance(5) ? Day("2026-02-01") : Day("2024-01-01").PlusDays(static_cast<int>(Pick(200)));
  EventBuilder closing = EventBuilder::Closing(PickYear(), through.ToString());
  if (Chance(92)) closing.Of(PickUnit(through));
  if (Chance(30)) closing.OfSource(PickSource());
  if (Chance(30)) closing.AtYearEnd();
  return closing;
}

// Of advances, for some area or for all, of the last day of payments, or of the cases in which money is carried over.
v1::Event Workload::RuleCommand() {
  v1::RuleDefined rule;
  const uint64_t which = Pick(4);
  rule.set_rule_id(kRuleIds[which]);
  rule.set_action(Chance(60) ? v1::RULE_ACTION_REFUSE_WITHOUT_DECISION : static_cast<v1::RuleAction>(1 + Pick(3)));
  if (which < 2) {
    rule.set_what(v1::RULE_WHAT_ADVANCE_RATE);
    rule.set_permille(200 + static_cast<uint32_t>(Pick(600)));
    if (which == 1) rule.add_area_ids("fairs");
  } else if (which == 3) {
    rule.set_what(v1::RULE_WHAT_CARRY_CASES);
  } else {
    rule.set_what(Chance(70) ? v1::RULE_WHAT_LAST_DAY : v1::RULE_WHAT_FIRST_DAY);
    rule.set_month(rule.what() == v1::RULE_WHAT_LAST_DAY ? 2 + static_cast<uint32_t>(Pick(6)) : 1);
    rule.set_day(1 + static_cast<uint32_t>(Pick(28)));
    rule.add_kinds("DisbursementMade");
    if (Chance(30)) rule.add_source_ids("local");
  }
  return EventBuilder::Rule(rule).On(PickPlanDay());
}

void Workload::Depart(v1::Event* payment) {
  if (!Chance(35)) return;
  const bool is_advance = payment->has_advance_paid();
  payment->add_deviations(kRuleIds[is_advance ? Pick(2) : Chance(90) ? 2 : Pick(3)]);
  if (Chance(90)) payment->mutable_document()->set_number("881/QD-BCT");
}

v1::Event Workload::YearCommand(const std::string& unit, CivilDate day, uint64_t head) {
  const uint64_t kind = Pick(10);
  if (kind < 4) return CarryOverCommand(unit, day, head);
  if (kind < 6) {
    EventBuilder lapse = EventBuilder::Lapse(unit, PickSource(), PickYear(), PickAmount(12)).On(day);
    return lapse.Area(Chance(20) ? PickArea() : "").FromTranche(Chance(40) ? 1 + static_cast<uint32_t>(Pick(4)) : 0);
  }
  return SettlementCommand();
}

// Half of them of a commitment or an advance, most of these on its line; some to a unit that follows.
v1::Event Workload::CarryOverCommand(const std::string& unit, CivilDate day, uint64_t head) {
  const bool is_of_advance = Chance(50);
  const std::vector<uint64_t>& items = is_of_advance ? advances_ : commitments_;
  const uint64_t named = Chance(60) ? PickNamed(items, head) : 0;
  const auto earlier = earlier_.find(named);
  EventBuilder carry = EventBuilder::CarryOver(unit, PickSource(), PickYear(), PickAmount(named == 0 ? 20 : 8));
  carry.On(named == 0 ? day : PickDayAfter(named));
  if (earlier != earlier_.end()) {
    const v1::BudgetLine& line = earlier->second.line;
    carry = EventBuilder::CarryOver(line.unit_id(), line.source_id(), line.fiscal_year(), PickAmount(8));
    carry.Area(line.area_id()).Project(line.project_id()).On(PickDayAfter(named));
  } else if (Chance(15)) {
    carry.Area(PickArea());
  }
  if (named != 0 && is_of_advance) carry.OfAdvance(named);
  if (named != 0 && !is_of_advance) carry.OfCommitment(named);
  if (Chance(15)) carry.ToTranche(1 + static_cast<uint32_t>(Pick(6)));
  if (Chance(15)) carry.FromTranche(1 + static_cast<uint32_t>(Pick(4)));
  if (Chance(12)) carry.On(Day(kBoundaryDay).PlusDays(static_cast<int>(Pick(40)))).CarriedTo(new_units_[Pick(2)], 2025);
  v1::Event command = carry;
  v1::BalanceCarriedOver& carried = *command.mutable_balance_carried_over();
  if (carried.legal_case().empty()) carried.set_legal_case(kLegalCases[Chance(75) ? Pick(3) : Pick(6)]);
  return command;
}

// Of nothing where nothing was paid, so that some of them are final; and corrections of those.
v1::Event Workload::SettlementCommand() {
  const CivilDate last = Day("2025-12-31");
  if (!settled_.empty() && Chance(80)) {
    const v1::BudgetLine& line = settled_[Pick(settled_.size())];
    return EventBuilder::Correction(line.unit_id(), line.source_id(), line.fiscal_year(), PickAmount(20) - 6,
                                    Chance(95) ? "an audit" : "")
        .Area(PickArea())
        .On(last.PlusDays(-static_cast<int>(Pick(3))));
  }
  if (closed_.size() < 4 && Chance(60))
    return EventBuilder::Closing(Chance(70) ? 2023 : 2025, "2024-12-31")
        .AtYearEnd()
        .Of(PickUnit(last))
        .OfSource("local");
  if (!closed_.empty() && Chance(70)) {
    const v1::BudgetLine& line = closed_[Pick(closed_.size())];
    return EventBuilder::Settlement(line.unit_id(), line.source_id(), line.fiscal_year(),
                                    Chance(80) ? 0 : PickAmount(3))
        .On(last.PlusDays(-static_cast<int>(Pick(4))));
  }
  return EventBuilder::Settlement(PickUnit(PickDay()), PickSource(), PickYear(), PickAmount(12) - 1)
      .Part()
      .Disallowed(Chance(30) ? PickAmount(3) - 1 : 0)
      .On(PickDay());
}

void Workload::Recorded(const v1::Event& event, uint64_t sequence) {
  if (last_recorded_batch_ != batches_) ++recorded_batches_;
  last_recorded_batch_ = batches_;
  const CivilDate day = CivilDate::FromNumber(event.effective_date()).value();
  if (event.has_balance_carried_over()) {
    const v1::BalanceCarriedOver& carried = event.balance_carried_over();
    if (carried.commitment() != 0) commitments_.push_back(sequence);
    if (carried.advance() != 0) advances_.push_back(sequence);
    if (carried.commitment() + carried.advance() != 0) earlier_[sequence] = {carried.to(), day};
  }
  if (event.settlement_approved().is_final()) settled_.push_back(event.settlement_approved().line());
  if (event.period_closed().year_end()) {
    for (const std::string& unit : event.period_closed().unit_ids()) {
      for (const char* source : {"national", "local"}) {
        const auto& sources = event.period_closed().source_ids();
        if (!sources.empty() && std::count(sources.begin(), sources.end(), source) == 0) continue;
        v1::BudgetLine& line = closed_.emplace_back();
        line.set_unit_id(unit);
        line.set_source_id(source);
        line.set_fiscal_year(event.period_closed().fiscal_year());
      }
    }
  }
  if (event.has_commitment_made()) {
    commitments_.push_back(sequence);
    earlier_[sequence] = {event.commitment_made().line(), day};
  } else if (event.has_advance_paid()) {
    advances_.push_back(sequence);
    earlier_[sequence] = {event.advance_paid().line(), day};
  } else if (event.has_disbursement_made()) {
    payments_.push_back(sequence);
    earlier_[sequence] = {event.disbursement_made().line(), day};
    const v1::BudgetLine& line = event.disbursement_made().line();
    if (line.source_id() == "national" && registered_projects_.contains(line.project_id()))
      paid_projects_.push_back(line.project_id());
  } else if (event.has_project_registered()) {
    registered_projects_.insert(event.project_registered().project_id());
  } else if (event.has_period_closed()) {
    closings_.push_back(sequence);
    has_closed_ = true;
  } else if (event.has_rule_defined()) {
    ++rules_;
  }
}

CivilDate Workload::PickDayAfter(uint64_t earlier) {
  const auto found = earlier_.find(earlier);
  if (found == earlier_.end() || Chance(15)) return PickDay();
  return found->second.day.PlusDays(static_cast<int>(Pick(90)));
}

// Most of them of a payment that was made.
v1::Event Workload::RefundCommand(const std::string& unit, CivilDate day) {
  const uint32_t named = Chance(40) ? 1 + static_cast<uint32_t>(Pick(4)) : 0;
  EventBuilder refund = EventBuilder::Refund(unit, PickSource(), PickYear(), PickAmount(20)).Area(PickArea());
  if (payments_.empty() || Chance(25)) return refund.On(day).FromTranche(named);
  const uint64_t payment = payments_[payments_.size() - 1 - Pick(std::min<uint64_t>(payments_.size(), 8))];
  v1::Event event = refund.On(PickDayAfter(payment)).FromTranche(Chance(10) ? named : 0);
  *event.mutable_refund_received()->mutable_line() = earlier_.at(payment).line;
  return event;
}

uint64_t Workload::PickNamed(const std::vector<uint64_t>& of, uint64_t head) {
  if (of.empty() || Chance(5)) return Pick(head + 2);
  return of[of.size() - 1 - Pick(std::min<uint64_t>(of.size(), 8))];
}

v1::Event Workload::CommitmentCommand(const std::string& unit, CivilDate day) {
  EventBuilder commitment =
      EventBuilder::Commitment(unit, PickSource(), PickYear(), absl::StrCat("HD-", Pick(60)), PickAmount(40)).On(day);
  return commitment.Area(PickArea()).Project(Chance(25) ? PickProject() : "").FromTranche(Chance(40) ? 1 + Pick(4) : 0);
}

// Half of them of a commitment, most of these on its line.
v1::Event Workload::PaymentCommand(const std::string& unit, CivilDate day, uint64_t head) {
  const uint32_t named = Chance(40) ? 1 + static_cast<uint32_t>(Pick(4)) : 0;
  const int64_t amount = PickAmount(40);
  EventBuilder payment = Chance(50) ? EventBuilder::Advance(unit, PickSource(), PickYear(), amount)
                                    : EventBuilder::Disbursement(unit, PickSource(), PickYear(), amount);
  payment.On(day).Area(PickArea()).Project(Chance(25) ? PickProject() : "").FromTranche(named);
  if (Chance(50) || commitments_.empty()) return payment;
  const uint64_t commitment = PickNamed(commitments_, head);
  v1::Event event = payment.OfCommitment(commitment).On(PickDayAfter(commitment)).FromTranche(Chance(10) ? named : 0);
  const auto earlier = earlier_.find(commitment);
  if (earlier == earlier_.end() || Chance(5)) return event;
  v1::BudgetLine* line = event.has_advance_paid() ? event.mutable_advance_paid()->mutable_line()
                                                  : event.mutable_disbursement_made()->mutable_line();
  *line = earlier->second.line;
  return event;
}

v1::Event Workload::NamingCommand(uint64_t head) {
  const int64_t amount = PickAmount(8);
  if (Chance(36)) {
    const uint64_t commitment = PickNamed(commitments_, head);
    return EventBuilder::Release(commitment, amount).On(PickDayAfter(commitment));
  }
  const uint64_t advance = PickNamed(advances_, head);
  if (Chance(50)) return EventBuilder::AdvanceClearing(advance, amount).On(PickDayAfter(advance));
  return EventBuilder::AdvanceRecovery(advance, amount).On(PickDayAfter(advance));
}

v1::Event Workload::TrancheCommand(const std::string& unit, CivilDate day) {
  EventBuilder tranche = EventBuilder::Tranche(1 + Pick(4), unit, PickSource(), PickYear(), PickAmount(100)).On(day);
  const uint64_t limits = Pick(6);
  if (limits == 0) tranche.LimitedTo({"fairs"});
  if (limits == 1) tranche.LimitedTo({"fairs", "conferences"});
  if (limits == 2) tranche.Area(PickArea());
  if (Chance(25)) tranche.Share(PickUnit(day), PickAmount(60));
  return tranche;
}

v1::Event Workload::TransferCommand(const std::string& unit, CivilDate day) {
  EventBuilder transfer = EventBuilder::Transfer(unit, PickUnit(day), PickSource(), PickYear(), PickAmount(50)).On(day);
  if (Chance(30)) transfer.FromTranche(1 + Pick(4));
  if (Chance(40)) transfer.ToTranche(1 + Pick(6));
  if (Chance(25)) transfer.Area(PickArea());
  if (Chance(40)) transfer.WithoutPlan();
  return transfer;
}

v1::Event Workload::ReversalCommand(uint64_t head) {
  const uint64_t recent = 1 + Pick(40);
  const uint64_t target = Chance(90) && head > recent ? head - recent : Pick(head + 3);
  EventBuilder reversal = EventBuilder::Reversal(target, Chance(95) ? "a mistake" : "");
  if (Chance(25)) reversal.On(PickDay());
  return reversal;
}

CivilDate Workload::PickPlanDay() {
  return Chance(25) ? Day(kBoundaryDay).PlusDays(static_cast<int>(Pick(5)))
                    : Day("2024-01-01").PlusDays(static_cast<int>(Pick(20)) - 10);
}

CivilDate Workload::PickDay() {
  const CivilDate first = Day("2024-01-01");
  if (Chance(12)) return first.PlusDays(-static_cast<int>(Pick(3650)));
  return first.PlusDays(static_cast<int>(Chance(70) ? Pick(60) * 5 : Pick(730)));
}

std::string Workload::PickUnit(CivilDate day) {
  const bool is_new = (day >= Day(kBoundaryDay)) != Chance(3);
  const std::vector<std::string>& units = is_new ? new_units_ : old_units_;
  return Chance(60) ? units[0] : units[Pick(units.size())];
}

std::string Workload::PickArea() {
  static const char* const kAreas[] = {"", "fairs", "fairs", "conferences", "technology"};
  return kAreas[Pick(5)];
}

}  // namespace tranche
