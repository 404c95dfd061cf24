#include "events/reserved_keys.h"

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;

EventBuilder Plan() { return EventBuilder::Plan("P1", "national", 2024, 5); }

absl::Status Check(const v1::Event& event, KeyMaker maker = KeyMaker::kCaller) {
  return CheckReservedKey(event, maker);
}

TEST(ReservedKeysTest, NoCallerTakesAKeyOfTheProgram) {
  for (const char* key : {"figure:F001-01", "balances:7", "ledger:x", "unit:VN", "rename:x", "merge:x", "source:x",
                          "area:fairs", "grouping:x", "row:x", "row:", "row:0123456789abcdef0123456789abcdef/12"})
    EXPECT_THAT(Check(Plan().Key(key)), StatusIs(kInvalid, HasSubstr("event_id"))) << key;
  EXPECT_THAT(Check(Plan().Key("figures 2024")), IsOk());
  EXPECT_THAT(Check(Plan().Key("cli:00")), IsOk());
}

TEST(ReservedKeysTest, AnEventHasTheKeyThatTheProgramGivesItself) {
  EXPECT_THAT(Check(EventBuilder::Source("local").Key("source:local")), IsOk());
  EXPECT_THAT(Check(EventBuilder::Area("fairs", "Fairs").Key("area:fairs")), IsOk());
  EXPECT_THAT(Check(EventBuilder::Figure("F1", "VN", 2024, "1", 1).Key("figure:F1")), IsOk());
  EXPECT_THAT(Check(EventBuilder::Merge({"P1", "P2"}, "Q1").On("2025-07-01").Key("merge:Q1:2025-07-01")), IsOk());
  const absl::Status taken = Check(EventBuilder::Figure("F1", "VN", 2024, "1", 1).Key("figure:F2"));
  EXPECT_THAT(taken, StatusIs(kInvalid, HasSubstr("figure:"))) << "the key of another figure";
  EXPECT_EQ(RefusalOf(taken)->code(), "key.reserved");
  EXPECT_THAT(Check(EventBuilder::Merge({"P1", "P2"}, "Q1").On("2025-07-01").Key("merge:Q1:2026-07-01")),
              StatusIs(kInvalid, HasSubstr("merge:")));
}

TEST(ReservedKeysTest, AKeyThatTheCommandLineOrThePageMadeIsKnownAsRandom) {
  EXPECT_TRUE(IsRandomKey("cli:0123456789abcdef#1"));
  EXPECT_TRUE(IsRandomKey("page:0123456789abcdef"));
  for (const char* key : {"V-1", "client:1", "row:0123456789abcdef0123456789abcdef/12", "cli", ""})
    EXPECT_FALSE(IsRandomKey(key)) << key;
}

TEST(ReservedKeysTest, KeysOfRowsAreForImports) {
  const v1::Event row = Plan().Key("row:0123456789abcdef0123456789abcdef/12");
  EXPECT_THAT(Check(row, KeyMaker::kRowOfFile), IsOk());
  EXPECT_THAT(Check(Plan().Key("figure:F1"), KeyMaker::kRowOfFile), StatusIs(kInvalid, HasSubstr("figure:")));
}

}  // namespace
}  // namespace tranche
