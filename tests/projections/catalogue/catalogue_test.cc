#include "projections/catalogue/catalogue.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

class CatalogueTest : public ::testing::Test {
 protected:
  CatalogueTest() {
    for (const v1::Event& event : CatalogueCommands()) EXPECT_THAT(catalogue_.Apply(event), IsOk());
  }
  absl::Status Merge(const std::vector<std::string>& predecessors, const std::string& successor,
                     const std::string& day) {
    return catalogue_.Apply(EventBuilder::Merge(predecessors, successor).On(day));
  }
  absl::Status Establish(const std::string& id, const std::string& day = "2024-01-01") {
    return catalogue_.Apply(EventBuilder::Unit(id, v1::UNIT_TYPE_PROVINCE, "A name").On(day));
  }

  Catalogue catalogue_;
};

TEST_F(CatalogueTest, AMergedUnitEndsOnTheDayBefore) {
  const Unit& unit = *catalogue_.FindUnit("P1");
  EXPECT_TRUE(unit.ExistsOn(Day("2008-08-01")));
  EXPECT_TRUE(unit.ExistsOn(Day("2025-06-30")));
  EXPECT_FALSE(unit.ExistsOn(Day("2025-07-01")));
  EXPECT_FALSE(unit.ExistsOn(Day("2008-07-31")));
  EXPECT_EQ(unit.successor, "Q1");
  EXPECT_THAT(catalogue_.FindUnit("Q1")->predecessors, ElementsAre("P1", "P2"));
}

TEST_F(CatalogueTest, TheGroupingInForceIsTheLatestThatHasBegun) {
  EXPECT_EQ(catalogue_.GroupingOn(Day("2008-07-31")), nullptr);
  EXPECT_EQ(catalogue_.GroupingOn(Day("2025-06-30"))->id, "old");
  EXPECT_EQ(catalogue_.GroupingOn(Day("2025-07-01"))->id, "new");
  EXPECT_FALSE(catalogue_.GroupingOn(Day("2025-07-01"))->official);
  EXPECT_THAT(catalogue_.GroupingOn(Day("2025-07-01"))->mixed_units, ElementsAre("Q3"));
}

TEST_F(CatalogueTest, AUnitEndsOnceAndOnlyInAUnitThatIsThere) {
  EXPECT_THAT(Merge({"P1"}, "Q2", "2026-01-01"), StatusIs(kRefused, HasSubstr("has ended already")));
  EXPECT_THAT(Merge({"Q1"}, "Q1", "2026-01-01"), StatusIs(kRefused));
  EXPECT_THAT(Merge({"Q1"}, "nowhere", "2026-01-01"), StatusIs(kInvalid, HasSubstr("nowhere")));
  EXPECT_THAT(Merge({"nowhere"}, "Q1", "2026-01-01"), StatusIs(kInvalid, HasSubstr("nowhere")));
  EXPECT_THAT(Merge({"Q1"}, "P3", "2026-01-01"), StatusIs(kRefused, HasSubstr("does not exist")));
  EXPECT_THAT(Merge({}, "Q1", "2026-01-01"), StatusIs(kInvalid));
  EXPECT_THAT(Merge({"Q1"}, "Q2", "2026-01-01"), IsOk());
}

TEST_F(CatalogueTest, AUnitIsNamedOnceAmongThoseThatEnd) {
  EXPECT_THAT(Merge({"Q1", "Q1"}, "Q2", "2026-01-01"), StatusIs(kInvalid, HasSubstr("named twice")));
  EXPECT_EQ(catalogue_.FindUnit("Q1")->successor, "");
}

TEST_F(CatalogueTest, UnitsNeverFollowEachOtherInACircle) {
  ASSERT_THAT(Merge({"Q1"}, "Q2", "2027-01-01"), IsOk());
  EXPECT_THAT(Merge({"Q2"}, "Q1", "2026-01-01"), StatusIs(kRefused, HasSubstr("others join it later")));
}

TEST_F(CatalogueTest, ARenamedUnitHasTheNameOfTheDay) {
  v1::Event event = EventBuilder::Source("x").On("2026-01-01");
  event.mutable_unit_renamed()->set_unit_id("Q1");
  event.mutable_unit_renamed()->set_name("New name");
  ASSERT_THAT(catalogue_.Apply(event), IsOk());
  EXPECT_EQ(catalogue_.FindUnit("Q1")->NameOn(Day("2025-12-31")).name, "Province Q1");
  EXPECT_EQ(catalogue_.FindUnit("Q1")->NameOn(Day("2026-01-01")).name, "New name");
  EXPECT_EQ(catalogue_.FindUnit("Q1")->NameOn(Day("2026-01-01")).type, v1::UNIT_TYPE_PROVINCE);
  EXPECT_EQ(catalogue_.FindUnit("Q1")->NameOn(Day("2000-01-01")).name, "Province Q1");
  EXPECT_THAT(catalogue_.Apply(event), StatusIs(kInvalid)) << "twice from one day";
}

TEST_F(CatalogueTest, IdsAreUniqueAndFitIntoKeys) {
  EXPECT_THAT(Establish("P1"), StatusIs(absl::StatusCode::kAlreadyExists));
  for (const std::string id : {"", "with blank", "a|b", "Đắk"}) EXPECT_THAT(Establish(id), StatusIs(kInvalid)) << id;
  EXPECT_THAT(Establish(std::string(65, 'x')), StatusIs(kInvalid));
  EXPECT_THAT(Establish(std::string(64, 'x')), IsOk());
}

TEST_F(CatalogueTest, ThereIsOneNation) {
  EXPECT_EQ(catalogue_.nation(), "N");
  EXPECT_THAT(catalogue_.Apply(EventBuilder::Unit("M", v1::UNIT_TYPE_NATION, "Other")), StatusIs(kRefused));
  EXPECT_EQ(catalogue_.FindUnit("M"), nullptr);
}

TEST_F(CatalogueTest, AUnitIsInOneRegionAtMost) {
  v1::Event event = EventBuilder::Source("x").On("2026-01-01");
  auto* grouping = event.mutable_region_grouping_defined();
  grouping->set_grouping_id("bad");
  for (const char* region : {"region:a", "region:b"}) {
    auto* added = grouping->add_regions();
    added->set_region_unit_id(region);
    added->add_member_unit_ids("Q1");
  }
  EXPECT_THAT(catalogue_.Apply(event), StatusIs(kInvalid, HasSubstr("in two regions")));
  EXPECT_EQ(catalogue_.GroupingOn(Day("2026-01-01"))->id, "new");
}

TEST_F(CatalogueTest, SourcesAndAreasAreFoundById) {
  EXPECT_EQ(catalogue_.FindSource("national")->name, "national");
  EXPECT_EQ(catalogue_.FindArea("fairs")->id, "fairs");
  EXPECT_EQ(catalogue_.FindArea("absent"), nullptr);
  EXPECT_THAT(catalogue_.Apply(EventBuilder::Source("national")), StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(catalogue_.Apply(EventBuilder::Area("training", "")), StatusIs(kInvalid, HasSubstr("name is missing")));
}

TEST_F(CatalogueTest, EventsThatDefineNothingAreIgnored) {
  EXPECT_THAT(catalogue_.Apply(EventBuilder::Plan("nowhere", "none", 2024, 1)), IsOk());
}

}  // namespace
}  // namespace tranche
