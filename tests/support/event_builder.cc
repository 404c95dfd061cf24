#include "tests/support/event_builder.h"

#include <atomic>

#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/instant.h"
#include "events/kinds/filled_in.h"
#include "events/kinds/kinds.h"

namespace tranche {
namespace {

template <typename Message>
void SetLine(const std::string& unit, const std::string& source, int year, Message* line) {
  line->set_unit_id(unit);
  line->set_source_id(source);
  line->set_fiscal_year(year);
}

// The message in the field `name` of `message`, the first one if repeated; null if there is no such field.
google::protobuf::Message* Inner(const std::string& name, google::protobuf::Message* message) {
  const auto* field = message->GetDescriptor()->FindFieldByName(name);
  if (field == nullptr) return nullptr;
  const auto& reflection = *message->GetReflection();
  return field->is_repeated() ? reflection.MutableRepeatedMessage(message, field, 0)
                              : reflection.MutableMessage(message, field);
}

}  // namespace

CivilDate Day(const std::string& text) {
  const absl::StatusOr<CivilDate> date = CivilDate::Parse(text);
  TRANCHE_CHECK(date.ok(), "a test wrote the date ", text);
  return *date;
}

absl::Time Instant(const std::string& text) {
  absl::Time instant;
  std::string error;
  TRANCHE_CHECK(absl::ParseTime(absl::RFC3339_full, text, &instant, &error), "a test wrote the instant ", text);
  return instant;
}

EventBuilder::EventBuilder() {
  static std::atomic<int> keys = 0;
  event_.set_event_id(absl::StrCat("test-", ++keys));
  event_.set_effective_date(20240101);
  event_.set_actor("tester");
  event_.set_provenance(v1::PROVENANCE_RECORDED);
}

EventBuilder EventBuilder::Money(v1::Event::KindCase kind, Text unit, Text source, int year, int64_t amount,
                                 uint64_t named) {
  EventView view;
  const bool is_named = FindKind(kind)->tranche == TrancheUse::kNamed;
  if (!is_named) view.line = {unit, source, year, "", ""};
  view.named_sequence = is_named ? named : 0;
  if (kind == v1::Event::kCommitmentMade) view.number = "HD-1";
  view.amount = amount;
  view.to = {"P2", source, year, "", ""};
  if (kind == v1::Event::kBalanceCarriedOver) view.to = {unit, source, year + 1, "", ""};
  view.shares = {{view.line, amount}};
  if (FindKind(kind)->tranche == TrancheUse::kOpens) view.tranche_number = 2;
  EventBuilder builder;
  FindKind(kind)->make(view, &builder.event_);
  return builder;
}

EventBuilder EventBuilder::Plan(Text unit, Text source, int year, int64_t amount) {
  EventBuilder builder;
  SetLine(unit, source, year, builder.event_.mutable_plan_approved()->mutable_line());
  builder.event_.mutable_plan_approved()->set_amount(amount);
  return builder;
}

EventBuilder EventBuilder::PlanAdjustment(Text unit, Text source, int year, int64_t amount) {
  EventBuilder builder;
  SetLine(unit, source, year, builder.event_.mutable_plan_adjusted()->mutable_line());
  builder.event_.mutable_plan_adjusted()->set_amount(amount);
  return builder;
}

EventBuilder EventBuilder::Tranche(uint32_t number, Text unit, Text source, int year, int64_t amount) {
  EventBuilder builder;
  builder.event_.mutable_tranche_allocated()->set_number(number);
  auto* share = builder.event_.mutable_tranche_allocated()->add_shares();
  SetLine(unit, source, year, share->mutable_line());
  share->set_amount(amount);
  return builder;
}

EventBuilder EventBuilder::AllocationAdjustment(Text unit, Text source, int year, int64_t amount) {
  EventBuilder builder;
  SetLine(unit, source, year, builder.event_.mutable_allocation_adjusted()->mutable_line());
  builder.event_.mutable_allocation_adjusted()->set_amount(amount);
  return builder;
}

EventBuilder EventBuilder::Transfer(Text from, Text to, Text source, int year, int64_t amount) {
  EventBuilder builder;
  auto* transfer = builder.event_.mutable_allocation_transferred();
  SetLine(from, source, year, transfer->mutable_from());
  SetLine(to, source, year, transfer->mutable_to());
  transfer->set_amount(amount);
  return builder;
}

EventBuilder EventBuilder::Commitment(Text unit, Text source, int year, Text number, int64_t amount) {
  EventBuilder builder;
  v1::CommitmentMade& made = *builder.event_.mutable_commitment_made();
  SetLine(unit, source, year, made.mutable_line());
  made.set_amount(amount);
  made.set_number(number);
  return builder;
}

EventBuilder EventBuilder::Release(uint64_t commitment, int64_t amount) {
  return Money(v1::Event::kCommitmentReleased, "", "", 0, amount, commitment);
}

EventBuilder EventBuilder::Advance(Text unit, Text source, int year, int64_t amount) {
  return Money(v1::Event::kAdvancePaid, unit, source, year, amount);
}

EventBuilder EventBuilder::AdvanceClearing(uint64_t advance, int64_t amount) {
  return Money(v1::Event::kAdvanceCleared, "", "", 0, amount, advance);
}

EventBuilder EventBuilder::AdvanceRecovery(uint64_t advance, int64_t amount) {
  return Money(v1::Event::kAdvanceRecovered, "", "", 0, amount, advance);
}

EventBuilder EventBuilder::CarryOver(Text unit, Text source, int year, int64_t amount) {
  return Money(v1::Event::kBalanceCarriedOver, unit, source, year, amount);
}

EventBuilder EventBuilder::Lapse(Text unit, Text source, int year, int64_t amount) {
  return Money(v1::Event::kBalanceLapsed, unit, source, year, amount);
}

EventBuilder EventBuilder::Settlement(Text unit, Text source, int year, int64_t amount) {
  EventBuilder builder = Money(v1::Event::kSettlementApproved, unit, source, year, amount);
  builder.event_.mutable_settlement_approved()->set_is_final(true);
  return builder;
}

EventBuilder EventBuilder::Correction(Text unit, Text source, int year, int64_t amount, Text reason) {
  return Money(v1::Event::kPriorPeriodCorrection, unit, source, year, amount).Reason(reason);
}

EventBuilder EventBuilder::Disbursement(Text unit, Text source, int year, int64_t amount) {
  EventBuilder builder;
  SetLine(unit, source, year, builder.event_.mutable_disbursement_made()->mutable_line());
  builder.event_.mutable_disbursement_made()->set_amount(amount);
  return builder;
}

EventBuilder EventBuilder::Refund(Text unit, Text source, int year, int64_t amount) {
  EventBuilder builder;
  SetLine(unit, source, year, builder.event_.mutable_refund_received()->mutable_line());
  builder.event_.mutable_refund_received()->set_amount(amount);
  return builder;
}

EventBuilder EventBuilder::Execution(Text unit, Text source, int year, int64_t amount) {
  EventBuilder builder;
  SetLine(unit, source, year, builder.event_.mutable_execution_reported()->mutable_line());
  builder.event_.mutable_execution_reported()->set_amount(amount);
  return builder;
}

EventBuilder EventBuilder::Reversal(uint64_t sequence, Text reason) {
  EventBuilder builder;
  builder.event_.mutable_event_reversed()->set_reversed_sequence(sequence);
  builder.event_.clear_effective_date();
  return builder.Reason(reason);
}

EventBuilder EventBuilder::Estimate(Text unit, int year, Text measure, int64_t amount) {
  EventBuilder builder;
  auto* estimate = builder.event_.mutable_estimate_stated();
  SetLine(unit, "", year, estimate->mutable_line());
  estimate->set_measure(measure);
  estimate->set_amount(amount);
  estimate->set_stated_on(20240101);
  return builder;
}

EventBuilder EventBuilder::Figure(Text figure_id, Text unit, int year, Text printed, int64_t digits) {
  EventBuilder builder;
  auto* figure = builder.event_.mutable_figure_published();
  figure->set_figure_id(figure_id);
  SetLine(unit, "", year, figure->mutable_line());
  figure->set_stated_on(20240101);
  figure->set_about_date(20240101);
  figure->set_measure("plan");
  figure->set_kind(v1::FIGURE_KIND_AMOUNT);
  figure->set_printed(printed);
  figure->mutable_number()->set_digits(digits);
  figure->mutable_number()->set_scale(1);
  return builder;
}

EventBuilder EventBuilder::Unit(Text unit_id, v1::UnitType type, Text name) {
  EventBuilder builder;
  builder.event_.mutable_unit_established()->set_unit_id(unit_id);
  builder.event_.mutable_unit_established()->set_type(type);
  builder.event_.mutable_unit_established()->set_name(name);
  return builder;
}

EventBuilder EventBuilder::Merge(const std::vector<std::string>& predecessors, Text successor) {
  EventBuilder builder;
  auto* merged = builder.event_.mutable_units_merged();
  merged->mutable_predecessor_unit_ids()->Assign(predecessors.begin(), predecessors.end());
  merged->set_successor_unit_id(successor);
  return builder;
}

EventBuilder EventBuilder::Source(Text source_id) {
  EventBuilder builder;
  builder.event_.mutable_source_defined()->set_source_id(source_id);
  builder.event_.mutable_source_defined()->set_name(source_id);
  return builder;
}

EventBuilder EventBuilder::Actor(Text actor_id) {
  EventBuilder builder;
  v1::ActorRegistered& actor = *builder.event_.mutable_actor_registered();
  actor.set_actor_id(actor_id);
  actor.set_person_id(actor_id);
  actor.set_name(actor_id);
  return builder;
}

EventBuilder EventBuilder::Grant(Text actor_id, v1::Role role) {
  EventBuilder builder;
  builder.event_.mutable_role_granted()->set_actor_id(actor_id);
  builder.event_.mutable_role_granted()->set_role(role);
  return builder;
}

EventBuilder EventBuilder::Revocation(uint64_t grant, Text reason) {
  EventBuilder builder;
  builder.event_.mutable_role_revoked()->set_granted_sequence(grant);
  return builder.Reason(reason);
}

EventBuilder EventBuilder::FourEyes(bool on, const std::vector<std::string>& exempt_kinds) {
  EventBuilder builder;
  v1::FourEyesSet& set = *builder.event_.mutable_four_eyes_set();
  set.set_on(on);
  set.mutable_exempt_kinds()->Assign(exempt_kinds.begin(), exempt_kinds.end());
  return builder.Reason("decided");
}

EventBuilder EventBuilder::Rule(const v1::RuleDefined& terms) {
  EventBuilder builder;
  v1::RuleDefined& rule = *builder.event_.mutable_rule_defined();
  rule = terms;
  if (rule.legal_basis().empty()) {
    rule.set_legal_basis("a circular");
    rule.set_verified(true);
  }
  return builder.On("2020-01-01");
}

EventBuilder EventBuilder::Closing(int year, Text through) {
  EventBuilder builder;
  builder.event_.mutable_period_closed()->set_fiscal_year(year);
  builder.event_.mutable_period_closed()->set_through(Day(through).number());
  return builder;
}

EventBuilder EventBuilder::Reopening(uint64_t closing, Text reason) {
  EventBuilder builder;
  builder.event_.mutable_period_reopened()->set_closed_sequence(closing);
  return builder.Reason(reason);
}

EventBuilder EventBuilder::NewProject(Text project_id, int64_t support) {
  EventBuilder builder;
  v1::ProjectRegistered& project = *builder.event_.mutable_project_registered();
  project.set_project_id(project_id);
  project.set_name("Project " + project_id);
  project.set_unit_id("P1");
  return builder.Supported("national", support);
}

EventBuilder EventBuilder::ProjectAmendment(Text project_id, int64_t support) {
  EventBuilder builder;
  builder.event_.mutable_project_amended()->set_project_id(project_id);
  return builder.Supported("national", support);
}

EventBuilder EventBuilder::ProjectStop(Text project_id, Text decision) {
  EventBuilder builder;
  builder.event_.mutable_project_stopped()->set_project_id(project_id);
  builder.event_.mutable_project_stopped()->set_decision(decision);
  return builder;
}

EventBuilder EventBuilder::Indicator(Text indicator_id) {
  EventBuilder builder;
  v1::IndicatorDefined& indicator = *builder.event_.mutable_indicator_defined();
  indicator.set_indicator_id(indicator_id);
  indicator.set_name("Số " + indicator_id);
  indicator.set_name_en("Number of " + indicator_id);
  indicator.set_unit("enterprise");
  return builder;
}

EventBuilder EventBuilder::Output(Text unit, int year, Text indicator_id, int64_t quantity) {
  EventBuilder builder;
  v1::OutputReported& output = *builder.event_.mutable_output_reported();
  output.mutable_line()->set_unit_id(unit);
  output.mutable_line()->set_fiscal_year(year);
  output.set_indicator_id(indicator_id);
  output.set_quantity(quantity);
  output.set_period_begin(year * 10'000 + 101);
  output.set_period_end(year * 10'000 + 1231);
  return builder;
}

EventBuilder EventBuilder::AdoptRules(uint32_t version, Text reason) {
  EventBuilder builder;
  builder.event_.mutable_rules_adopted()->set_rules_version(version);
  if (version > 1) builder.event_.mutable_rules_adopted()->set_known_since("0.1.0");
  builder.event_.set_reason(reason);
  return builder;
}

EventBuilder EventBuilder::Area(Text area_id, Text name) {
  EventBuilder builder;
  builder.event_.mutable_area_defined()->set_area_id(area_id);
  builder.event_.mutable_area_defined()->set_name(name);
  return builder;
}

EventBuilder& EventBuilder::On(Text date) { return On(Day(date)); }

EventBuilder& EventBuilder::On(CivilDate date) {
  event_.set_effective_date(date.number());
  return *this;
}

EventBuilder& EventBuilder::Key(Text event_id) {
  event_.set_event_id(event_id);
  return *this;
}

EventBuilder& EventBuilder::Reason(Text reason) {
  event_.set_reason(reason);
  return *this;
}

EventBuilder& EventBuilder::RecordedAt(absl::Time instant) {
  event_.set_provenance(v1::PROVENANCE_IMPORTED);
  SetRecordedAt(instant, &event_);
  return *this;
}

EventBuilder& EventBuilder::Area(Text area) {
  Line()->set_area_id(area);
  if (event_.has_balance_carried_over()) event_.mutable_balance_carried_over()->mutable_from()->set_area_id(area);
  return *this;
}

EventBuilder& EventBuilder::Project(Text project) {
  Line()->set_project_id(project);
  if (event_.has_balance_carried_over()) event_.mutable_balance_carried_over()->mutable_from()->set_project_id(project);
  return *this;
}

EventBuilder& EventBuilder::LimitedTo(const std::vector<std::string>& areas) {
  event_.mutable_tranche_allocated()->mutable_area_limits()->Assign(areas.begin(), areas.end());
  return *this;
}

EventBuilder& EventBuilder::Share(Text unit, int64_t amount) {
  auto* tranche = event_.mutable_tranche_allocated();
  const v1::TrancheAllocated::Share first = tranche->shares(0);
  auto* share = tranche->add_shares();
  *share = first;
  share->mutable_line()->set_unit_id(unit);
  share->set_amount(amount);
  return *this;
}

EventBuilder& EventBuilder::FromTranche(uint32_t number) {
  FilledIn named = FilledInOf(event_);
  named.number = number;
  SetFilledIn(named, &event_);
  return *this;
}

EventBuilder& EventBuilder::ToTranche(uint32_t number) {
  if (event_.has_balance_carried_over()) {
    event_.mutable_balance_carried_over()->set_to_tranche_number(number);
  } else {
    event_.mutable_allocation_transferred()->set_to_tranche_number(number);
  }
  return *this;
}

EventBuilder& EventBuilder::CarriedTo(Text unit, int year) {
  v1::BalanceCarriedOver& carried = *event_.mutable_balance_carried_over();
  carried.mutable_to()->set_unit_id(unit);
  carried.mutable_to()->set_fiscal_year(year);
  if (unit != carried.from().unit_id()) carried.set_legal_case("merger");
  return *this;
}

EventBuilder& EventBuilder::OfAdvance(uint64_t sequence) {
  event_.mutable_balance_carried_over()->set_advance(sequence);
  return *this;
}

EventBuilder& EventBuilder::Part() {
  event_.mutable_settlement_approved()->set_is_final(false);
  return *this;
}

EventBuilder& EventBuilder::Disallowed(int64_t amount) {
  event_.mutable_settlement_approved()->set_disallowed(amount);
  return *this;
}

EventBuilder& EventBuilder::OfCommitment(uint64_t sequence) {
  if (event_.has_advance_paid()) {
    event_.mutable_advance_paid()->set_commitment(sequence);
  } else if (event_.has_balance_carried_over()) {
    event_.mutable_balance_carried_over()->set_commitment(sequence);
  } else {
    event_.mutable_disbursement_made()->set_commitment(sequence);
  }
  return *this;
}

EventBuilder& EventBuilder::AtYearEnd() {
  event_.mutable_period_closed()->set_year_end(true);
  return *this;
}

EventBuilder& EventBuilder::Of(Text unit) {
  event_.mutable_period_closed()->add_unit_ids(unit);
  return *this;
}

EventBuilder& EventBuilder::OfSource(Text source) {
  event_.mutable_period_closed()->add_source_ids(source);
  return *this;
}

EventBuilder& EventBuilder::Confirmed(Text unit, Text source, int64_t disbursed) {
  v1::PeriodClosed::Confirmed& confirmed = *event_.mutable_period_closed()->add_confirmed();
  confirmed.set_unit_id(unit);
  confirmed.set_source_id(source);
  confirmed.set_disbursed(disbursed);
  return *this;
}

EventBuilder& EventBuilder::Supported(Text source, int64_t support) {
  v1::ProjectSupport* const added = event_.has_project_registered() ? event_.mutable_project_registered()->add_support()
                                                                    : event_.mutable_project_amended()->add_support();
  added->set_source_id(source);
  added->set_amount(support);
  return *this;
}

EventBuilder& EventBuilder::Document(Text number) {
  event_.mutable_document()->set_number(number);
  return *this;
}

EventBuilder& EventBuilder::Departing(Text rule_id, Text decision) {
  event_.add_deviations(rule_id);
  return decision.empty() ? *this : Document(decision);
}

EventBuilder& EventBuilder::Late(Text reason) {
  event_.set_late_reason(reason);
  return *this;
}

EventBuilder& EventBuilder::WithoutPlan() {
  event_.mutable_allocation_transferred()->set_without_plan(true);
  return *this;
}

v1::BudgetLine* EventBuilder::Line() {
  const auto* kind = v1::Event::descriptor()->FindFieldByNumber(event_.kind_case());
  google::protobuf::Message* message = event_.GetReflection()->MutableMessage(&event_, kind);
  if (google::protobuf::Message* share = Inner("shares", message); share != nullptr) message = share;
  google::protobuf::Message* line = Inner("line", message);
  if (line == nullptr) line = Inner("to", message);
  TRANCHE_CHECK(line != nullptr, "a test asks for the line of a kind that has none");
  return google::protobuf::DynamicCastToGenerated<v1::BudgetLine>(line);
}

}  // namespace tranche
