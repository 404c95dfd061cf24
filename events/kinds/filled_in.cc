#include "events/kinds/filled_in.h"

#include "events/kinds/kinds.h"

namespace tranche {

FilledIn FilledInOf(const v1::Event& event) {
  const EventKind* kind = FindKind(event.kind_case());
  return kind == nullptr ? FilledIn() : kind->filled_in(event);
}

void SetFilledIn(const FilledIn& filled_in, v1::Event* event) {
  const EventKind* kind = FindKind(event->kind_case());
  if (kind != nullptr) kind->fill_in(filled_in, event);
}

FilledIn AsAsked(const FilledIn& filled_in) {
  FilledIn asked;
  if (!filled_in.chosen) asked.number = filled_in.number;
  if (!filled_in.to_chosen) asked.to_number = filled_in.to_number;
  return asked;
}

FilledIn AsNamed(const FilledIn& filled_in) {
  FilledIn named;
  if (filled_in.line) return named;  // it names an event, and is of its tranche
  named.number = filled_in.number;
  named.to_number = filled_in.to_number;
  return named;
}

}  // namespace tranche
