// After the settlement of a budget year something else was found: corrected rises or falls by the amount.
#include "events/kinds/one_line.h"

namespace tranche::kinds {

extern constinit const EventKind kPriorPeriodCorrection =
    OneLine<&v1::Event::prior_period_correction, &v1::Event::mutable_prior_period_correction,
            Move{Measure::kCorrected, Direction::kAdds}>::Kind({
        .number = v1::Event::kPriorPeriodCorrection,
        .name = "PriorPeriodCorrection",
        .english = "correction after settlement",
        .word = "correction",
        .amount = AmountRule::kNotZero,
        .has_happened = true,
        .after_end = EventKind::AfterEnd::kAlways,
    });

}  // namespace tranche::kinds
