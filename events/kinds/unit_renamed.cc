// A unit gets another name; its identity stays the same.
#include "events/kinds/kind.h"

namespace tranche::kinds {

extern constinit const EventKind kUnitRenamed = {
    .number = v1::Event::kUnitRenamed,
    .name = "UnitRenamed",
    .english = "unit renamed",
    .effect = Effect::kCatalogue,
    .lines =
        [](const v1::Event& event) {
          return EventLines{{{event.unit_renamed().unit_id(), "", 0, "", ""}}};
        },
};

}  // namespace tranche::kinds
