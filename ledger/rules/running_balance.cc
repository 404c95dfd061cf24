#include "ledger/rules/running_balance.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "events/check.h"

namespace tranche {
namespace {

constexpr size_t kBlockDaysMax = 64;

}  // namespace

RunningBalance::RunningBalance(absl::Span<DayAmount> amounts) {
  std::sort(amounts.begin(), amounts.end(), [](const DayAmount& a, const DayAmount& b) { return a.day < b.day; });
  AmountSum balance = 0;
  for (const DayAmount& amount : amounts) {
    if (days_ == 0 || blocks_.back().days.back().day != amount.day) {
      if (days_ % (kBlockDaysMax / 2) == 0) blocks_.emplace_back();
      blocks_.back().days.push_back({amount.day, 0, balance});
      ++days_;
    }
    Day& day = blocks_.back().days.back();
    ++day.additions;
    day.balance = balance += amount.amount;
  }
  for (Block& block : blocks_) FindLowest(&block);
}

// The block that holds `day`, or would hold it: the last one that begins on or before it,
// otherwise the first.
size_t RunningBalance::BlockOf(int32_t day) const {
  const auto after = std::upper_bound(blocks_.begin(), blocks_.end(), day, [](int32_t wanted, const Block& block) {
    return wanted < block.days.front().day;
  });
  return after == blocks_.begin() ? 0 : static_cast<size_t>(after - blocks_.begin()) - 1;
}

std::vector<RunningBalance::Day>::iterator RunningBalance::FindDay(int32_t day, Block* block) {
  return std::lower_bound(block->days.begin(), block->days.end(), day,
                          [](const Day& each, int32_t wanted) { return each.day < wanted; });
}

void RunningBalance::FindLowest(Block* block) {
  block->lowest = std::min_element(block->days.begin(), block->days.end(), [](const Day& a, const Day& b) {
                    return a.balance < b.balance;
                  })->balance;
}

void RunningBalance::Split(size_t index) {
  Block later;
  Block& block = blocks_[index];
  const auto middle = block.days.begin() + static_cast<ptrdiff_t>(block.days.size() / 2);
  later.days.assign(middle, block.days.end());
  later.raised = block.raised;
  block.days.erase(middle, block.days.end());
  FindLowest(&block);
  FindLowest(&later);
  blocks_.insert(blocks_.begin() + static_cast<ptrdiff_t>(index) + 1, std::move(later));
}

void RunningBalance::Add(int32_t day, AmountSum amount) {
  if (blocks_.empty()) blocks_.emplace_back();
  const size_t index = blocks_.front().days.empty() ? 0 : BlockOf(day);
  Block& block = blocks_[index];
  auto place = FindDay(day, &block);
  if (place == block.days.end() || place->day != day) {
    const AmountSum before = place == block.days.begin() ? -block.raised : std::prev(place)->balance;
    place = block.days.insert(place, {day, 0, before});
    ++days_;
  }
  ++place->additions;
  // A balance that falls can only become the new minimum; one that rises was the minimum, or leaves it as it is.
  const bool is_first = block.days.size() == 1;
  bool was_lowest = is_first;
  for (; place != block.days.end(); ++place) {
    was_lowest |= amount >= 0 && place->balance <= block.lowest;
    place->balance += amount;
    if (amount < 0 && !is_first) block.lowest = std::min(block.lowest, place->balance);
  }
  if (was_lowest) FindLowest(&block);
  for (size_t later = index + 1; later < blocks_.size(); ++later) blocks_[later].raised += amount;
  if (block.days.size() > kBlockDaysMax) Split(index);
}

void RunningBalance::Undo(int32_t day, AmountSum amount) {
  TRANCHE_CHECK(!blocks_.empty(), "an amount of day ", day, " is taken back from an empty balance");
  const size_t index = BlockOf(day);
  Block& block = blocks_[index];
  auto place = FindDay(day, &block);
  TRANCHE_CHECK(place != block.days.end() && place->day == day, "an amount of day ", day, " was not added");
  if (--place->additions == 0) {
    place = block.days.erase(place);
    --days_;
  }
  for (; place != block.days.end(); ++place) place->balance -= amount;
  for (size_t later = index + 1; later < blocks_.size(); ++later) blocks_[later].raised -= amount;
  if (block.days.empty()) {
    blocks_.erase(blocks_.begin() + static_cast<ptrdiff_t>(index));
  } else {
    FindLowest(&block);
  }
}

AmountSum RunningBalance::At(int32_t day) const {
  if (blocks_.empty()) return 0;
  const Block& block = blocks_[BlockOf(day)];
  const auto after = std::upper_bound(block.days.begin(), block.days.end(), day,
                                      [](int32_t wanted, const Day& each) { return wanted < each.day; });
  return after == block.days.begin() ? 0 : std::prev(after)->balance + block.raised;
}

std::optional<RunningBalance::Point> RunningBalance::FirstBelow(int32_t day, AmountSum floor) const {
  if (const AmountSum now = At(day); now < floor) return Point{day, now};
  for (size_t i = blocks_.empty() ? 0 : BlockOf(day); i < blocks_.size(); ++i) {
    const Block& block = blocks_[i];
    if (block.lowest + block.raised >= floor) continue;
    for (const Day& each : block.days) {
      if (each.day > day && each.balance + block.raised < floor) return Point{each.day, each.balance + block.raised};
    }
  }
  return std::nullopt;
}

AmountSum RunningBalance::LeastFrom(int32_t day) const {
  AmountSum least = At(day);
  for (size_t i = blocks_.empty() ? 0 : BlockOf(day); i < blocks_.size(); ++i) {
    const Block& block = blocks_[i];
    if (block.lowest + block.raised >= least) continue;
    for (const Day& each : block.days) {
      if (each.day > day) least = std::min(least, each.balance + block.raised);
    }
  }
  return least;
}

}  // namespace tranche
