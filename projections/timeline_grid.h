// Events counted by a bin of days on each of two axes, in bounded memory: when there are too many pairs of bins, each
// two neighbours become one.
//
// Thread safety: a value for one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace tranche {

class TimelineGrid {
 public:
  struct Count {
    uint64_t events = 0;
    uint64_t reversals = 0;
  };
  // The bins of an effective and of a recorded day: the day divided by bin_days(), rounded down.
  using Pair = std::pair<int32_t, int32_t>;

  // pairs_max  at least 1.
  explicit TimelineGrid(size_t pairs_max) : pairs_max_(pairs_max) {}

  // The width of a bin: 1, 2, 4 ... days.
  int32_t bin_days() const { return 1 << shift_; }
  // The bin of a day, in days since 1970-01-01, and the first day of a bin.
  int32_t BinOf(int32_t day) const { return day >> shift_; }
  int32_t FirstDayOf(int32_t bin) const { return bin * bin_days(); }

  // Counts an event.
  void Add(int32_t effective_day, int32_t recorded_day, bool is_reversal);

  // Makes bins twice as wide until there are at most `pairs_max` pairs, 1 or more.
  void Fit(size_t pairs_max);
  void Coarsen();

  // Ascending. Cost: sorting them.
  std::vector<std::pair<Pair, Count>> Pairs() const;

 private:
  size_t pairs_max_;
  int shift_ = 0;
  absl::flat_hash_map<Pair, Count> pairs_;
};

}  // namespace tranche
