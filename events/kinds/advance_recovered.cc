// Money paid in advance came back: advances and disbursed fall by the amount.
#include "events/kinds/one_line.h"

namespace tranche::kinds {

extern constinit const EventKind kAdvanceRecovered =
    OneLine<&v1::Event::advance_recovered, &v1::Event::mutable_advance_recovered,
            Move{Measure::kAdvances, Direction::kTakes}, Move{Measure::kDisbursed, Direction::kTakes}>::Kind({
        .number = v1::Event::kAdvanceRecovered,
        .name = "AdvanceRecovered",
        .english = "advance recovery",
        .word = "advance-recovery",
        .amount = AmountRule::kPositive,
        .tranche = TrancheUse::kNamed,
        .has_happened = true,
        .after_end = EventKind::AfterEnd::kAlways,
        .uses_up = v1::Event::kAdvancePaid,
    });

}  // namespace tranche::kinds
