#include "reports/event_legs.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/kinds/kinds.h"
#include "events/money.h"
#include "events/postings_of.h"
#include "reports/names.h"
#include "reports/rule_tables.h"

namespace tranche {
namespace {

std::string EstimateText(const v1::EstimateStated& estimate, Locale locale) {
  return Say(locale, "{measure}, stated on {date}",
             {{"measure", MeasureLabel(estimate.measure(), locale)}, {"date", DateText(estimate.stated_on())}});
}

std::string ContractText(const v1::CommitmentMade& made, Locale locale) {
  std::string text = made.number();
  if (!made.counterparty().empty()) absl::StrAppend(&text, ", ", made.counterparty());
  if (made.until() == 0) return text;
  return Say(locale, "{contract}, until {date}", {{"contract", text}, {"date", DateText(made.until())}});
}

// What an event that moves money uses up; empty for most.
std::string NamedText(const v1::Event& event, Locale locale) {
  const EventKind* const kind = FindKind(event.kind_case());
  if (kind == nullptr) return "";
  const EventView view = ViewOf(event);
  const v1::Event::KindCase used_up = UsedUpBy(*kind, view);
  if (view.named_sequence == 0 || used_up == v1::Event::KIND_NOT_SET) return "";
  const std::string sequence = absl::StrCat(view.named_sequence);
  if (used_up == v1::Event::kAdvancePaid) return Say(locale, "of advance {sequence}", {{"sequence", sequence}});
  return Say(locale, "of commitment {sequence}", {{"sequence", sequence}});
}

// "final, 5,000,000 disallowed".
std::string SettlementText(const v1::SettlementApproved& settled, Locale locale) {
  const std::string disallowed = ToGroupedDigits(settled.disallowed(), locale == Locale::kVietnamese ? '.' : ',');
  if (settled.disallowed() == 0) return settled.is_final() ? Say(locale, "final") : Say(locale, "in part");
  return settled.is_final() ? Say(locale, "final, {amount} disallowed", {{"amount", disallowed}})
                            : Say(locale, "in part, {amount} disallowed", {{"amount", disallowed}});
}

std::string FigureText(const v1::FigurePublished& figure, Locale locale) {
  return absl::StrCat(figure.figure_id(), " ", MeasureLabel(figure.measure(), locale), ": ", figure.printed());
}

std::string MergerText(const v1::UnitsMerged& merger, const Reader& reader) {
  std::vector<std::string> units;
  for (const std::string& unit : merger.predecessor_unit_ids()) units.push_back(UnitText(reader, unit));
  return Say(reader.locale, "from {units}", {{"units", absl::StrJoin(units, ", ")}});
}

// The recorded name, for a reader without a catalogue, such as CSV.
std::string TermName(const Reader& reader, const std::string& recorded, const std::string& in_catalogue) {
  return reader.catalogue == nullptr ? recorded : in_catalogue;
}

// "Three regions (63 provinces) khuyencong-63"; the id for a reader without a catalogue.
std::string GroupingDetail(const v1::Event& event, const Reader& reader) {
  const v1::RegionGroupingDefined& defined = event.region_grouping_defined();
  const absl::StatusOr<CivilDate> day = CivilDate::FromNumber(event.effective_date());
  if (!day.ok()) return defined.grouping_id();
  return TermName(reader, defined.grouping_id(),
                  absl::StrCat(GroupingText(reader, *day, defined.name()), " ", defined.grouping_id()));
}

std::string RoleText(v1::Role role, Locale locale) {
  if (role == v1::ROLE_OFFICER) return Say(locale, "officer");
  if (role == v1::ROLE_APPROVER) return Say(locale, "approver");
  return role == v1::ROLE_ADMINISTRATOR ? Say(locale, "administrator") : Say(locale, "auditor");
}

// "12 enterprises-supported, 2024-01-01 to 2024-06-30".
std::string OutputText(const v1::OutputReported& output, Locale locale) {
  return Say(locale, "{quantity} {indicator}, {begin} to {end}",
             {{"quantity", CountText(static_cast<uint64_t>(output.quantity()), locale)},
              {"indicator", output.indicator_id()},
              {"begin", DateText(output.period_begin())},
              {"end", DateText(output.period_end())}});
}

// "KC-01: Rice mill"; of a stop with its decision.
std::string ProjectText(const v1::Event& event) {
  const v1::ProjectRegistered& registered = event.project_registered();
  const v1::ProjectStopped& stopped = event.project_stopped();
  if (event.has_project_registered()) return absl::StrCat(registered.project_id(), ": ", registered.name());
  if (event.has_project_stopped()) return absl::StrCat(stopped.project_id(), ": ", stopped.decision());
  return event.project_amended().project_id();
}

// "through 2024-12-31, the year's end".
std::string ClosingText(const v1::PeriodClosed& closed, Locale locale) {
  const std::string date = DateText(closed.through());
  if (closed.year_end()) return Say(locale, "through {date}, the year's end", {{"date", date}});
  return Say(locale, "through {date}", {{"date", date}});
}

// What an event of the catalogue or the ledger says besides its lines.
std::string CatalogueDetail(const v1::Event& event, const Reader& reader) {
  const v1::UnitEstablished& unit = event.unit_established();
  const v1::SourceDefined& source = event.source_defined();
  const v1::AreaDefined& area = event.area_defined();
  if (event.has_ledger_created()) return event.ledger_created().name();
  if (event.has_unit_established()) return NameOfUnit(reader, unit.unit_id(), unit.name());
  if (event.has_unit_renamed()) return NameOfUnit(reader, event.unit_renamed().unit_id(), event.unit_renamed().name());
  if (event.has_units_merged()) return MergerText(event.units_merged(), reader);
  if (event.has_region_grouping_defined()) return GroupingDetail(event, reader);
  if (event.has_source_defined()) return TermName(reader, source.name(), SourceText(reader, source.source_id()));
  if (event.has_actor_registered())
    return absl::StrCat(event.actor_registered().actor_id(), ": ", event.actor_registered().name());
  if (event.has_role_granted())
    return absl::StrCat(event.role_granted().actor_id(), ": ", RoleText(event.role_granted().role(), reader.locale));
  if (event.has_role_revoked())
    return Say(reader.locale, "grant {grant}", {{"grant", absl::StrCat(event.role_revoked().granted_sequence())}});
  if (event.has_four_eyes_set())
    return event.four_eyes_set().on() ? Say(reader.locale, "on") : Say(reader.locale, "off");
  if (event.has_period_closed()) return ClosingText(event.period_closed(), reader.locale);
  if (event.has_period_reopened())
    return Say(reader.locale, "closing {closing}",
               {{"closing", absl::StrCat(event.period_reopened().closed_sequence())}});
  if (event.has_indicator_defined())
    return absl::StrCat(event.indicator_defined().indicator_id(), ": ", event.indicator_defined().name());
  if (event.has_project_registered() || event.has_project_amended() || event.has_project_stopped())
    return ProjectText(event);
  if (event.has_rule_defined())
    return absl::StrCat(event.rule_defined().rule_id(), ": ", RuleTermsText(event.rule_defined(), reader.locale));
  if (event.has_area_defined()) return TermName(reader, area.name(), AreaText(reader, area.area_id()));
  return "";
}

// "3 commands; part 1 of 2".
std::string ProposalText(const v1::ChangeProposed& proposed, Locale locale) {
  const std::string count = CountText(static_cast<uint64_t>(proposed.commands_size()), locale);
  if (proposed.parts() == 1) return Say(locale, "{count} command{count:s}", {{"count", count}});
  return Say(locale, "{count} command{count:s}; part {part} of {parts}",
             {{"count", count}, {"part", absl::StrCat(proposed.part())}, {"parts", absl::StrCat(proposed.parts())}});
}

// What an event says besides its lines; empty for most kinds.
std::string DetailOf(const v1::Event& event, const Reader& reader) {
  const Locale locale = reader.locale;
  if (event.allocation_transferred().without_plan()) return Say(locale, "without its plan");
  if (event.has_commitment_made()) return ContractText(event.commitment_made(), locale);
  if (event.has_settlement_approved()) return SettlementText(event.settlement_approved(), locale);
  if (event.has_prior_period_correction()) return event.prior_period_correction().finding();
  if (const std::string named = NamedText(event, locale); !named.empty()) return named;
  if (event.has_estimate_stated()) return EstimateText(event.estimate_stated(), locale);
  if (event.has_output_reported()) return OutputText(event.output_reported(), locale);
  if (event.has_figure_published()) return FigureText(event.figure_published(), locale);
  if (event.has_balances_committed())
    return Say(locale, "{count} balance line{count:s}",
               {{"count", CountText(event.balances_committed().lines(), locale)}});
  if (event.has_change_proposed()) return ProposalText(event.change_proposed(), locale);
  if (event.has_change_approved() || event.has_change_rejected())
    return Say(locale, "proposal {proposal}",
               {{"proposal", absl::StrCat(event.has_change_approved() ? event.change_approved().proposal()
                                                                      : event.change_rejected().proposal())}});
  if (event.has_rules_adopted())
    return Say(locale, "version {version}", {{"version", absl::StrCat(event.rules_adopted().rules_version())}});
  if (event.has_event_reversed())
    return Say(locale, "reverses {sequence}", {{"sequence", absl::StrCat(event.event_reversed().reversed_sequence())}});
  return CatalogueDetail(event, reader);
}

EventLeg LegOf(const EventLine& line, const std::string& detail, const Reader& reader) {
  EventLeg leg;
  leg.line = LineToProto(ToBudgetLine(line.line));
  leg.tranche_number = line.tranche_number;
  if (line.direction != Direction::kNone) leg.amount = AmountSum(line.amount) * static_cast<int>(line.direction);
  leg.detail = !line.area_limits ? detail
                                 : TermName(reader, absl::StrJoin(*line.area_limits, "|"),
                                            AreaText(reader, absl::StrJoin(*line.area_limits, "|")));
  return leg;
}

}  // namespace

std::vector<EventLeg> LegsOf(const v1::Event& event, const Reader& reader) {
  const std::string detail = DetailOf(event, reader);
  const EventKind* kind = FindKind(event.kind_case());
  std::vector<EventLeg> legs;
  if (kind != nullptr) {
    for (const EventLine& line : kind->lines(event)) legs.push_back(LegOf(line, detail, reader));
  }
  if (legs.empty()) legs.push_back({{}, 0, {}, detail});
  return legs;
}

}  // namespace tranche
