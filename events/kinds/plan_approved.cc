// A plan was approved for a line: plan rises by the amount.
#include "events/kinds/one_line.h"

namespace tranche::kinds {

extern constinit const EventKind kPlanApproved =
    OneLine<&v1::Event::plan_approved, &v1::Event::mutable_plan_approved, Move{Measure::kPlan, Direction::kAdds}>::Kind(
        {
            .number = v1::Event::kPlanApproved,
            .name = "PlanApproved",
            .english = "plan approved",
            .word = "plan",
            .amount = AmountRule::kPositive,
        });

}  // namespace tranche::kinds
