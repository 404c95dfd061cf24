// A running balance by day that can be changed on any day and searched for the first day on
// which it falls below a floor. Days are stored in blocks of at most 64: every call reads
// one or two blocks and the summary of each of the others, however far back the day is.
//
// Thread safety: a value; const members may run concurrently.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "events/money.h"
#include "projections/index/day_sums.h"

namespace tranche {

class RunningBalance {
 public:
  struct Point {
    int32_t day = 0;
    AmountSum balance = 0;
  };

  RunningBalance() = default;

  // The balance that each of `amounts` was added to. Sorts them. Cost: n log n, where adding them one by one reads a
  // block for each.
  explicit RunningBalance(absl::Span<DayAmount> amounts);

  // Adds `amount` to the balance of `day` (days since 1970-01-01) and of every later day.
  void Add(int32_t day, AmountSum amount);

  // Undoes one Add of the same day and amount. A day left without any is removed.
  void Undo(int32_t day, AmountSum amount);

  // The balance at the end of `day`.
  AmountSum At(int32_t day) const;

  // The first day from `day` (inclusive) on whose balance is below `floor`; nothing if
  // there is none. A day without a posting has the balance of the day before it, so the
  // result is `day` itself or a day with postings.
  std::optional<Point> FirstBelow(int32_t day, AmountSum floor) const;

  // The lowest balance from `day` (inclusive) on.
  // Cost: one look at each block from `day` on, and at the days of those that go lower.
  AmountSum LeastFrom(int32_t day) const;

  // The number of days with a posting.
  size_t days() const { return days_; }

  // The first day with a posting, and the balance at the end of the last one. There must be one.
  int32_t first_day() const { return blocks_.front().days.front().day; }
  AmountSum Last() const { return blocks_.back().days.back().balance + blocks_.back().raised; }

 private:
  // A day with postings; `additions` counts the calls of Add, each of which may cover
  // several postings.
  struct Day {
    int32_t day = 0;
    uint32_t additions = 0;
    AmountSum balance = 0;
  };
  // Consecutive days with postings. The balance of the i-th is days[i].balance + raised;
  // the lowest of them is lowest + raised.
  struct Block {
    std::vector<Day> days;
    AmountSum raised = 0;
    AmountSum lowest = 0;
  };

  size_t BlockOf(int32_t day) const;
  void Split(size_t index);
  static std::vector<Day>::iterator FindDay(int32_t day, Block* block);
  static void FindLowest(Block* block);

  std::vector<Block> blocks_;
  size_t days_ = 0;  // of all blocks
};

}  // namespace tranche
