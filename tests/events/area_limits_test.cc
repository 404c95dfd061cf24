#include "events/area_limits.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(JoinAreasTest, WritesEachAreaOnceInAscendingOrder) {
  EXPECT_EQ(JoinAreas(std::vector<std::string>{"fairs", "conferences", "fairs"}), "conferences|fairs");
  EXPECT_EQ(JoinAreas(std::vector<std::string>()), "");
}

TEST(AreaLimitsTest, AreSetFromTheOneText) {
  google::protobuf::RepeatedPtrField<std::string> areas;
  SetAreaLimits("conferences|fairs", &areas);
  EXPECT_THAT(areas, ElementsAre("conferences", "fairs"));
  EXPECT_EQ(JoinAreas(areas), "conferences|fairs");
  SetAreaLimits("", &areas);
  EXPECT_THAT(areas, IsEmpty());
}

TEST(AllowsAreaTest, MoneyForAnyAreaMayBeSpentEverywhere) {
  EXPECT_TRUE(AllowsArea("", "fairs"));
  EXPECT_TRUE(AllowsArea("", ""));
}

TEST(AllowsAreaTest, LimitedMoneyIsSpentInItsAreasOnly) {
  EXPECT_TRUE(AllowsArea("conferences|fairs", "fairs"));
  EXPECT_TRUE(AllowsArea("conferences|fairs", "conferences"));
  EXPECT_FALSE(AllowsArea("conferences|fairs", "fair"));
  EXPECT_FALSE(AllowsArea("conferences|fairs", "technology"));
  EXPECT_FALSE(AllowsArea("conferences|fairs", ""));
}

}  // namespace
}  // namespace tranche
