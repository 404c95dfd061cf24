// Money was paid out of a tranche: disbursed rises by the amount.
#include "events/kinds/one_line.h"

namespace tranche::kinds {

extern constinit const EventKind kDisbursementMade =
    OneLine<&v1::Event::disbursement_made, &v1::Event::mutable_disbursement_made,
            Move{Measure::kDisbursed, Direction::kAdds}>::Kind({
        .number = v1::Event::kDisbursementMade,
        .name = "DisbursementMade",
        .english = "disbursement",
        .word = "disbursement",
        .amount = AmountRule::kPositive,
        .tranche = TrancheUse::kSpends,
        .has_happened = true,
        .uses_up = v1::Event::kCommitmentMade,
    });

}  // namespace tranche::kinds
