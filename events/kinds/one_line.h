// The shape of most kinds that move money: one amount on one line. Its message has the fields `line` and `amount`; if
// it concerns a tranche also `tranche_number` and `tranche_chosen`, and `area_limits` if the ledger fills them in.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include "events/area_limits.h"
#include "events/kinds/kind.h"
#include "events/kinds/message_lines.h"
#include "events/kinds/wire.h"
#include "events/money.h"
#include "events/prefetch.h"

namespace tranche {

// kGet, kMutable  the accessors of the message: &v1::Event::plan_approved, &v1::Event::mutable_plan_approved.
// kMeasure        what the event posts to.
// kDirection      kTakes posts the negative of the amount.
template <auto kGet, auto kMutable, Measure kMeasure, Direction kDirection>
class OneLine {
 public:
  // `said`, completed with everything that follows from the shape.
  static constexpr EventKind Kind(EventKind said) {
    static_assert(AreInOrder(), "the numbers of the shape's fields do not ascend");
    said.effect = Effect::kMoney;
    said.read = &Read;
    said.view = &View;
    said.make = &Make;
    said.fields = kFields;
    said.lines = &LinesOfMessage<&View, &LinesOfView>;
    said.lines_of_view = &LinesOfView;
    said.prefetch = &Prefetch;
    said.postings = &Post;
    if constexpr (kHasTranche) {
      said.filled_in = &FilledInOf;
      said.fill_in = &FillIn;
    }
    return said;
  }

 private:
  using Message = std::remove_cvref_t<decltype((std::declval<const v1::Event&>().*kGet)())>;
  static constexpr bool kHasTranche = requires(const Message& message) { message.tranche_number(); };
  static constexpr bool kHasAreas = requires(const Message& message) { message.area_limits(); };

  static constexpr size_t kFieldCount = 2 + (kHasTranche ? 2 : 0) + (kHasAreas ? 1 : 0);

  static constexpr std::array<KindField, kFieldCount> Fields() {
    std::array<KindField, kFieldCount> fields = {};
    size_t count = 0;
    fields[count++] = {Message::kLineFieldNumber, FieldRole::kLine};
    if constexpr (kHasTranche) fields[count++] = {Message::kTrancheNumberFieldNumber, FieldRole::kTranche};
    fields[count++] = {Message::kAmountFieldNumber, FieldRole::kAmount};
    if constexpr (kHasTranche) fields[count++] = {Message::kTrancheChosenFieldNumber, FieldRole::kChosen};
    if constexpr (kHasAreas) fields[count++] = {Message::kAreaLimitsFieldNumber, FieldRole::kOfTranche};
    return fields;
  }
  static constexpr std::array<KindField, kFieldCount> kFields = Fields();

  static constexpr bool AreInOrder() {
    for (size_t i = 1; i < kFieldCount; ++i) {
      if (kFields[i - 1].number >= kFields[i].number) return false;
    }
    return true;
  }

  static bool Read(absl::string_view bytes, EventView* view) {
    return ForEachField(bytes, [view](const WireField& field) {
      if (field.number == Message::kLineFieldNumber) return ReadLine(field, &view->line);
      if (field.number == Message::kAmountFieldNumber) return field.To(&view->amount);
      if constexpr (kHasTranche) {
        if (field.number == Message::kTrancheNumberFieldNumber) return field.To(&view->tranche_number);
      }
      if constexpr (kHasAreas) {
        if (field.number == Message::kAreaLimitsFieldNumber) return field.To(&view->area_limits);
      }
      return true;
    });
  }

  static void View(const v1::Event& event, EventView* view) {
    const Message& message = (event.*kGet)();
    view->line = LineViewOf(message.line());
    view->amount = message.amount();
    if constexpr (kHasTranche) view->tranche_number = message.tranche_number();
    if constexpr (kHasAreas) view->area_limits.assign(message.area_limits().begin(), message.area_limits().end());
  }

  static void Make(const EventView& view, v1::Event* event) {
    Message& message = *(event->*kMutable)();
    SetLine(view.line, message.mutable_line());
    message.set_amount(view.amount);
    if constexpr (kHasTranche) message.set_tranche_number(view.tranche_number);
    if constexpr (kHasAreas) SetAreaLimits(view.area_limits, message.mutable_area_limits());
  }

  static EventLines LinesOfView(const EventView& view) {
    return {{view.line, view.amount, kDirection, view.tranche_number}};
  }

  static void Prefetch(const v1::Event& event, PrefetchStage stage) {
    const Message& message = (event.*kGet)();
    switch (stage) {
      case PrefetchStage::kMessage:
        return PrefetchObject(message);
      case PrefetchStage::kLine:
        return PrefetchObject(message.line());
      case PrefetchStage::kTexts:
        PrefetchObject(message.line().unit_id());
        PrefetchObject(message.line().source_id());
        PrefetchObject(message.line().area_id());
        PrefetchObject(message.line().project_id());
    }
  }

  static absl::Status Post(const EventView& view, const EventView* /*reversed*/, PostingList* postings) {
    LineView line = view.line;
    if constexpr (kHasAreas) line.area = JoinedLimits(view.area_limits, postings);
    if constexpr (kDirection == Direction::kAdds) {
      postings->Add({line, kMeasure, view.tranche_number, view.amount});
    } else {
      const std::optional<int64_t> negative = CheckedNegate(view.amount);
      if (!negative) return HasNoNegative(view.amount);
      postings->Add({line, kMeasure, view.tranche_number, *negative});
    }
    return absl::OkStatus();
  }

  static FilledIn FilledInOf(const v1::Event& event) {
    const Message& message = (event.*kGet)();
    FilledIn filled_in = {message.tranche_number(), message.tranche_chosen()};
    if constexpr (kHasAreas) filled_in.area_limits = JoinAreas(message.area_limits());
    return filled_in;
  }

  static void FillIn(const FilledIn& filled_in, v1::Event* event) {
    Message& message = *(event->*kMutable)();
    message.set_tranche_number(filled_in.number);
    message.set_tranche_chosen(filled_in.chosen);
    if constexpr (kHasAreas) SetAreaLimits(filled_in.area_limits, message.mutable_area_limits());
  }
};

}  // namespace tranche
