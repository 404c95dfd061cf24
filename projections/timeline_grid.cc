#include "projections/timeline_grid.h"

#include <algorithm>
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
  absl::flat_hash_map<Pair, Count> wider;
  for (const auto& [pair, count] : pairs_) {
    Count& sum = wider[{pair.first >> 1, pair.second >> 1}];
    sum.events += count.events;
    sum.reversals += count.reversals;
  }
  pairs_ = std::move(wider);
}

std::vector<std::pair<TimelineGrid::Pair, TimelineGrid::Count>> TimelineGrid::Pairs() const {
  std::vector<std::pair<Pair, Count>> pairs(pairs_.begin(), pairs_.end());
  std::sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return pairs;
}

}  // namespace tranche
