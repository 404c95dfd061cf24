// The shape of most kinds that move money: one amount on one line. Its message has the fields `line` and `amount`; if
// it concerns a tranche also `tranche_number`, `tranche_chosen`, and `area_limits` if the ledger fills them in. One
// that pays what was committed has a field `commitment`; what it pays is committed no longer. One that is about an
// earlier event has `commitment` or `advance`, but no `tranche_chosen`: line and tranche are those of that event. A
// contract has `number`, `counterparty` and `until`; a settlement `disallowed` and `is_final`, a correction `finding`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "events/area_limits.h"
#include "events/kinds/kind.h"
#include "events/kinds/message_lines.h"
#include "events/kinds/wire.h"
#include "events/money.h"
#include "events/prefetch.h"

namespace tranche {

// One posting of the amount; kTakes posts its negative.
struct Move {
  Measure measure = Measure::kPlan;
  Direction direction = Direction::kNone;
};

// kGet, kMutable   the accessors of the message: &v1::Event::plan_approved, &v1::Event::mutable_plan_approved.
// kFirst, kOthers  what the event posts, in this order; the first says whether it raises or lowers what the line has.
template <auto kGet, auto kMutable, Move kFirst, Move... kOthers>
class OneLine {
 public:
  // `said`, completed with everything that follows from the shape.
  static constexpr EventKind Kind(EventKind said) {
    static_assert(AreInOrder(), "the numbers of the shape's fields do not ascend");
    said.effect = Effect::kMoney;
    said.read = &Read;
    said.view = &View;
    said.make = &Make;
    if constexpr (kIsUsual) said.fields = kFields;
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

  static constexpr bool kHasCommitment = requires(const Message& message) { message.commitment(); };
  static constexpr bool kHasAdvance = requires(const Message& message) { message.advance(); };
  static constexpr bool kHasNumber = requires(const Message& message) { message.number(); };
  static constexpr bool kHasDisallowed = requires(const Message& message) { message.disallowed(); };
  static constexpr bool kHasFinding = requires(const Message& message) { message.finding(); };
  // Whether it takes line and tranche from the event that it names, which is then not a usual command.
  static constexpr bool kIsNamed = kHasTranche && !requires(const Message& message) { message.tranche_chosen(); };
  static constexpr bool kIsUsual = !kIsNamed && !kHasNumber && !kHasDisallowed && !kHasFinding;

  static constexpr bool kTakesAny =
      kHasCommitment || kFirst.direction == Direction::kTakes || ((kOthers.direction == Direction::kTakes) || ...);

  static constexpr size_t kFieldCount =
      2 + (kHasTranche ? 1 : 0) + (kHasTranche && !kIsNamed ? 1 : 0) + (kHasAreas ? 1 : 0) + (kHasCommitment ? 1 : 0);

  static constexpr std::array<KindField, kFieldCount> Fields() {
    std::array<KindField, kFieldCount> fields = {};
    size_t count = 0;
    fields[count++] = {Message::kLineFieldNumber, FieldRole::kLine};
    if constexpr (kHasTranche) fields[count++] = {Message::kTrancheNumberFieldNumber, FieldRole::kTranche};
    fields[count++] = {Message::kAmountFieldNumber, FieldRole::kAmount};
    if constexpr (kHasTranche && !kIsNamed) fields[count++] = {Message::kTrancheChosenFieldNumber, FieldRole::kChosen};
    if constexpr (kHasAreas) fields[count++] = {Message::kAreaLimitsFieldNumber, FieldRole::kOfTranche};
    if constexpr (kHasCommitment) fields[count++] = {Message::kCommitmentFieldNumber, FieldRole::kNamed};
    return fields;
  }
  static constexpr std::array<KindField, kFieldCount> kFields = Fields();

  static constexpr bool AreInOrder() {
    for (size_t i = 1; i < kFields.size(); ++i) {
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
      if constexpr (kHasCommitment) {
        if (field.number == Message::kCommitmentFieldNumber) return field.To(&view->named_sequence);
      }
      if constexpr (kHasAdvance) {
        if (field.number == Message::kAdvanceFieldNumber) return field.To(&view->named_sequence);
      }
      if constexpr (kHasNumber) {
        if (field.number == Message::kNumberFieldNumber) return field.To(&view->number);
        if (field.number == Message::kCounterpartyFieldNumber) return field.To(&view->counterparty);
        if (field.number == Message::kUntilFieldNumber) return field.To(&view->until);
      }
      if constexpr (kHasDisallowed) {
        if (field.number == Message::kDisallowedFieldNumber) return field.To(&view->disallowed);
        if (field.number == Message::kIsFinalFieldNumber) return field.To(&view->is_final);
      }
      if constexpr (kHasFinding) {
        if (field.number == Message::kFindingFieldNumber) return field.To(&view->finding);
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
    if constexpr (kHasCommitment) view->named_sequence = message.commitment();
    if constexpr (kHasAdvance) view->named_sequence = message.advance();
    if constexpr (kHasNumber) {
      view->number = message.number();
      view->counterparty = message.counterparty();
      view->until = message.until();
    }
    if constexpr (kHasDisallowed) {
      view->disallowed = message.disallowed();
      view->is_final = message.is_final();
    }
    if constexpr (kHasFinding) view->finding = message.finding();
  }

  static void Make(const EventView& view, v1::Event* event) {
    Message& message = *(event->*kMutable)();
    if (!kIsNamed || view.line != LineView()) SetLine(view.line, message.mutable_line());
    message.set_amount(view.amount);
    if constexpr (kHasTranche) message.set_tranche_number(view.tranche_number);
    if constexpr (kHasAreas) SetAreaLimits(view.area_limits, message.mutable_area_limits());
    if constexpr (kHasCommitment) message.set_commitment(view.named_sequence);
    if constexpr (kHasAdvance) message.set_advance(view.named_sequence);
    if constexpr (kHasNumber) {
      message.set_number(std::string(view.number));
      message.set_counterparty(std::string(view.counterparty));
      message.set_until(view.until);
    }
    if constexpr (kHasDisallowed) {
      message.set_disallowed(view.disallowed);
      message.set_is_final(view.is_final);
    }
    if constexpr (kHasFinding) message.set_finding(std::string(view.finding));
  }

  static EventLines LinesOfView(const EventView& view) {
    return {{view.line, view.amount, kFirst.direction, view.tranche_number}};
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
    const std::optional<int64_t> negative = CheckedNegate(view.amount);
    if (!negative && kTakesAny) return HasNoNegative(view.amount);
    const auto add = [&](Move move) {
      const int64_t amount = move.direction == Direction::kAdds ? view.amount : negative.value_or(0);
      postings->Add({line, move.measure, view.tranche_number, amount});
    };
    add(kFirst);
    (add(kOthers), ...);
    if constexpr (kHasCommitment && !kIsNamed) {
      if (view.named_sequence != 0) add({Measure::kCommitted, Direction::kTakes});
    }
    return absl::OkStatus();
  }

  static FilledIn FilledInOf(const v1::Event& event) {
    const Message& message = (event.*kGet)();
    FilledIn filled_in;
    filled_in.number = message.tranche_number();
    if constexpr (kIsNamed) {
      filled_in.chosen = true;
      filled_in.line = ToBudgetLine(LineViewOf(message.line()));
    } else {
      filled_in.chosen = message.tranche_chosen();
    }
    if constexpr (kHasAreas) filled_in.area_limits = JoinAreas(message.area_limits());
    return filled_in;
  }

  static void FillIn(const FilledIn& filled_in, v1::Event* event) {
    Message& message = *(event->*kMutable)();
    message.set_tranche_number(filled_in.number);
    if constexpr (kIsNamed) {
      message.clear_line();
      if (filled_in.line) SetLine(*filled_in.line, message.mutable_line());
    } else {
      message.set_tranche_chosen(filled_in.chosen);
    }
    if constexpr (kHasAreas) SetAreaLimits(filled_in.area_limits, message.mutable_area_limits());
  }
};

}  // namespace tranche
