#include "projections/timeline_grid.h"

#include <utility>

namespace tranche {

void TimelineGrid::Add(int32_t effective_day, int32_t recorded_day, bool is_reversal) {
  Count& count = pairs_[{BinOf(effective_day), BinOf(recorded_day)}];
  ++count.events;
  if (is_reversal) ++count.reversals;
  if (pairs_.size() > pairs_max_) Fit(pairs_max_);
}

void TimelineGrid::Fit(size_t pairs_max) {
  while (pairs_.size() > pairs_max) Coarsen();
}

void TimelineGrid::Coarsen() {
  ++shift_;
  std::map<Pair, Count> wider;
  for (const auto& [pair, count] : pairs_) {
    Count& sum = wider[{pair.first >> 1, pair.second >> 1}];
    sum.events += count.events;
    sum.reversals += count.reversals;
  }
  pairs_ = std::move(wider);
}

}  // namespace tranche
