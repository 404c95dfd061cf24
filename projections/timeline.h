// When the events behind some money took effect and when they were recorded: both axes of time, counted in bins, so
// that a history of any length is a picture of bounded size.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "projections/question.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"

namespace tranche {

// The most pairs of bins in one timeline.
inline constexpr uint32_t kTimelinePairsMax = 2'000;

// The timeline of the events with a posting to the money that `question` names. Its as-of date and its known-at choose
// recorded_later, previous_day and next_day; all else is about every event up to the head of `view`.
//
// pairs_max  at most so many pairs, and at most kTimelinePairsMax; 0: none.
//
// Cost: a small step for each posting of the scopes that count, of any date; no event is read for it. With pairs, a
// step for each reversal between the first and the last of these, and about log2(head) point reads for each bin in
// which something was recorded, of at most some hundred bins. Memory: four bytes for each event of an epoch of the
// index, whatever the history.
//
// Errors:
//   OUT_OF_RANGE  known_at is past the head.
//   DATA_LOSS     the index, the tree or an event is damaged.
absl::StatusOr<v1::Timeline> MakeTimeline(const ReadView& view, const Question& question, uint32_t pairs_max);

}  // namespace tranche
