// Allocated money moved between units or areas: allocated falls on one line and rises on the other, and so does the
// plan that covers it, unless it stays behind. Of carried-over money there is no plan: carried falls and rises.
#include <optional>

#include "events/area_limits.h"
#include "events/kinds/kind.h"
#include "events/kinds/message_lines.h"
#include "events/kinds/wire.h"
#include "events/money.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

using Message = v1::AllocationTransferred;

bool Read(absl::string_view bytes, EventView* view) {
  return ForEachField(bytes, [view](const WireField& field) {
    switch (field.number) {
      case Message::kFromFieldNumber:
        return ReadLine(field, &view->line);
      case Message::kToFieldNumber:
        return ReadLine(field, &view->to);
      case Message::kFromTrancheNumberFieldNumber:
        return field.To(&view->tranche_number);
      case Message::kToTrancheNumberFieldNumber:
        return field.To(&view->to_tranche_number);
      case Message::kAmountFieldNumber:
        return field.To(&view->amount);
      case Message::kWithoutPlanFieldNumber:
        return field.To(&view->without_plan);
      case Message::kFromAreaLimitsFieldNumber:
        return field.To(&view->area_limits);
      case Message::kToAreaLimitsFieldNumber:
        return field.To(&view->to_area_limits);
      case Message::kCarriedFieldNumber:
        return field.To(&view->is_carried);
      default:
        return true;
    }
  });
}

void View(const v1::Event& event, EventView* view) {
  const Message& transfer = event.allocation_transferred();
  view->line = LineViewOf(transfer.from());
  view->to = LineViewOf(transfer.to());
  view->tranche_number = transfer.from_tranche_number();
  view->to_tranche_number = transfer.to_tranche_number();
  view->amount = transfer.amount();
  view->without_plan = transfer.without_plan();
  view->is_carried = transfer.carried();
  view->area_limits.assign(transfer.from_area_limits().begin(), transfer.from_area_limits().end());
  view->to_area_limits.assign(transfer.to_area_limits().begin(), transfer.to_area_limits().end());
}

void Make(const EventView& view, v1::Event* event) {
  Message& transfer = *event->mutable_allocation_transferred();
  SetLine(view.line, transfer.mutable_from());
  SetLine(view.to, transfer.mutable_to());
  transfer.set_from_tranche_number(view.tranche_number);
  transfer.set_to_tranche_number(view.to_tranche_number);
  transfer.set_amount(view.amount);
  transfer.set_without_plan(view.without_plan);
  transfer.set_carried(view.is_carried);
  SetAreaLimits(view.area_limits, transfer.mutable_from_area_limits());
  SetAreaLimits(view.to_area_limits, transfer.mutable_to_area_limits());
}

EventLines LinesOfView(const EventView& view) {
  const uint32_t from = view.tranche_number;
  const uint32_t to = view.to_tranche_number == 0 ? from : view.to_tranche_number;
  return {{view.line, view.amount, Direction::kTakes, from}, {view.to, view.amount, Direction::kAdds, to}};
}

absl::Status CheckView(const EventView& command) {
  const LineView& from = command.line;
  const LineView& to = command.to;
  if (from.source == to.source && from.fiscal_year == to.fiscal_year) return absl::OkStatus();
  return InField("to_unit_id", Refuse(absl::StatusCode::kInvalidArgument, "transfer.other-source-or-year",
                                      "a transfer stays within one source and one budget year"));
}

absl::Status Post(const EventView& view, const EventView* /*reversed*/, PostingList* postings) {
  const std::optional<int64_t> out = CheckedNegate(view.amount);
  if (!out) return HasNoNegative(view.amount);
  LineView from = view.line;
  LineView to = view.to;
  from.area = JoinedLimits(view.area_limits, postings);
  to.area = JoinedLimits(view.to_area_limits, postings);
  const Measure measure = view.is_carried ? Measure::kCarried : Measure::kAllocated;
  postings->Add({from, measure, view.tranche_number, *out});
  postings->Add({to, measure, view.to_tranche_number, view.amount});
  if (view.without_plan || view.is_carried) return absl::OkStatus();
  postings->Add({view.line, Measure::kPlan, 0, *out});
  postings->Add({view.to, Measure::kPlan, 0, view.amount});
  return absl::OkStatus();
}

FilledIn FilledInOf(const v1::Event& event) {
  const Message& transfer = event.allocation_transferred();
  FilledIn filled_in = {transfer.from_tranche_number(),         transfer.tranche_chosen(),
                        JoinAreas(transfer.from_area_limits()), transfer.to_tranche_number(),
                        transfer.to_tranche_chosen(),           JoinAreas(transfer.to_area_limits())};
  filled_in.is_carried = transfer.carried();
  return filled_in;
}

void FillIn(const FilledIn& filled_in, v1::Event* event) {
  Message& transfer = *event->mutable_allocation_transferred();
  transfer.set_from_tranche_number(filled_in.number);
  transfer.set_tranche_chosen(filled_in.chosen);
  SetAreaLimits(filled_in.area_limits, transfer.mutable_from_area_limits());
  transfer.set_to_tranche_number(filled_in.to_number);
  transfer.set_to_tranche_chosen(filled_in.to_chosen);
  SetAreaLimits(filled_in.to_area_limits, transfer.mutable_to_area_limits());
  transfer.set_carried(filled_in.is_carried);
}

}  // namespace

constexpr KindField kFields[] = {{Message::kFromFieldNumber, FieldRole::kLine},
                                 {Message::kToFieldNumber, FieldRole::kTo},
                                 {Message::kFromTrancheNumberFieldNumber, FieldRole::kTranche},
                                 {Message::kToTrancheNumberFieldNumber, FieldRole::kToTranche},
                                 {Message::kAmountFieldNumber, FieldRole::kAmount},
                                 {Message::kWithoutPlanFieldNumber, FieldRole::kWithoutPlan},
                                 {Message::kTrancheChosenFieldNumber, FieldRole::kChosen},
                                 {Message::kFromAreaLimitsFieldNumber, FieldRole::kOfTranche},
                                 {Message::kToAreaLimitsFieldNumber, FieldRole::kToLimits},
                                 {Message::kToTrancheChosenFieldNumber, FieldRole::kToChosen},
                                 {Message::kCarriedFieldNumber, FieldRole::kCarried}};

extern constinit const EventKind kAllocationTransferred = {
    .number = v1::Event::kAllocationTransferred,
    .name = "AllocationTransferred",
    .english = "allocation transferred",
    .word = "transfer",
    .effect = Effect::kMoney,
    .amount = AmountRule::kPositive,
    .tranche = TrancheUse::kMoves,
    .fields = kFields,
    .read = &Read,
    .view = &View,
    .make = &Make,
    .lines = &LinesOfMessage<&View, &LinesOfView>,
    .lines_of_view = &LinesOfView,
    .check_view = &CheckView,
    .postings = &Post,
    .filled_in = &FilledInOf,
    .fill_in = &FillIn,
};

}  // namespace tranche::kinds
