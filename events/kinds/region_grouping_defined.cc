// Which units form which regions, until the next grouping.
#include "events/kinds/kind.h"

namespace tranche::kinds {

extern constinit const EventKind kRegionGroupingDefined = {
    .number = v1::Event::kRegionGroupingDefined,
    .name = "RegionGroupingDefined",
    .english = "regions defined",
    .effect = Effect::kCatalogue,
};

}  // namespace tranche::kinds
