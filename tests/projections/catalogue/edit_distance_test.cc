#include "projections/catalogue/edit_distance.h"

#include <gtest/gtest.h>

namespace tranche {
namespace {

constexpr size_t kFar = 100;

TEST(EditDistanceTest, ALetterMoreLessOrOtherIsOneChange) {
  EXPECT_EQ(EditDistance("balance", "balance", kFar), 0u);
  EXPECT_EQ(EditDistance("balance", "ballance", kFar), 1u);
  EXPECT_EQ(EditDistance("balance", "balnce", kFar), 1u);
  EXPECT_EQ(EditDistance("balance", "bolance", kFar), 1u);
  EXPECT_EQ(EditDistance("", "abc", kFar), 3u);
  EXPECT_EQ(EditDistance("kitten", "sitting", kFar), 3u);
}

TEST(EditDistanceTest, NeighboursThatChangePlacesAreOneChange) {
  EXPECT_EQ(EditDistance("balance", "balanec", kFar), 1u);
  EXPECT_EQ(EditDistance("ab", "ba", kFar), 1u);
  EXPECT_EQ(EditDistance("ca", "abc", kFar), 3u) << "what changed places is not changed again";
}

TEST(EditDistanceTest, IsTheSameFromEitherSide) {
  EXPECT_EQ(EditDistance("ha noi", "ha noii x", kFar), EditDistance("ha noii x", "ha noi", kFar));
}

TEST(EditDistanceTest, LengthsThatDifferByMoreThanTheMostAreNotCompared) {
  EXPECT_EQ(EditDistance("a", "abcdef", 2), 3u);
  EXPECT_EQ(EditDistance("abcd", "abcdef", 2), 2u);
}

}  // namespace
}  // namespace tranche
