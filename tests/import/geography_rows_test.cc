#include "import/geography_rows.h"

#include <map>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "import/unit_history.h"
#include "projections/catalogue/name_resolution.h"
#include "tests/import/vietnam_ledger.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::StatusCode kInvalidArgument = absl::StatusCode::kInvalidArgument;
constexpr char kUnitHeader[] =
    "unit_id,gso_code,name_vi,full_name_vi,type,name_en,predecessor_gso_codes,valid_from,name_history\n";

CivilDate Day(const char* text) { return *CivilDate::Parse(text); }

class GeographyRowsTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::vector<RowEvent>> Units(const std::string& rows) const {
    return GeographyEvents(vietnam_.Read(kUnitHeader + rows), catalogue_);
  }

  VietnamLedger vietnam_;
  Catalogue catalogue_ = vietnam_.catalogue();
};

TEST_F(GeographyRowsTest, SixtyThreeProvincesBecomeThirtyFour) {
  std::map<std::string, int> units_on;
  for (const auto& [id, unit] : catalogue_.units()) {
    const bool is_province = unit.names.front().type >= v1::UNIT_TYPE_PROVINCE;
    for (const char* day : {"2008-07-31", "2008-08-01", "2025-06-30", "2025-07-01"})
      units_on[day] += is_province && unit.ExistsOn(Day(day)) ? 1 : 0;
  }
  EXPECT_EQ(units_on["2008-07-31"], 0);
  EXPECT_EQ(units_on["2008-08-01"], 63);
  EXPECT_EQ(units_on["2025-06-30"], 63);
  EXPECT_EQ(units_on["2025-07-01"], 34);
  EXPECT_EQ(catalogue_.nation(), "VN");
}

TEST_F(GeographyRowsTest, EndsAndSuccessorsAreThoseOfTheFile) {
  const absl::StatusOr<CsvFile> file = ReadCsvFile(DataFile("provinces_2008.csv"));
  ASSERT_THAT(file, IsOk());
  for (const CsvRow& row : file->rows) {
    const Unit* unit = catalogue_.FindUnit(row.cells[*file->Column("unit_id")]);
    ASSERT_NE(unit, nullptr);
    EXPECT_EQ(unit->successor, row.cells[*file->Column("successor_unit_id")]) << unit->id;
    EXPECT_EQ(unit->last_day.ToString(), row.cells[*file->Column("valid_to")]) << unit->id;
  }
}

TEST_F(GeographyRowsTest, GroupingsHaveTheirMembersAndBasis) {
  const RegionGrouping* old = catalogue_.GroupingOn(Day("2025-06-30"));
  ASSERT_NE(old, nullptr);
  EXPECT_EQ(old->id, "khuyencong-63");
  EXPECT_EQ(old->name, "Ba khu vực khuyến công (63 tỉnh)");
  EXPECT_EQ(old->name_en, "Three industrial promotion regions (63 provinces)");
  EXPECT_TRUE(old->official);
  EXPECT_EQ(old->basis, "Circular 26/2014/TT-BCT, article 3");
  EXPECT_THAT(old->members.at("region:north"), SizeIs(28));
  EXPECT_THAT(old->members.at("region:central-highlands"), SizeIs(15));
  EXPECT_THAT(old->members.at("region:south"), SizeIs(20));
  EXPECT_THAT(old->mixed_units, IsEmpty());
  const RegionGrouping* derived = catalogue_.GroupingOn(Day("2025-07-01"));
  ASSERT_NE(derived, nullptr);
  EXPECT_EQ(derived->id, "khuyencong-34");
  EXPECT_FALSE(derived->official);
  EXPECT_THAT(derived->basis, HasSubstr("Derived"));
  EXPECT_THAT(derived->region_of, SizeIs(34));
  EXPECT_THAT(derived->mixed_units, ElementsAre("VN34-68"));
}

TEST_F(GeographyRowsTest, ARenamedUnitHasItsNamesAndTypesByDate) {
  const Unit* unit = catalogue_.FindUnit("VN34-75");
  ASSERT_NE(unit, nullptr);
  EXPECT_EQ(unit->NameOn(Day("2026-04-29")).full_name, "Tỉnh Đồng Nai");
  EXPECT_EQ(unit->NameOn(Day("2026-04-29")).type, v1::UNIT_TYPE_PROVINCE);
  EXPECT_EQ(unit->NameOn(Day("2026-04-30")).full_name, "Thành phố Đồng Nai");
  EXPECT_EQ(unit->NameOn(Day("2026-04-30")).name, "Đồng Nai");
  EXPECT_EQ(unit->NameOn(Day("2026-04-30")).type, v1::UNIT_TYPE_MUNICIPALITY);
}

TEST_F(GeographyRowsTest, CodesAndAliasesAreReadByDate) {
  EXPECT_THAT(ResolveUnit(catalogue_, "82", {Day("2025-06-30"), true}), IsOkAndHolds("VN63-82"));
  EXPECT_THAT(ResolveUnit(catalogue_, "82", {Day("2025-07-01"), true}), IsOkAndHolds("VN34-82"));
  EXPECT_THAT(ResolveUnit(catalogue_, "VN-46", {Day("2020-01-01"), true}), IsOkAndHolds("VN63-82"));
  EXPECT_THAT(ResolveUnit(catalogue_, "QN", {Day("2020-01-01"), true}),
              StatusIs(kInvalidArgument, AllOf(HasSubstr("VN63-22"), HasSubstr("VN63-49"), HasSubstr("VN63-51"))));
  EXPECT_THAT(ResolveUnit(catalogue_, "miền Bắc", {Day("2020-01-01"), true}), IsOkAndHolds("region:north"));
  EXPECT_THAT(ResolveSource(catalogue_, "kcqg"), IsOkAndHolds("national"));
  EXPECT_THAT(ResolveArea(catalogue_, "máy móc"), IsOkAndHolds("technology"));
}

TEST_F(GeographyRowsTest, EveryNameOfASourceOrAnAreaMeansOneOnly) {
  for (const auto& [id, source] : catalogue_.sources()) {
    EXPECT_THAT(ResolveSource(catalogue_, source.name), IsOkAndHolds(id));
    for (const v1::Alias& alias : source.aliases)
      EXPECT_THAT(ResolveSource(catalogue_, alias.text()), IsOkAndHolds(id));
  }
  for (const auto& [id, area] : catalogue_.areas()) {
    EXPECT_THAT(ResolveArea(catalogue_, area.name), IsOkAndHolds(id));
    for (const v1::Alias& alias : area.aliases) EXPECT_THAT(ResolveArea(catalogue_, alias.text()), IsOkAndHolds(id));
  }
}

TEST_F(GeographyRowsTest, AnAliasKeepsItsNoteAndItsAmbiguity) {
  const auto rows = GeographyEvents(
      vietnam_.Read("source_id,name_vi,name_en,aliases\ns,S,S,HN*| Huế (from 2025-01-01)\n"), catalogue_);
  ASSERT_THAT(rows, IsOkAndHolds(SizeIs(1)));
  const v1::Event& event = rows->front().event;
  EXPECT_EQ(event.event_id(), "source:s");
  EXPECT_EQ(event.effective_date(), 20080801);
  ASSERT_THAT(event.source_defined().aliases(), SizeIs(2));
  EXPECT_TRUE(event.source_defined().aliases(0).ambiguous());
  EXPECT_EQ(event.source_defined().aliases(0).text(), "HN");
  EXPECT_EQ(event.source_defined().aliases(1).text(), "Huế");
  EXPECT_EQ(event.source_defined().aliases(1).note(), "from 2025-01-01");
}

TEST_F(GeographyRowsTest, KeysSayWhatTheyAreFor) {
  const auto rows = Units("X-1,1,A,Tỉnh A,province,A,75,2030-01-01,\n");
  ASSERT_THAT(rows, IsOkAndHolds(SizeIs(2)));
  EXPECT_EQ((*rows)[0].event.event_id(), "unit:X-1");
  EXPECT_EQ((*rows)[1].event.event_id(), "merge:X-1:2030-01-01");
  EXPECT_THAT((*rows)[1].event.units_merged().predecessor_unit_ids(), ElementsAre("VN34-75"));
}

TEST_F(GeographyRowsTest, EveryBadRowIsTold) {
  EXPECT_THAT(Units("X-1,1,A,Tỉnh A,county,A,,2030-01-01,\n"
                    "X-2,2,B,Tỉnh B,province,B,999,2030-01-01,\n"
                    "X-3,3,C,Tỉnh C,province,C,,2030-02-30,\n"
                    "X-4,4,D,Tỉnh D,province,D,,2030-01-01,Tỉnh D from 2031-01-01\n"),
              StatusIs(kInvalidArgument,
                       AllOf(HasSubstr("t.csv: line 2, column type: found \"county\", wanted nation"),
                             HasSubstr("t.csv: line 3, column predecessor_gso_codes: found \"999\", wanted the code of "
                                       "one unit that exists on 2029-12-31"),
                             HasSubstr("t.csv: line 4, column valid_from: found \"2030-02-30\""),
                             HasSubstr("t.csv: line 5, column name_history: found"))));
}

TEST_F(GeographyRowsTest, AMissingColumnIsNamed) {
  EXPECT_THAT(
      GeographyEvents(vietnam_.Read("unit_id,name_vi,type,name_en,valid_from\n"), catalogue_),
      StatusIs(kInvalidArgument, HasSubstr("line 1: the column full_name_vi is missing; found the columns unit_id")));
}

TEST_F(GeographyRowsTest, AGroupingNeedsNoEnglishName) {
  const std::string header = "grouping_id,name,official,basis,valid_from,members_file,region_column,mixed_column";
  const std::string row = "g,Vùng,no,b,2030-01-01," + DataFile("provinces_2025.csv") + ",khuyencong_region_derived,";
  const auto without = GeographyEvents(vietnam_.Read(header + "\n" + row + "\n"), catalogue_);
  ASSERT_THAT(without, IsOkAndHolds(SizeIs(1)));
  EXPECT_EQ(without->front().event.region_grouping_defined().name_en(), "");
  const auto with = GeographyEvents(vietnam_.Read(header + ",name_en\n" + row + ",Regions\n"), catalogue_);
  ASSERT_THAT(with, IsOkAndHolds(SizeIs(1)));
  EXPECT_EQ(with->front().event.region_grouping_defined().name_en(), "Regions");
}

TEST_F(GeographyRowsTest, AGroupingSaysWhatIsWrongWithItsMembers) {
  const std::string header = "grouping_id,name,official,basis,valid_from,members_file,region_column,mixed_column\n";
  vietnam_.Write("unit_id,region\nVN63-01,nowhere\n", "members.csv");
  EXPECT_THAT(GeographyEvents(vietnam_.Read(header + "g,G,no,b,2030-01-01,members.csv,region,\n"), catalogue_),
              StatusIs(kInvalidArgument, HasSubstr("members.csv: line 2, column region: unknown unit \"nowhere\"")));
  EXPECT_THAT(GeographyEvents(vietnam_.Read(header + "g,G,no,b,2030-01-01,none.csv,region,\n"), catalogue_),
              StatusIs(kInvalidArgument, AllOf(HasSubstr("line 2, column members_file"), HasSubstr("none.csv"))));
}

TEST(NameHistoryTest, RefusesGapsAndOverlaps) {
  EXPECT_THAT(ParseNameHistory(""), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(ParseNameHistory("A B 2020-01-01..2020-12-31; C from 2021-01-01"), IsOkAndHolds(SizeIs(2)));
  for (const char* bad :
       {"A", "A 2020-01-01", "A 2020-01-01..2020-12-31", "A 2020-01-01..2020-12-31; C from 2021-01-02",
        "A 2020-01-01..2020-12-31; C from 2020-12-31", "A from 2020-01-01; B from 2021-01-01", "from 2020-01-01",
        "A 2020-02-01..2020-01-31; B from 2020-02-01"})
    EXPECT_THAT(ParseNameHistory(bad), StatusIs(kInvalidArgument)) << bad;
}

}  // namespace
}  // namespace tranche
