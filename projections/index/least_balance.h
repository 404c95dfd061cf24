// The minimum of a running balance over a day and all later days, from its changes in any order.
//
// Thread safety: a value.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "events/money.h"
#include "projections/index/day_sums.h"

namespace tranche {

class LeastBalance {
 public:
  // Days are days since 1970-01-01.
  explicit LeastBalance(int32_t day) : day_(day) {}

  // Adds a change on a day after that of the constructor. Cost: amortized constant.
  void Add(int32_t day, AmountSum amount) {
    if (near_.empty()) StartAt(day);
    const size_t place = PlaceOf(day);
    if (place >= kNearDays) {
      far_.push_back({day, amount});
      return;
    }
    Reserve(place);
    near_[place] += amount;
  }

  // Adds `sign` (1 or -1) times what each day of `days` adds from index `begin` (inclusive) on; that day must be after
  // that of the constructor. Cost: a step for each day.
  void AddFrom(const DaySums& days, size_t begin, int sign) {
    if (begin == days.size()) return;
    if (near_.empty()) StartAt(days.DayAt(begin));
    const size_t last = PlaceOf(days.DayAt(days.size() - 1));
    if (last < kNearDays) Reserve(last);
    AmountSum before = begin == 0 ? 0 : days.SumAt(begin - 1);
    for (size_t i = begin; i < days.size(); ++i) {
      const int32_t day = days.DayAt(i);
      const AmountSum sum = days.SumAt(i);
      const AmountSum change = sign > 0 ? sum - before : before - sum;
      before = sum;
      const size_t place = PlaceOf(day);
      if (place < near_.size()) {
        near_[place] += change;
      } else {
        Add(day, change);
      }
    }
  }

  // The minimum, given the balance at the end of the first day. Called once.
  // Cost: a step for each near day, and sorting the changes on other days.
  AmountSum From(AmountSum balance) {
    AmountSum least = balance;
    std::sort(far_.begin(), far_.end(), [](const DayAmount& a, const DayAmount& b) { return a.day < b.day; });
    auto far = far_.begin();
    const auto add_far = [&](bool is_before_near) {
      while (far != far_.end() && (!is_before_near || far->day < first_near_)) {
        const int32_t day = far->day;
        for (; far != far_.end() && far->day == day; ++far) balance += far->amount;
        least = std::min(least, balance);
      }
    };
    add_far(true);
    for (const AmountSum change : near_) {
      balance += change;
      least = std::min(least, balance);
    }
    add_far(false);
    return least;
  }

 private:
  // About the days on which the money of a fiscal year moves. Changes on them are not sorted.
  static constexpr size_t kNearDays = 1024;

  // Most changes come in the order of their days, but not all.
  void StartAt(int32_t day) {
    first_near_ = static_cast<int32_t>(std::max(int64_t{day_} + 1, int64_t{day} - static_cast<int64_t>(kNearDays / 4)));
  }
  // kNearDays or more for days that are not near.
  size_t PlaceOf(int32_t day) const { return static_cast<uint32_t>(day) - static_cast<uint32_t>(first_near_); }
  void Reserve(size_t place) {
    if (place >= near_.size()) near_.resize(std::max(place + 1, std::min(2 * near_.size(), kNearDays)));
  }

  int32_t day_;
  int32_t first_near_ = 0;
  std::vector<AmountSum> near_;  // by day, from first_near_ on
  std::vector<DayAmount> far_;
};

}  // namespace tranche
