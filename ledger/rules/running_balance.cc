#include "ledger/rules/running_balance.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tranche {
namespace {

constexpr size_t kPointsMax = 64;

bool IsBefore(const RunningBalance::Point& point, int32_t day) { return point.day < day; }

}  // namespace

// The block that holds `day`, or would: the last that begins on or before it, else the first.
size_t RunningBalance::BlockOf(int32_t day) const {
  const auto after = std::upper_bound(blocks_.begin(), blocks_.end(), day, [](int32_t wanted, const Block& block) {
    return wanted < block.points.front().day;
  });
  return after == blocks_.begin() ? 0 : static_cast<size_t>(after - blocks_.begin()) - 1;
}

void RunningBalance::FindLowest(Block* block) {
  block->lowest = std::min_element(block->points.begin(), block->points.end(), [](const Point& a, const Point& b) {
                    return a.balance < b.balance;
                  })->balance;
}

void RunningBalance::Split(size_t index) {
  Block later;
  Block& block = blocks_[index];
  const auto middle = block.points.begin() + static_cast<ptrdiff_t>(block.points.size() / 2);
  later.points.assign(middle, block.points.end());
  later.raised = block.raised;
  block.points.erase(middle, block.points.end());
  FindLowest(&block);
  FindLowest(&later);
  blocks_.insert(blocks_.begin() + static_cast<ptrdiff_t>(index) + 1, std::move(later));
}

void RunningBalance::Add(int32_t day, AmountSum amount) {
  if (blocks_.empty()) blocks_.emplace_back();
  const size_t index = blocks_.front().points.empty() ? 0 : BlockOf(day);
  Block& block = blocks_[index];
  auto point = std::lower_bound(block.points.begin(), block.points.end(), day, IsBefore);
  if (point == block.points.end() || point->day != day) {
    const AmountSum before = point == block.points.begin() ? -block.raised : std::prev(point)->balance;
    point = block.points.insert(point, {day, before});
    ++days_;
  }
  // What falls can only make a new lowest; what rises may have been the lowest.
  const bool only_falls = amount < 0 && block.points.size() > 1;
  for (; point != block.points.end(); ++point) {
    point->balance += amount;
    if (only_falls) block.lowest = std::min(block.lowest, point->balance);
  }
  if (!only_falls) FindLowest(&block);
  for (size_t later = index + 1; later < blocks_.size(); ++later) blocks_[later].raised += amount;
  if (block.points.size() > kPointsMax) Split(index);
}

AmountSum RunningBalance::At(int32_t day) const {
  if (blocks_.empty()) return 0;
  const Block& block = blocks_[BlockOf(day)];
  const auto after = std::lower_bound(block.points.begin(), block.points.end(), day + 1, IsBefore);
  return after == block.points.begin() ? 0 : std::prev(after)->balance + block.raised;
}

std::optional<RunningBalance::Point> RunningBalance::FirstBelow(int32_t day, AmountSum floor) const {
  if (const AmountSum now = At(day); now < floor) return Point{day, now};
  for (size_t i = blocks_.empty() ? 0 : BlockOf(day); i < blocks_.size(); ++i) {
    const Block& block = blocks_[i];
    if (block.lowest + block.raised >= floor) continue;
    for (const Point& point : block.points) {
      if (point.day > day && point.balance + block.raised < floor)
        return Point{point.day, point.balance + block.raised};
    }
  }
  return std::nullopt;
}

}  // namespace tranche
