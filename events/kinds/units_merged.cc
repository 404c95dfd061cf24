// One or more units end; one unit follows them.
#include "events/kinds/kind.h"

namespace tranche::kinds {

extern constinit const EventKind kUnitsMerged = {
    .number = v1::Event::kUnitsMerged,
    .name = "UnitsMerged",
    .english = "units merged",
    .effect = Effect::kCatalogue,
    .lines =
        [](const v1::Event& event) {
          return EventLines{{{event.units_merged().successor_unit_id(), "", 0, "", ""}}};
        },
};

}  // namespace tranche::kinds
