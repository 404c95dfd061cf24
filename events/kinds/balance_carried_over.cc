// Money went on to the next budget year, or to the unit that follows: carried falls on one line and rises on the other,
// and so does committed with a commitment; with an advance, advances and disbursed.
#include <optional>
#include <string>

#include "events/area_limits.h"
#include "events/kinds/kind.h"
#include "events/kinds/message_lines.h"
#include "events/kinds/wire.h"
#include "events/money.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

using Message = v1::BalanceCarriedOver;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// A command that names a commitment, too, is refused (ledger/rules/named_events).
void NameAdvance(EventView* view) {
  if (view->named_sequence == 0) view->named_sequence = view->named_advance;
}

bool Read(absl::string_view bytes, EventView* view) {
  const bool is_read = ForEachField(bytes, [view](const WireField& field) {
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
      case Message::kAdvanceFieldNumber:
        return field.To(&view->named_advance);
      case Message::kCommitmentFieldNumber:
        return field.To(&view->named_sequence);
      case Message::kLegalCaseFieldNumber:
        return field.To(&view->legal_case);
      case Message::kAreaLimitsFieldNumber:
        return field.To(&view->area_limits);
      case Message::kNumberFieldNumber:
        return field.To(&view->number);
      default:
        return true;
    }
  });
  NameAdvance(view);
  return is_read;
}

void View(const v1::Event& event, EventView* view) {
  const Message& carried = event.balance_carried_over();
  view->line = LineViewOf(carried.from());
  view->to = LineViewOf(carried.to());
  view->tranche_number = carried.from_tranche_number();
  view->to_tranche_number = carried.to_tranche_number();
  view->amount = carried.amount();
  view->named_sequence = carried.commitment();
  view->named_advance = carried.advance();
  NameAdvance(view);
  view->legal_case = carried.legal_case();
  view->area_limits.assign(carried.area_limits().begin(), carried.area_limits().end());
  view->number = carried.number();
}

void Make(const EventView& view, v1::Event* event) {
  Message& carried = *event->mutable_balance_carried_over();
  SetLine(view.line, carried.mutable_from());
  SetLine(view.to, carried.mutable_to());
  carried.set_from_tranche_number(view.tranche_number);
  carried.set_to_tranche_number(view.to_tranche_number);
  carried.set_amount(view.amount);
  carried.set_advance(view.named_advance);
  if (view.named_sequence != view.named_advance) carried.set_commitment(view.named_sequence);
  carried.set_legal_case(std::string(view.legal_case));
  SetAreaLimits(view.area_limits, carried.mutable_area_limits());
  carried.set_number(std::string(view.number));
}

EventLines LinesOfView(const EventView& view) {
  return {{view.line, view.amount, Direction::kTakes, view.tranche_number},
          {view.to, view.amount, Direction::kAdds, view.to_tranche_number}};
}

absl::Status CheckLinesOf(const LineView& from, const LineView& to) {
  if (from.source != to.source || from.area != to.area || from.project != to.project)
    return InField(
        "to", Refuse(kInvalid, "carry-over.other-line", "money is carried over within one source, area and project"));
  const bool is_next_year = to.fiscal_year == from.fiscal_year + 1;
  if (is_next_year || (to.unit != from.unit && to.fiscal_year == from.fiscal_year)) return absl::OkStatus();
  return InField("to_fiscal_year",
                 Refuse(kInvalid, "carry-over.other-year", "found {found}, wanted {next}, the year after {year}",
                        {TextField("found", std::to_string(to.fiscal_year)),
                         TextField("next", std::to_string(from.fiscal_year + 1)),
                         TextField("year", std::to_string(from.fiscal_year))}));
}

absl::Status CheckView(const EventView& command) {
  if (absl::Status lines = CheckLinesOf(command.line, command.to); !lines.ok()) return lines;
  if (command.line.unit == command.to.unit || command.legal_case == kMergerCase) return absl::OkStatus();
  return InField("legal_case", Refuse(kInvalid, "carry-over.not-merger",
                                      "found \"{found}\", wanted merger, by which another unit follows",
                                      {TextField("found", command.legal_case)}));
}

absl::Status Post(const EventView& view, const EventView* /*reversed*/, PostingList* postings) {
  const std::optional<int64_t> out = CheckedNegate(view.amount);
  if (!out) return HasNoNegative(view.amount);
  const auto move = [&](const LineView& from, const LineView& to, Measure measure) {
    postings->Add({from, measure, view.tranche_number, *out});
    postings->Add({to, measure, view.to_tranche_number, view.amount});
  };
  LineView from = view.line;
  LineView to = view.to;
  from.area = to.area = JoinedLimits(view.area_limits, postings);
  move(from, to, Measure::kCarried);
  if (view.named_sequence == 0) return absl::OkStatus();
  if (view.named_advance == 0) {
    move(view.line, view.to, Measure::kCommitted);
    return absl::OkStatus();
  }
  move(view.line, view.to, Measure::kAdvances);
  move(view.line, view.to, Measure::kDisbursed);
  return absl::OkStatus();
}

FilledIn FilledInOf(const v1::Event& event) {
  const Message& carried = event.balance_carried_over();
  FilledIn filled_in = {carried.from_tranche_number(), carried.tranche_chosen(), JoinAreas(carried.area_limits()),
                        carried.to_tranche_number(), carried.to_tranche_chosen()};
  filled_in.contract = carried.number();
  return filled_in;
}

void FillIn(const FilledIn& filled_in, v1::Event* event) {
  Message& carried = *event->mutable_balance_carried_over();
  carried.set_from_tranche_number(filled_in.number);
  carried.set_tranche_chosen(filled_in.chosen);
  carried.set_to_tranche_number(filled_in.to_number);
  carried.set_to_tranche_chosen(filled_in.to_chosen);
  SetAreaLimits(filled_in.area_limits, carried.mutable_area_limits());
  carried.set_number(filled_in.contract);
}

}  // namespace

extern constinit const EventKind kBalanceCarriedOver = {
    .number = v1::Event::kBalanceCarriedOver,
    .name = "BalanceCarriedOver",
    .english = "carry-over",
    .word = "carry-over",
    .effect = Effect::kMoney,
    .amount = AmountRule::kPositive,
    .tranche = TrancheUse::kCarries,
    .after_end = EventKind::AfterEnd::kByGiver,
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
