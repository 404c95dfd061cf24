// The exact negative of an earlier event, from the effective date.
#include "events/kinds/kind.h"
#include "events/kinds/wire.h"
#include "events/postings_of.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

bool Read(absl::string_view bytes, EventView* view) {
  return ForEachField(bytes, [view](const WireField& field) {
    return field.number != v1::EventReversed::kReversedSequenceFieldNumber || field.To(&view->reversed_sequence);
  });
}

void View(const v1::Event& event, EventView* view) {
  view->reversed_sequence = event.event_reversed().reversed_sequence();
}

absl::Status Post(const EventView& /*view*/, const EventView* reversed, PostingList* postings) {
  if (reversed == nullptr || reversed->kind == v1::Event::kEventReversed)
    return Refuse(kInvalid, "reversal.of-nothing",
                  "event_reversed: the event that it reverses is missing or is a reversal itself");
  if (absl::Status status = PostingsOf(*reversed, nullptr, postings); !status.ok()) return status;
  if (postings->Negate()) return absl::OkStatus();
  return InField("amount", Refuse(kInvalid, "amount.no-negative",
                                  "the event that it reverses has one without a negative in 64 bits"));
}

}  // namespace

constexpr KindField kFields[] = {{v1::EventReversed::kReversedSequenceFieldNumber, FieldRole::kReversed}};

extern constinit const EventKind kEventReversed = {
    .number = v1::Event::kEventReversed,
    .name = "EventReversed",
    .english = "reversal",
    .word = "reverse",
    .effect = Effect::kReversal,
    .fields = kFields,
    .read = &Read,
    .view = &View,
    .postings = &Post,
};

}  // namespace tranche::kinds
