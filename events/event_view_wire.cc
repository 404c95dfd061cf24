// Parsing a view from the stored bytes.
#include "events/event_view.h"
#include "events/kinds/kinds.h"
#include "events/kinds/wire.h"

namespace tranche {
namespace {

bool ReadTimestamp(absl::string_view message, absl::Time* instant) {
  int64_t seconds = 0;
  int32_t nanos = 0;
  const bool read = ForEachField(message, [&](const WireField& field) {
    if (field.number == google::protobuf::Timestamp::kSecondsFieldNumber) return field.To(&seconds);
    if (field.number == google::protobuf::Timestamp::kNanosFieldNumber) return field.To(&nanos);
    return true;
  });
  *instant = absl::FromUnixSeconds(seconds) + absl::Nanoseconds(nanos);
  return read;
}

bool ReadKind(const WireField& field, const EventKind& kind, EventView* event) {
  event->kind = kind.number;
  return field.is_bytes() && kind.read(field.bytes, event);
}

bool ReadField(const WireField& field, EventView* event) {
  switch (field.number) {
    case v1::Event::kSequenceFieldNumber:
      return field.To(&event->sequence);
    case v1::Event::kEventIdFieldNumber:
      return field.To(&event->event_id);
    case v1::Event::kEffectiveDateFieldNumber:
      return field.To(&event->effective_date);
    case v1::Event::kRecordedAtFieldNumber:
      return field.is_bytes() && ReadTimestamp(field.bytes, &event->recorded_at);
    default: {
      const EventKind* kind = FindKind(field.number);
      return kind == nullptr || ReadKind(field, *kind, event);
    }
  }
}

}  // namespace

bool ParseEventView(absl::string_view bytes, EventView* event) {
  static const EventView kNothing;
  *event = kNothing;
  event->stored_bytes = bytes;
  return ForEachField(bytes, [event](const WireField& field) { return ReadField(field, event); });
}

}  // namespace tranche
