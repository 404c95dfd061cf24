// A numbered release of money to one or more receivers: allocated rises by each share, for the areas of the limits.
#include <set>

#include "events/area_limits.h"
#include "events/kinds/kind.h"
#include "events/kinds/message_lines.h"
#include "events/kinds/wire.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

bool ReadShare(const WireField& message, EventView* view) {
  ShareView& share = view->shares.emplace_back();
  return message.is_bytes() && ForEachField(message.bytes, [&share](const WireField& field) {
           if (field.number == v1::TrancheAllocated::Share::kLineFieldNumber) return ReadLine(field, &share.line);
           if (field.number == v1::TrancheAllocated::Share::kAmountFieldNumber) return field.To(&share.amount);
           return true;
         });
}

bool Read(absl::string_view bytes, EventView* view) {
  return ForEachField(bytes, [view](const WireField& field) {
    switch (field.number) {
      case v1::TrancheAllocated::kNumberFieldNumber:
        return field.To(&view->tranche_number);
      case v1::TrancheAllocated::kAreaLimitsFieldNumber:
        return field.To(&view->area_limits);
      case v1::TrancheAllocated::kSharesFieldNumber:
        return ReadShare(field, view);
      default:
        return true;
    }
  });
}

void View(const v1::Event& event, EventView* view) {
  const v1::TrancheAllocated& tranche = event.tranche_allocated();
  view->tranche_number = tranche.number();
  view->area_limits.assign(tranche.area_limits().begin(), tranche.area_limits().end());
  for (const auto& share : tranche.shares()) view->shares.push_back({LineViewOf(share.line()), share.amount()});
}

void Make(const EventView& view, v1::Event* event) {
  v1::TrancheAllocated& tranche = *event->mutable_tranche_allocated();
  tranche.set_number(view.tranche_number);
  SetAreaLimits(view.area_limits, tranche.mutable_area_limits());
  for (const ShareView& of_view : view.shares) {
    auto* share = tranche.add_shares();
    SetLine(of_view.line, share->mutable_line());
    share->set_amount(of_view.amount);
  }
}

EventLines LinesOfView(const EventView& view) {
  EventLines lines;
  for (const ShareView& share : view.shares)
    lines.push_back({share.line, share.amount, Direction::kAdds, view.tranche_number, view.area_limits});
  return lines;
}

absl::Status CheckView(const EventView& command) {
  if (command.tranche_number == 0)
    return InField("tranche_number",
                   Refuse(kInvalid, "tranche.number-missing", "found 0, wanted the tranche's number, 1 or more"));
  if (command.shares.empty())
    return InField("shares", Refuse(kInvalid, "tranche.no-receiver", "found none, wanted at least one receiver"));
  std::set<absl::string_view> receivers;
  for (const ShareView& share : command.shares) {
    if (!receivers.insert(share.line.unit).second)
      return InField("shares", Refuse(kInvalid, "tranche.receiver-twice", "unit {unit} appears twice",
                                      {TextField("unit", share.line.unit)}));
    if (!share.line.area.empty() && !command.area_limits.empty())
      return InField("area_limits", Refuse(kInvalid, "tranche.area-and-limits",
                                           "found an area and area limits, wanted one or the other"));
  }
  return absl::OkStatus();
}

absl::Status Post(const EventView& view, const EventView* /*reversed*/, PostingList* postings) {
  const absl::string_view limits = JoinedLimits(view.area_limits, postings);
  for (const ShareView& share : view.shares) {
    LineView line = share.line;
    if (!view.area_limits.empty()) line.area = limits;
    postings->Add({line, Measure::kAllocated, view.tranche_number, share.amount});
  }
  return absl::OkStatus();
}

}  // namespace

constexpr KindField kFields[] = {{v1::TrancheAllocated::kNumberFieldNumber, FieldRole::kTranche},
                                 {v1::TrancheAllocated::kAreaLimitsFieldNumber, FieldRole::kLimits},
                                 {v1::TrancheAllocated::kSharesFieldNumber, FieldRole::kShares}};

extern constinit const EventKind kTrancheAllocated = {
    .number = v1::Event::kTrancheAllocated,
    .name = "TrancheAllocated",
    .english = "tranche allocated",
    .word = "tranche",
    .effect = Effect::kMoney,
    .amount = AmountRule::kPositive,
    .tranche = TrancheUse::kOpens,
    .fields = kFields,
    .read = &Read,
    .view = &View,
    .make = &Make,
    .lines = &LinesOfMessage<&View, &LinesOfView>,
    .lines_of_view = &LinesOfView,
    .check_view = &CheckView,
    .postings = &Post,
};

}  // namespace tranche::kinds
