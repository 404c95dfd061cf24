#include "reports/event_legs.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/kinds/kinds.h"
#include "events/postings_of.h"
#include "reports/labels.h"

namespace tranche {
namespace {

std::string EstimateText(const v1::EstimateStated& estimate, Locale locale) {
  return absl::StrCat(MeasureLabel(estimate.measure(), locale), In(locale, ", nêu ngày ", ", stated on "),
                      DateText(estimate.stated_on()));
}

std::string FigureText(const v1::FigurePublished& figure, Locale locale) {
  return absl::StrCat(figure.figure_id(), " ", MeasureLabel(figure.measure(), locale), ": ", figure.printed());
}

std::string MergerText(const v1::UnitsMerged& merger, Locale locale) {
  return absl::StrCat(In(locale, "gộp ", "from "), absl::StrJoin(merger.predecessor_unit_ids(), ", "));
}

std::string CommitmentText(const v1::BalancesCommitted& commitment, Locale locale) {
  return absl::StrCat(commitment.lines(), In(locale, " dòng số dư", " balance lines"));
}

std::string ReversalText(const v1::EventReversed& reversal, Locale locale) {
  return absl::StrCat(In(locale, "đảo số thứ tự ", "reverses "), reversal.reversed_sequence());
}

// What a kind says beside its lines; the others have nothing to add.
std::string DetailOf(const v1::Event& event, Locale locale) {
  if (event.has_ledger_created()) return event.ledger_created().name();
  if (event.has_unit_established()) return event.unit_established().name();
  if (event.has_unit_renamed()) return event.unit_renamed().name();
  if (event.has_units_merged()) return MergerText(event.units_merged(), locale);
  if (event.has_region_grouping_defined()) return event.region_grouping_defined().grouping_id();
  if (event.has_source_defined()) return event.source_defined().name();
  if (event.has_area_defined()) return event.area_defined().name();
  if (event.allocation_transferred().without_plan())
    return std::string(In(locale, "không kèm kế hoạch", "without its plan"));
  if (event.has_estimate_stated()) return EstimateText(event.estimate_stated(), locale);
  if (event.has_figure_published()) return FigureText(event.figure_published(), locale);
  if (event.has_balances_committed()) return CommitmentText(event.balances_committed(), locale);
  if (event.has_rules_adopted())
    return absl::StrCat(In(locale, "phiên bản ", "version "), event.rules_adopted().rules_version());
  if (event.has_event_reversed()) return ReversalText(event.event_reversed(), locale);
  return "";
}

EventLeg LegOf(const EventLine& line, const std::string& detail) {
  EventLeg leg;
  leg.line = LineToProto(ToBudgetLine(line.line));
  leg.tranche_number = line.tranche_number;
  if (line.direction != Direction::kNone) leg.amount = AmountSum(line.amount) * static_cast<int>(line.direction);
  leg.detail = line.area_limits == nullptr ? detail : absl::StrJoin(*line.area_limits, "|");
  return leg;
}

}  // namespace

std::vector<EventLeg> LegsOf(const v1::Event& event, Locale locale) {
  const std::string detail = DetailOf(event, locale);
  const EventKind* kind = FindKind(event.kind_case());
  std::vector<EventLeg> legs;
  if (kind != nullptr) {
    for (const EventLine& line : kind->lines(event)) legs.push_back(LegOf(line, detail));
  }
  if (legs.empty()) legs.push_back({{}, 0, {}, detail});
  return legs;
}

}  // namespace tranche
