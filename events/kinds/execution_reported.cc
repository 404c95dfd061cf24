// Work was reported as done since the last report: executed rises by the amount.
#include "events/kinds/one_line.h"

namespace tranche::kinds {

extern constinit const EventKind kExecutionReported =
    OneLine<&v1::Event::execution_reported, &v1::Event::mutable_execution_reported,
            Move{Measure::kExecuted, Direction::kAdds}>::Kind({
        .number = v1::Event::kExecutionReported,
        .name = "ExecutionReported",
        .english = "execution reported",
        .word = "execution",
        .amount = AmountRule::kPositive,
        .has_happened = true,
    });

}  // namespace tranche::kinds
