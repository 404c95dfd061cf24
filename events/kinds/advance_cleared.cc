// Work was accepted for an advance: advances fall by the amount.
#include "events/kinds/one_line.h"

namespace tranche::kinds {

extern constinit const EventKind kAdvanceCleared =
    OneLine<&v1::Event::advance_cleared, &v1::Event::mutable_advance_cleared,
            Move{Measure::kAdvances, Direction::kTakes}>::Kind({
        .number = v1::Event::kAdvanceCleared,
        .name = "AdvanceCleared",
        .english = "advance clearing",
        .word = "advance-clearing",
        .amount = AmountRule::kPositive,
        .tranche = TrancheUse::kNamed,
        .has_happened = true,
        .after_end = EventKind::AfterEnd::kAlways,
        .uses_up = v1::Event::kAdvancePaid,
    });

}  // namespace tranche::kinds
