#include "projections/catalogue/geography.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class GeographyTest : public ::testing::Test {
 protected:
  Geography On(const std::string& date) { return Geography(catalogue_, Day(date)); }

  TestLedger ledger_;
  const Catalogue catalogue_ = **ledger_->View().CatalogueAt(ledger_->head());
};

TEST_F(GeographyTest, AUnitThatHasEndedCountsInItsSuccessor) {
  const Geography after = On("2025-07-01");
  EXPECT_EQ(after.PlaceOf("P1").unit, "Q1");
  EXPECT_EQ(after.PlaceOf("P1").region, "region:a");
  EXPECT_TRUE(after.CountsIn("P1", "Q1"));
  EXPECT_TRUE(after.CountsIn("P1", "region:a"));
  EXPECT_TRUE(after.CountsIn("P1", "N"));
  EXPECT_FALSE(after.CountsIn("P1", "Q2"));
}

TEST_F(GeographyTest, TheLastDayOfAUnitIsTheDayBeforeTheMerger) {
  EXPECT_EQ(On("2025-06-30").PlaceOf("P1").unit, "P1");
  EXPECT_EQ(On("2025-07-01").PlaceOf("P1").unit, "Q1");
}

TEST_F(GeographyTest, MoneyOfANewUnitIsNotSplitBackAmongThoseItReplaced) {
  const Place place = On("2024-12-31").PlaceOf("Q1");
  EXPECT_EQ(place.unit, "Q1");
  EXPECT_FALSE(place.attributed);
  EXPECT_FALSE(On("2024-12-31").CountsIn("Q1", "P1"));
}

TEST_F(GeographyTest, ItStillCountsInTheRegionThatHeldAllOfThem) {
  EXPECT_EQ(On("2024-12-31").PlaceOf("Q1").region, "region:a");
  EXPECT_EQ(On("2024-12-31").PlaceOf("Q3").region, "");
  EXPECT_TRUE(On("2024-12-31").CountsIn("Q3", "N"));
  EXPECT_FALSE(On("2024-12-31").CountsIn("Q3", "region:a"));
}

TEST_F(GeographyTest, TheGroupingInForceGivesTheRegion) {
  EXPECT_EQ(On("2024-12-31").PlaceOf("P6").region, "region:b");
  EXPECT_EQ(On("2025-07-01").PlaceOf("P6").region, "region:a");
  EXPECT_EQ(On("2000-01-01").grouping(), nullptr);
}

TEST_F(GeographyTest, MembersAreThoseOfTheDate) {
  EXPECT_THAT(On("2024-12-31").MembersOf("N"), ElementsAre("region:a", "region:b"));
  EXPECT_THAT(On("2024-12-31").MembersOf("region:a"), ElementsAre("P1", "P2", "P5"));
  EXPECT_THAT(On("2025-07-01").MembersOf("region:a"), ElementsAre("Q1", "Q3"));
  EXPECT_THAT(On("2025-07-01").MembersOf("Q1"), ElementsAre("P1", "P2"));
  EXPECT_THAT(On("2024-12-31").MembersOf("P1"), IsEmpty());
}

TEST_F(GeographyTest, ATotalHoldsItselfAndAllThatCountsInIt) {
  EXPECT_THAT(On("2024-12-31").UnitsIn("region:b"), ElementsAre("P3", "P4", "P6", "Q2", "region:b"));
  EXPECT_THAT(On("2025-07-01").UnitsIn("Q1"), ElementsAre("P1", "P2", "Q1"));
}

TEST_F(GeographyTest, AUnitThatNobodyKnowsIsItsOwnPlace) {
  EXPECT_EQ(On("2024-12-31").PlaceOf("X").unit, "X");
  EXPECT_EQ(On("2024-12-31").NameOf("X"), "X");
}

}  // namespace
}  // namespace tranche
