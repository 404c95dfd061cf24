#include "projections/index/row_chain.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RowChainTest, HasARowForEachDigitThatIsNotZero) {
  EXPECT_THAT(ChainTo(0), IsEmpty());
  EXPECT_THAT(ChainTo(3), ElementsAre(3));
  EXPECT_THAT(ChainTo(39), ElementsAre(32, 36, 39));
  EXPECT_THAT(ChainTo(64), ElementsAre(64));
}

TEST(RowChainTest, EveryChainCoversEveryRowOnceAndEveryRowIsMadeOfWhatItCovers) {
  for (uint32_t number = 1; number <= 5000; ++number) {
    uint32_t covered = 0;
    for (const uint32_t row : ChainTo(number)) {
      ASSERT_EQ(CoversAfter(row), covered) << "row " << row << " of the chain to " << number;
      covered = row;
    }
    ASSERT_EQ(covered, number);
    covered = CoversAfter(number);
    for (const uint32_t row : MadeOf(number)) {
      ASSERT_EQ(CoversAfter(row), covered) << "row " << row << " in row " << number;
      covered = row;
    }
    ASSERT_EQ(covered, number - 1);
  }
}

}  // namespace
}  // namespace tranche
