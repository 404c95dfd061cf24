#include "ledger/row_cache.h"

#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

using ::testing::IsNull;
using ::testing::Pointee;

SharedRow Row(size_t bytes, char letter) { return std::make_shared<const std::string>(bytes, letter); }

TEST(RowCacheTest, KeepsTheRowsOfScopesAndEpochsApart) {
  RowCache cache;
  cache.Keep(1, 2, Row(3, 'a'));
  cache.Keep(2, 1, Row(3, 'b'));
  EXPECT_THAT(cache.Find(1, 2), Pointee(std::string("aaa")));
  EXPECT_THAT(cache.Find(2, 1), Pointee(std::string("bbb")));
  EXPECT_THAT(cache.Find(1, 1), IsNull());
}

TEST(RowCacheTest, ARowThatIsHereAlreadyStays) {
  RowCache cache;
  const SharedRow first = Row(3, 'a');
  cache.Keep(1, 2, first);
  cache.Keep(1, 2, Row(3, 'a'));
  EXPECT_EQ(cache.Find(1, 2), first);
}

TEST(RowCacheTest, DropsWhatWasNotAskedForLongest) {
  RowCache cache(16 * 100'000);
  constexpr uint32_t kRows = 4000;
  for (uint32_t epoch = 0; epoch < kRows; ++epoch) {
    cache.Keep(7, epoch, Row(1000, 'x'));
    EXPECT_NE(cache.Find(7, 0), nullptr) << "it is asked for all the time, " << epoch;
  }
  uint32_t kept = 0;
  for (uint32_t epoch = 0; epoch < kRows; ++epoch) kept += cache.Find(7, epoch) == nullptr ? 0 : 1;
  EXPECT_LE(kept, 1600u) << "of 1000 bytes each, in 1,600,000 bytes";
  EXPECT_GE(kept, 1000u);
  EXPECT_THAT(cache.Find(7, 1), IsNull());
  EXPECT_NE(cache.Find(7, kRows - 1), nullptr);
}

TEST(RowCacheTest, ARowThatIsHeldOutlivesItsPlace) {
  RowCache cache(0);
  const SharedRow row = Row(10, 'r');
  cache.Keep(1, 1, row);
  EXPECT_THAT(cache.Find(1, 1), IsNull());
  EXPECT_THAT(row, Pointee(std::string(10, 'r')));
}

TEST(RowCacheTest, SeveralThreadsMayAskAndKeep) {
  RowCache cache(16 * 2'000);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&cache] {
      for (uint32_t round = 0; round < 5000; ++round) {
        const uint32_t epoch = round % 200;
        const SharedRow found = cache.Find(3, epoch);
        if (found == nullptr) {
          cache.Keep(3, epoch, Row(epoch + 1, 'y'));
        } else {
          EXPECT_EQ(found->size(), epoch + 1);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace tranche
