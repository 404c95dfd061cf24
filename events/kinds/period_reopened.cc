// A closing no longer counts.
#include "events/kinds/kind.h"
#include "events/kinds/wire.h"
#include "events/plain_text.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

bool Read(absl::string_view bytes, EventView* view) {
  return ForEachField(bytes, [view](const WireField& field) {
    return field.number != v1::PeriodReopened::kClosedSequenceFieldNumber || field.To(&view->named_sequence);
  });
}

void View(const v1::Event& event, EventView* view) { view->named_sequence = event.period_reopened().closed_sequence(); }

absl::Status Check(const v1::Event& command) {
  if (command.period_reopened().closed_sequence() == 0)
    return InField("closed_sequence",
                   Refuse(kInvalid, "closing.not-named", "found none, wanted the sequence of a closing"));
  if (!IsBlank(command.reason())) return absl::OkStatus();
  return InField("reason",
                 Refuse(kInvalid, "closing.reason-missing", "found none, wanted why the period is opened again"));
}

}  // namespace

extern constinit const EventKind kPeriodReopened = {
    .number = v1::Event::kPeriodReopened,
    .name = "PeriodReopened",
    .english = "reopening",
    .effect = Effect::kPeriod,
    .read = &Read,
    .view = &View,
    .check = &Check,
};

}  // namespace tranche::kinds
