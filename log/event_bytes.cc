#include "log/event_bytes.h"

#include "events/check.h"

namespace tranche {

void EventBytes::Add(const v1::Event& event) {
  TRANCHE_CHECK(event.AppendToString(&bytes_), "event ", event.sequence(), " cannot be serialized");
  ends_.push_back(bytes_.size());
}

}  // namespace tranche
