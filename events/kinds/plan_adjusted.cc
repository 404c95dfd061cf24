// An approved plan was raised or lowered: plan changes by the amount.
#include "events/kinds/one_line.h"

namespace tranche::kinds {

extern constinit const EventKind kPlanAdjusted =
    OneLine<&v1::Event::plan_adjusted, &v1::Event::mutable_plan_adjusted, Move{Measure::kPlan, Direction::kAdds}>::Kind(
        {
            .number = v1::Event::kPlanAdjusted,
            .name = "PlanAdjusted",
            .english = "plan adjusted",
            .word = "plan-adjustment",
            .amount = AmountRule::kNotZero,
            .after_end = EventKind::AfterEnd::kIfItTakes,
        });

}  // namespace tranche::kinds
