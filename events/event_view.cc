#include "events/event_view.h"

#include "events/instant.h"
#include "events/kinds/kinds.h"

namespace tranche {
EventView ViewOf(const v1::Event& event) {
  EventView view;
  view.sequence = event.sequence();
  view.event_id = event.event_id();
  view.effective_date = event.effective_date();
  view.recorded_at = RecordedAt(event);
  view.kind = event.kind_case();
  if (const EventKind* kind = FindKind(view.kind); kind != nullptr) kind->view(event, &view);
  return view;
}

}  // namespace tranche
