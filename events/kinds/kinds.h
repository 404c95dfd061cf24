// The table of all kinds of events, and look-ups in it.
//
// Thread safety: pure functions on constants.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/kinds/kind.h"
#include "proto/event.pb.h"

namespace tranche {

// Exclusive upper bound of the kinds' field numbers; parsing an event looks up every field here.
inline constexpr size_t kKindNumbersEnd = 128;
extern const std::array<const EventKind*, kKindNumbersEnd> kKindsByNumber;

// The kind with the field number `number`; null when there is none. Cost: one load.
inline const EventKind* FindKind(uint64_t number) {
  return number < kKindNumbersEnd ? kKindsByNumber[number] : nullptr;
}

// The kind of `event`, which must have one that is known here.
const EventKind& KindOf(const v1::Event& event);

// All of them, in the order of their numbers.
absl::Span<const EventKind* const> AllKinds();

// The kind that `text` names: by its message ("PlanApproved") or its word ("plan"), case-insensitive; null if there is
// none.
const EventKind* FindKindByName(absl::string_view text);

inline bool HasEffect(v1::Event::KindCase number, Effect effect) {
  const EventKind* kind = FindKind(number);
  return kind != nullptr && kind->effect == effect;
}

// The kind of what `event`, of `kind`, uses up of the event that it names, or KIND_NOT_SET if it names none.
v1::Event::KindCase UsedUpBy(const EventKind& kind, const EventView& event);

// The kind of what other events may use up of `event`: a commitment or an advance, of its own or carried over.
// KIND_NOT_SET for any other event.
v1::Event::KindCase ItemOf(const EventView& event);

// The line and the tranche of such an item: of one that is carried over those that received it.
const LineView& LineOfItem(const EventView& event);
uint32_t TrancheOfItem(const EventView& event);

// True if events of the kind can be reversed: of the catalogue only the stop of a project.
bool CanBeReversed(const EventKind& kind);

// True if the catalogue (projections/catalogue) holds what events of the kind say.
inline bool IsOfCatalogue(v1::Event::KindCase number) {
  return HasEffect(number, Effect::kCatalogue) || HasEffect(number, Effect::kPeriod);
}

}  // namespace tranche
