// Money that had been paid out came back: disbursed falls by the amount.
#include "events/kinds/one_line.h"

namespace tranche::kinds {

extern constinit const EventKind kRefundReceived =
    OneLine<&v1::Event::refund_received, &v1::Event::mutable_refund_received,
            Move{Measure::kDisbursed, Direction::kTakes}>::Kind({
        .number = v1::Event::kRefundReceived,
        .name = "RefundReceived",
        .english = "refund",
        .word = "refund",
        .amount = AmountRule::kPositive,
        .tranche = TrancheUse::kReturns,
        .has_happened = true,
        .after_end = EventKind::AfterEnd::kAlways,
    });

}  // namespace tranche::kinds
