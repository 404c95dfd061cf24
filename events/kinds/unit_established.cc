// A unit begins to exist.
#include "events/kinds/kind.h"

namespace tranche::kinds {

extern constinit const EventKind kUnitEstablished = {
    .number = v1::Event::kUnitEstablished,
    .name = "UnitEstablished",
    .english = "unit established",
    .effect = Effect::kCatalogue,
    .lines =
        [](const v1::Event& event) {
          return EventLines{{{event.unit_established().unit_id(), "", 0, "", ""}}};
        },
};

}  // namespace tranche::kinds
