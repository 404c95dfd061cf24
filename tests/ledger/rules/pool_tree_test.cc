#include "ledger/rules/pool_tree.h"

#include <map>
#include <random>

#include "gtest/gtest.h"

namespace tranche {
namespace {

using Plain = std::map<TranchePool, PoolTree::Bounds, IsOlderPool>;

PoolTree::Most MostOf(std::mt19937_64* random) {
  return {static_cast<AmountSum>((*random)() % 20), static_cast<int32_t>((*random)() % 10)};
}

TranchePool PoolOf(std::mt19937_64* random) {
  const uint32_t number = 1 + static_cast<uint32_t>((*random)() % 60);
  return {number, "", CivilDate::FromDaysSinceEpoch(number % 7), Sequence{number} * 31 % 61};
}

uint32_t PlainOldestAfter(const Plain& plain, const TranchePool* after, const PoolTree::Need& need) {
  for (const auto& [pool, bounds] : plain) {
    const PoolTree::Most& most = bounds.*need.of;
    if (after != nullptr && !IsOlderPool()(*after, pool)) continue;
    if (most.amount >= need.amount && most.since <= need.day) return pool.number;
  }
  return 0;
}

uint32_t NumberOf(const TranchePool* pool) { return pool == nullptr ? 0 : pool->number; }

class PoolTreeTest : public ::testing::TestWithParam<uint64_t> {};

TEST_P(PoolTreeTest, FindsWhatTryingOneByOneFinds) {
  std::mt19937_64 random(GetParam());
  PoolTree tree;
  Plain plain;
  for (int step = 0; step < 3000; ++step) {
    const TranchePool pool = PoolOf(&random);
    if (random() % 3 == 0) {
      tree.Erase(pool);
      plain.erase(pool);
    } else {
      const PoolTree::Bounds bounds = {MostOf(&random), MostOf(&random)};
      tree.Put(pool, bounds);
      plain[pool] = bounds;
    }
    ASSERT_EQ(tree.size(), plain.size());
    const TranchePool after = PoolOf(&random);
    const PoolTree::Need need = {random() % 2 == 0 ? &PoolTree::Bounds::left : &PoolTree::Bounds::paid,
                                 static_cast<AmountSum>(1 + random() % 20), static_cast<int32_t>(random() % 10)};
    for (const TranchePool* from : {static_cast<const TranchePool*>(nullptr), &after})
      ASSERT_EQ(NumberOf(tree.OldestAfter(from, need)), PlainOldestAfter(plain, from, need)) << "step " << step;
    const auto next = plain.upper_bound(after);
    ASSERT_EQ(NumberOf(tree.Next(&after)), next == plain.end() ? 0 : next->first.number);
    ASSERT_EQ(NumberOf(tree.Next(nullptr)), plain.empty() ? 0 : plain.begin()->first.number);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, PoolTreeTest, ::testing::Range<uint64_t>(1, 9));

}  // namespace
}  // namespace tranche
