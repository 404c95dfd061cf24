// Money was paid out of a tranche in advance: disbursed and advances rise by the amount; of a commitment, committed
// falls.
#include "events/kinds/one_line.h"

namespace tranche::kinds {

extern constinit const EventKind kAdvancePaid =
    OneLine<&v1::Event::advance_paid, &v1::Event::mutable_advance_paid, Move{Measure::kDisbursed, Direction::kAdds},
            Move{Measure::kAdvances, Direction::kAdds}>::Kind({
        .number = v1::Event::kAdvancePaid,
        .name = "AdvancePaid",
        .english = "advance",
        .word = "advance",
        .amount = AmountRule::kPositive,
        .tranche = TrancheUse::kSpends,
        .has_happened = true,
        .uses_up = v1::Event::kCommitmentMade,
    });

}  // namespace tranche::kinds
