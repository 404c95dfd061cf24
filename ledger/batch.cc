#include "ledger/batch.h"

#include "events/check.h"
#include "events/event_view.h"

namespace tranche {

absl::Time BatchReceipt::RecordedAt(size_t index) const {
  EventView event;
  TRANCHE_CHECK(ParseEventView(recorded->events[index], &event), "event ", recorded->first + index,
                " was decided and cannot be read");
  return event.recorded_at;
}

}  // namespace tranche
