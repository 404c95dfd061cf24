// A programme area can be named.
#include "events/kinds/kind.h"

namespace tranche::kinds {

extern constinit const EventKind kAreaDefined = {
    .number = v1::Event::kAreaDefined,
    .name = "AreaDefined",
    .english = "area defined",
    .effect = Effect::kCatalogue,
    .lines =
        [](const v1::Event& event) {
          return EventLines{{{"", "", 0, event.area_defined().area_id(), ""}}};
        },
};

}  // namespace tranche::kinds
