// Money of a tranche that was not used is given up: lapsed rises by the amount.
#include "events/kinds/one_line.h"

namespace tranche::kinds {

extern constinit const EventKind kBalanceLapsed =
    OneLine<&v1::Event::balance_lapsed, &v1::Event::mutable_balance_lapsed,
            Move{Measure::kLapsed, Direction::kAdds}>::Kind({
        .number = v1::Event::kBalanceLapsed,
        .name = "BalanceLapsed",
        .english = "lapse",
        .word = "lapse",
        .amount = AmountRule::kPositive,
        .tranche = TrancheUse::kGivesUp,
        .after_end = EventKind::AfterEnd::kAlways,
    });

}  // namespace tranche::kinds
