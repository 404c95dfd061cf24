#include "projections/index/row_cache.h"

#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

using ::testing::IsNull;
using ::testing::Pointee;
using ::testing::Property;

SharedRow Row(size_t bytes, char letter) { return std::make_shared<const CachedRow>(std::string(bytes, letter)); }

auto HasValue(const std::string& value) { return Pointee(Property(&CachedRow::value, value)); }

TEST(RowCacheTest, KeepsTheRowsOfScopesAndEpochsApart) {
  RowCache cache;
  cache.Keep(1, 2, Row(3, 'a'));
  cache.Keep(2, 1, Row(3, 'b'));
  EXPECT_THAT(cache.Find(1, 2), HasValue("aaa"));
  EXPECT_THAT(cache.Find(2, 1), HasValue("bbb"));
  EXPECT_THAT(cache.Find(1, 1), IsNull());
}

TEST(RowCacheTest, ARowThatIsHereAlreadyStays) {
  RowCache cache;
  const SharedRow first = Row(3, 'a');
  cache.Keep(1, 2, first);
  cache.Keep(1, 2, Row(3, 'a'));
  EXPECT_EQ(cache.Find(1, 2), first);
}

TEST(RowCacheTest, DropsWhatWasNotAskedForLately) {
  RowCache cache(16 * 100'000);
  constexpr uint32_t kRows = 400;
  for (uint32_t epoch = 0; epoch < kRows; ++epoch) {
    cache.Keep(7, epoch, Row(10'000, 'x'));
    EXPECT_NE(cache.Find(7, 0), nullptr) << "it is asked for all the time, " << epoch;
  }
  uint32_t kept = 0;
  for (uint32_t epoch = 0; epoch < kRows; ++epoch) kept += cache.Find(7, epoch) == nullptr ? 0 : 1;
  EXPECT_LE(kept, 160u) << "of 10,000 bytes each, in 1,600,000 bytes";
  EXPECT_GE(kept, 100u);
  EXPECT_THAT(cache.Find(7, 1), IsNull());
  EXPECT_NE(cache.Find(7, kRows - 1), nullptr);
}

TEST(RowCacheTest, ARowThatIsHeldOutlivesItsPlace) {
  RowCache cache(0);
  const SharedRow row = Row(10, 'r');
  cache.Keep(1, 1, row);
  EXPECT_THAT(cache.Find(1, 1), IsNull());
  EXPECT_THAT(row, HasValue(std::string(10, 'r')));
}

void AskAndKeep(RowCache* cache) {
  for (uint32_t round = 0; round < 5000; ++round) {
    const uint32_t epoch = round % 200;
    const SharedRow found = cache->Find(3, epoch);
    if (found == nullptr) {
      cache->Keep(3, epoch, Row(epoch + 1, 'y'));
    } else {
      EXPECT_EQ(found->value().size(), epoch + 1);
    }
  }
}

TEST(RowCacheTest, SeveralThreadsMayAskAndKeep) {
  RowCache cache(16 * 2'000);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&cache] { AskAndKeep(&cache); });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace tranche
