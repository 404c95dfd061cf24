#include "reports/event_legs.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "reports/labels.h"

namespace tranche {
namespace {

EventLeg UnitLeg(const std::string& unit_id, const std::string& detail) {
  EventLeg leg;
  leg.line.set_unit_id(unit_id);
  leg.detail = detail;
  return leg;
}

EventLeg DetailLeg(const std::string& detail) { return UnitLeg("", detail); }

EventLeg SourceLeg(const v1::SourceDefined& source) {
  EventLeg leg = DetailLeg(source.name());
  leg.line.set_source_id(source.source_id());
  return leg;
}

EventLeg AreaLeg(const v1::AreaDefined& area) {
  EventLeg leg = DetailLeg(area.name());
  leg.line.set_area_id(area.area_id());
  return leg;
}

EventLeg MoneyLeg(const v1::BudgetLine& line, AmountSum amount, uint32_t tranche_number) {
  EventLeg leg;
  leg.line = line;
  leg.amount = amount;
  leg.tranche_number = tranche_number;
  return leg;
}

std::vector<EventLeg> SharesOf(const v1::TrancheAllocated& tranche) {
  std::vector<EventLeg> legs;
  for (const auto& share : tranche.shares()) {
    legs.push_back(MoneyLeg(share.line(), share.amount(), tranche.number()));
    legs.back().detail = absl::StrJoin(tranche.area_limits(), "|");
  }
  if (legs.empty()) legs.emplace_back();
  return legs;
}

std::vector<EventLeg> SidesOf(const v1::AllocationTransferred& transfer, Locale locale) {
  const uint32_t to_tranche =
      transfer.to_tranche_number() == 0 ? transfer.from_tranche_number() : transfer.to_tranche_number();
  std::vector<EventLeg> legs = {
      MoneyLeg(transfer.from(), -AmountSum(transfer.amount()), transfer.from_tranche_number()),
      MoneyLeg(transfer.to(), transfer.amount(), to_tranche)};
  if (transfer.without_plan()) {
    for (EventLeg& leg : legs) leg.detail = std::string(In(locale, "không kèm kế hoạch", "without its plan"));
  }
  return legs;
}

EventLeg EstimateLeg(const v1::EstimateStated& estimate, Locale locale) {
  EventLeg leg = MoneyLeg(estimate.line(), estimate.amount(), 0);
  leg.detail = absl::StrCat(MeasureLabel(estimate.measure(), locale), In(locale, ", nêu ngày ", ", stated on "),
                            DateText(estimate.stated_on()));
  return leg;
}

EventLeg FigureLeg(const v1::FigurePublished& figure, Locale locale) {
  EventLeg leg;
  leg.line = figure.line();
  leg.detail = absl::StrCat(figure.figure_id(), " ", MeasureLabel(figure.measure(), locale), ": ", figure.printed());
  return leg;
}

std::string MergerText(const v1::UnitsMerged& merger, Locale locale) {
  return absl::StrCat(In(locale, "gộp ", "from "), absl::StrJoin(merger.predecessor_unit_ids(), ", "));
}

// Events about units, sources, areas and the ledger.
EventLeg CatalogueLeg(const v1::Event& event, Locale locale) {
  switch (event.kind_case()) {
    case v1::Event::kLedgerCreated:
      return DetailLeg(event.ledger_created().name());
    case v1::Event::kUnitEstablished:
      return UnitLeg(event.unit_established().unit_id(), event.unit_established().name());
    case v1::Event::kUnitRenamed:
      return UnitLeg(event.unit_renamed().unit_id(), event.unit_renamed().name());
    case v1::Event::kUnitsMerged:
      return UnitLeg(event.units_merged().successor_unit_id(), MergerText(event.units_merged(), locale));
    case v1::Event::kRegionGroupingDefined:
      return DetailLeg(event.region_grouping_defined().grouping_id());
    case v1::Event::kSourceDefined:
      return SourceLeg(event.source_defined());
    case v1::Event::kAreaDefined:
      return AreaLeg(event.area_defined());
    default:
      return {};
  }
}

}  // namespace

std::vector<EventLeg> LegsOf(const v1::Event& event, Locale locale) {
  switch (event.kind_case()) {
    case v1::Event::kPlanApproved:
      return {MoneyLeg(event.plan_approved().line(), event.plan_approved().amount(), 0)};
    case v1::Event::kPlanAdjusted:
      return {MoneyLeg(event.plan_adjusted().line(), event.plan_adjusted().amount(), 0)};
    case v1::Event::kTrancheAllocated:
      return SharesOf(event.tranche_allocated());
    case v1::Event::kAllocationAdjusted:
      return {MoneyLeg(event.allocation_adjusted().line(), event.allocation_adjusted().amount(),
                       event.allocation_adjusted().tranche_number())};
    case v1::Event::kAllocationTransferred:
      return SidesOf(event.allocation_transferred(), locale);
    case v1::Event::kDisbursementMade:
      return {MoneyLeg(event.disbursement_made().line(), event.disbursement_made().amount(),
                       event.disbursement_made().tranche_number())};
    case v1::Event::kRefundReceived:
      return {MoneyLeg(event.refund_received().line(), -AmountSum(event.refund_received().amount()),
                       event.refund_received().tranche_number())};
    case v1::Event::kExecutionReported:
      return {MoneyLeg(event.execution_reported().line(), event.execution_reported().amount(), 0)};
    case v1::Event::kEventReversed:
      return {DetailLeg(
          absl::StrCat(In(locale, "đảo số thứ tự ", "reverses "), event.event_reversed().reversed_sequence()))};
    case v1::Event::kEstimateStated:
      return {EstimateLeg(event.estimate_stated(), locale)};
    case v1::Event::kFigurePublished:
      return {FigureLeg(event.figure_published(), locale)};
    case v1::Event::kBalancesCommitted:
      return {DetailLeg(absl::StrCat(event.balances_committed().lines(), In(locale, " dòng số dư", " balance lines")))};
    default:
      return {CatalogueLeg(event, locale)};
  }
}

}  // namespace tranche
