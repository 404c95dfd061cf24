#include "events/event_view.h"

#include "events/instant.h"

namespace tranche {
namespace {

using Kind = v1::Event::KindCase;

LineView LineOf(const v1::BudgetLine& line) {
  return {line.unit_id(), line.source_id(), line.fiscal_year(), line.area_id(), line.project_id()};
}

template <typename Message>
void FillAmount(const Message& message, EventView* event) {
  event->line = LineOf(message.line());
  event->amount = message.amount();
}

template <typename Message>
void FillTrancheAmount(const Message& message, EventView* event) {
  FillAmount(message, event);
  event->tranche_number = message.tranche_number();
}

void FillTranche(const v1::TrancheAllocated& tranche, EventView* event) {
  event->tranche_number = tranche.number();
  event->area_limits.assign(tranche.area_limits().begin(), tranche.area_limits().end());
  for (const auto& share : tranche.shares()) event->shares.push_back({LineOf(share.line()), share.amount()});
}

void FillTransfer(const v1::AllocationTransferred& transfer, EventView* event) {
  event->line = LineOf(transfer.from());
  event->to = LineOf(transfer.to());
  event->tranche_number = transfer.from_tranche_number();
  event->to_tranche_number = transfer.to_tranche_number();
  event->amount = transfer.amount();
  event->without_plan = transfer.without_plan();
  event->area_limits.assign(transfer.from_area_limits().begin(), transfer.from_area_limits().end());
  event->to_area_limits.assign(transfer.to_area_limits().begin(), transfer.to_area_limits().end());
}

void FillKind(const v1::Event& message, EventView* event) {
  switch (event->kind) {
    case Kind::kPlanApproved:
      return FillAmount(message.plan_approved(), event);
    case Kind::kPlanAdjusted:
      return FillAmount(message.plan_adjusted(), event);
    case Kind::kExecutionReported:
      return FillAmount(message.execution_reported(), event);
    case Kind::kAllocationAdjusted: {
      const auto& limits = message.allocation_adjusted().area_limits();
      event->area_limits.assign(limits.begin(), limits.end());
      return FillTrancheAmount(message.allocation_adjusted(), event);
    }
    case Kind::kDisbursementMade:
      return FillTrancheAmount(message.disbursement_made(), event);
    case Kind::kRefundReceived:
      return FillTrancheAmount(message.refund_received(), event);
    case Kind::kTrancheAllocated:
      return FillTranche(message.tranche_allocated(), event);
    case Kind::kAllocationTransferred:
      return FillTransfer(message.allocation_transferred(), event);
    case Kind::kEventReversed:
      event->reversed_sequence = message.event_reversed().reversed_sequence();
      return;
    default:
      return;
  }
}

}  // namespace

EventView ViewOf(const v1::Event& event) {
  EventView view;
  view.sequence = event.sequence();
  view.event_id = event.event_id();
  view.effective_date = event.effective_date();
  view.recorded_at = RecordedAt(event);
  view.kind = event.kind_case();
  FillKind(event, &view);
  return view;
}

}  // namespace tranche
