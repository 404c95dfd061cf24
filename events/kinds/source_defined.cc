// A source of money can be named.
#include "events/kinds/kind.h"

namespace tranche::kinds {

extern constinit const EventKind kSourceDefined = {
    .number = v1::Event::kSourceDefined,
    .name = "SourceDefined",
    .english = "source defined",
    .effect = Effect::kCatalogue,
    .lines =
        [](const v1::Event& event) {
          return EventLines{{{"", event.source_defined().source_id(), 0, "", ""}}};
        },
};

}  // namespace tranche::kinds
