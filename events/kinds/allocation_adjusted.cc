// What a unit holds of a tranche was raised or lowered: allocated changes by the amount, for the areas of the tranche.
#include "events/kinds/one_line.h"

namespace tranche::kinds {

extern constinit const EventKind kAllocationAdjusted =
    OneLine<&v1::Event::allocation_adjusted, &v1::Event::mutable_allocation_adjusted,
            Move{Measure::kAllocated, Direction::kAdds}>::Kind({
        .number = v1::Event::kAllocationAdjusted,
        .name = "AllocationAdjusted",
        .english = "allocation adjusted",
        .word = "allocation-adjustment",
        .amount = AmountRule::kNotZero,
        .tranche = TrancheUse::kAdjusts,
        .after_end = EventKind::AfterEnd::kIfItTakes,
    });

}  // namespace tranche::kinds
