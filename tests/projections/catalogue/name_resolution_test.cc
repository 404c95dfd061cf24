#include "projections/catalogue/name_resolution.h"

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

class NameResolutionTest : public ::testing::Test {
 protected:
  NameResolutionTest() {
    Add("VN63-82", "Tiền Giang", "82", "2008-08-01");
    Add("VN63-87", "Đồng Tháp", "87", "2008-08-01");
    Add("VN34-82", "Đồng Tháp", "82", "2025-07-01");
    Add("VN63-01", "Hà Nội", "01", "2008-08-01");
    Add("VN63-99", "Hả Nỗi", "99", "2008-08-01");
    EXPECT_THAT(catalogue_.Apply(EventBuilder::Merge({"VN63-82", "VN63-87"}, "VN34-82").On("2025-07-01")), IsOk());
    EXPECT_THAT(catalogue_.Apply(EventBuilder::Area("fairs", "Hội chợ")), IsOk());
    EXPECT_THAT(catalogue_.Apply(EventBuilder::Source("national")), IsOk());
  }
  void Add(const std::string& id, const std::string& name, const std::string& code, const std::string& day) {
    v1::Event event = EventBuilder::Unit(id, v1::UNIT_TYPE_PROVINCE, name).On(day);
    event.mutable_unit_established()->add_codes(code);
    if (id == "VN63-82") {
      v1::Alias* alias = event.mutable_unit_established()->add_aliases();
      alias->set_text("TG");
      alias->set_ambiguous(true);
    }
    EXPECT_THAT(catalogue_.Apply(event), IsOk());
  }
  absl::StatusOr<std::string> On(const std::string& text, const std::string& day, bool said = true) {
    return ResolveUnit(catalogue_, text, {Day(day), said});
  }
  Catalogue catalogue_;
};

TEST_F(NameResolutionTest, AnIdMeansItsUnitOnAnyDate) {
  EXPECT_THAT(On("VN63-82", "2026-01-01"), IsOkAndHolds("VN63-82"));
}

TEST_F(NameResolutionTest, ANameWithItsIdIsReadAsTablesPrintIt) {
  EXPECT_THAT(On("Tiền Giang VN63-82", "2026-01-01"), IsOkAndHolds("VN63-82"));
  EXPECT_THAT(On("tien giang VN63-82", "2026-01-01"), IsOkAndHolds("VN63-82"));
  EXPECT_FALSE(On("Hà Nội VN63-82", "2026-01-01").ok()) << "the name of one, the id of another";
}

TEST_F(NameResolutionTest, ALedgerWithoutNamesSaysThatItHasNone) {
  const Catalogue empty;
  const auto none = StatusIs(kInvalid, AllOf(HasSubstr("this ledger has none yet"), HasSubstr("`tranche import`")));
  EXPECT_THAT(ResolveUnit(empty, "Hà Nội", {Day("2024-01-01"), true}), none);
  EXPECT_THAT(ResolveSource(empty, "national"), none);
  EXPECT_THAT(ResolveArea(empty, "fairs"), none);
}

TEST_F(NameResolutionTest, ANameMeansTheUnitOfTheDay) {
  EXPECT_THAT(On("đồng tháp", "2024-06-30"), IsOkAndHolds("VN63-87"));
  EXPECT_THAT(On("Dong Thap", "2025-07-01"), IsOkAndHolds("VN34-82"));
}

TEST_F(NameResolutionTest, ACodeMeansAnotherProvinceAfterTheMergerAndNeedsADate) {
  EXPECT_THAT(On("82", "2025-06-30"), IsOkAndHolds("VN63-82"));
  EXPECT_THAT(On("82", "2025-07-01"), IsOkAndHolds("VN34-82"));
  EXPECT_THAT(On("82", "2025-07-01", false),
              StatusIs(kInvalid, AllOf(HasSubstr("bare code"), HasSubstr("VN63-82"), HasSubstr("VN34-82"))));
}

TEST_F(NameResolutionTest, ANameThatMeansNobodyOnThatDateListsWhomItMeant) {
  EXPECT_THAT(On("Tiền Giang", "2025-07-01"),
              StatusIs(kInvalid, AllOf(HasSubstr("VN63-82"), HasSubstr("-> VN34-82; write VN34-82"))));
}

TEST_F(NameResolutionTest, OtherNamesOfAUnitWhoseNameGoesOnGoOn) {
  v1::Event old = EventBuilder::Unit("VN63-92", v1::UNIT_TYPE_PROVINCE, "Cần Thơ").On("2008-08-01");
  old.mutable_unit_established()->add_aliases()->set_text("TP Cần Thơ");
  ASSERT_THAT(catalogue_.Apply(old), IsOk());
  Add("VN34-92", "Cần Thơ", "92", "2025-07-01");
  ASSERT_THAT(catalogue_.Apply(EventBuilder::Merge({"VN63-92"}, "VN34-92").On("2025-07-01")), IsOk());
  EXPECT_THAT(On("TP Cần Thơ", "2025-06-30"), IsOkAndHolds("VN63-92"));
  EXPECT_THAT(On("tp can tho", "2025-07-01"), IsOkAndHolds("VN34-92"));
}

TEST_F(NameResolutionTest, TheOnlyUnitThatEverHadANameIsMeantInAQuestionAboutThePast) {
  EXPECT_THAT(ResolveUnit(catalogue_, "Tiền Giang", {Day("2026-01-01"), false, true}), IsOkAndHolds("VN63-82"));
  EXPECT_THAT(ResolveUnit(catalogue_, "Đồng Tháp", {Day("2026-01-01"), false, true}), IsOkAndHolds("VN34-82"));
}

TEST_F(NameResolutionTest, ARefusalHasTheChoicesAsData) {
  const auto refusal = RefusalOf(On("Tiền Giang", "2025-07-01").status());
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->code(), "name.not-on-date");
  EXPECT_EQ(refusal->then(0).fields(0).texts().texts(0), "VN34-82");
  EXPECT_EQ(RefusalOf(On("TG", "2024-01-01").status())->code(), "name.ambiguous");
  EXPECT_EQ(RefusalOf(On("Ha Noi", "2024-01-01").status())->code(), "name.ambiguous");
  EXPECT_EQ(RefusalOf(On("82", "2024-01-01", false).status())->code(), "name.bare-code");
  EXPECT_EQ(RefusalOf(On("Tien Giag", "2024-01-01").status())->code(), "name.unknown");
  EXPECT_EQ(RefusalOf(ResolveSource(catalogue_, "EU").status())->code(), "name.unknown");
}

TEST_F(NameResolutionTest, DiacriticsDecideWhenTheyAreThereAndNothingIsGuessedWhenNot) {
  EXPECT_THAT(On("Hà Nội", "2024-01-01"), IsOkAndHolds("VN63-01"));
  EXPECT_THAT(On("Ha Noi", "2024-01-01"), StatusIs(kInvalid, AllOf(HasSubstr("several units"), HasSubstr("VN63-99"))));
}

TEST_F(NameResolutionTest, AnAmbiguousAliasIsNeverTakenAlone) {
  EXPECT_THAT(On("TG", "2024-01-01"), StatusIs(kInvalid, HasSubstr("ambiguous")));
}

TEST_F(NameResolutionTest, AnUnknownNameGetsASuggestion) {
  EXPECT_THAT(On("Tien Giag", "2024-01-01"),
              StatusIs(kInvalid, AllOf(HasSubstr("unknown unit"), HasSubstr("VN63-82"))));
  EXPECT_THAT(On("", "2024-01-01"), StatusIs(kInvalid));
  EXPECT_THAT(On("-", "2024-01-01"), StatusIs(kInvalid));
}

TEST_F(NameResolutionTest, SourcesAndAreasAreFoundByIdAndName) {
  EXPECT_THAT(ResolveArea(catalogue_, "hoi cho"), IsOkAndHolds("fairs"));
  EXPECT_THAT(ResolveArea(catalogue_, "FAIRS"), IsOkAndHolds("fairs"));
  EXPECT_THAT(ResolveSource(catalogue_, "National"), IsOkAndHolds("national"));
  EXPECT_THAT(ResolveSource(catalogue_, "EU"), StatusIs(kInvalid, HasSubstr("wanted one of: national")));
}

}  // namespace
}  // namespace tranche
