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

// True if the catalogue (projections/catalogue) holds what events of the kind say.
inline bool IsOfCatalogue(v1::Event::KindCase number) {
  return HasEffect(number, Effect::kCatalogue) || HasEffect(number, Effect::kPeriod);
}

}  // namespace tranche
