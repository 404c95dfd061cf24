// Part of a commitment will not be paid: committed falls by the amount.
#include "events/kinds/one_line.h"

namespace tranche::kinds {

extern constinit const EventKind kCommitmentReleased =
    OneLine<&v1::Event::commitment_released, &v1::Event::mutable_commitment_released,
            Move{Measure::kCommitted, Direction::kTakes}>::Kind({
        .number = v1::Event::kCommitmentReleased,
        .name = "CommitmentReleased",
        .english = "release",
        .word = "release",
        .amount = AmountRule::kPositive,
        .tranche = TrancheUse::kNamed,
        .after_end = EventKind::AfterEnd::kAlways,
        .uses_up = v1::Event::kCommitmentMade,
    });

}  // namespace tranche::kinds
