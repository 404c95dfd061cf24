#include "import/kind_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/kinds/kinds.h"
#include "reports/labels.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(KindNamesTest, AKindIsCalledByItsWordItsEventAndItsLabels) {
  for (const EventKind* kind : AllKinds()) {
    for (const std::string& name :
         {std::string(kind->name), KindLabel(kind->name, Locale::kVietnamese), KindLabel(kind->name, Locale::kEnglish)})
      EXPECT_THAT(ReadKind(name, KindsTaken::kAll), IsOkAndHolds(kind)) << name;
    if (!kind->word.empty()) {
      EXPECT_THAT(ReadKind(kind->word, KindsTaken::kAll), IsOkAndHolds(kind));
    }
  }
  EXPECT_THAT(ReadKind("Sap nhap DON VI", KindsTaken::kAll), IsOkAndHolds(FindKindByName("UnitsMerged")));
}

TEST(KindNamesTest, OnlyMoneyIsRecordedInRowsOfMoneyAndWhatHasAWordByACommand) {
  for (const EventKind* kind : AllKinds()) {
    const bool is_money = kind->effect == Effect::kMoney;
    EXPECT_EQ(ReadKind(kind->name, KindsTaken::kRows).ok(), is_money) << kind->name;
    const bool is_recorded = !kind->word.empty() && kind->effect != Effect::kReversal;
    EXPECT_EQ(ReadKind(kind->name, KindsTaken::kRecorded).ok(), is_recorded) << kind->name;
    EXPECT_TRUE(is_recorded || !is_money) << kind->name;
  }
}

TEST(KindNamesTest, AClosingIsCalledByItsCommandButNotRecordedAsAMovement) {
  EXPECT_THAT(ReadKind("close", KindsTaken::kAll), IsOkAndHolds(FindKindByName("PeriodClosed")));
  EXPECT_THAT(ReadKind("reopen", KindsTaken::kAll), IsOkAndHolds(FindKindByName("PeriodReopened")));
  EXPECT_FALSE(ReadKind("close", KindsTaken::kRecorded).ok());
  EXPECT_FALSE(ReadKind("close", KindsTaken::kRows).ok());
}

TEST(KindNamesTest, AnUnknownKindIsRefusedWithThoseThatAreTaken) {
  EXPECT_THAT(ReadKind("gift", KindsTaken::kRows),
              StatusIs(kInvalid, HasSubstr("found \"gift\", wanted one of: plan, ")));
  EXPECT_THAT(ReadKind("gift", KindsTaken::kRecorded), StatusIs(kInvalid, EndsWith(", estimate")));
  EXPECT_THAT(ReadKind("gift", KindsTaken::kAll),
              StatusIs(kInvalid, AllOf(HasSubstr("close, reopen"), Not(HasSubstr("plan adjusted")))));
}

TEST(KindNamesTest, TheNearestOneIsProposed) {
  for (const char* near : {"gải ngân", "disbursment"}) {
    for (const KindsTaken taken : {KindsTaken::kAll, KindsTaken::kRecorded, KindsTaken::kRows})
      EXPECT_THAT(ReadKind(near, taken), StatusIs(kInvalid, EndsWith("did you mean disbursement?")));
  }
  EXPECT_THAT(ReadKind("sáp nhâp", KindsTaken::kAll), StatusIs(kInvalid, EndsWith("did you mean sáp nhập đơn vị?")));
  EXPECT_THAT(ReadKind("sáp nhâp", KindsTaken::kRows), StatusIs(kInvalid, Not(HasSubstr("did you mean"))));
}

}  // namespace
}  // namespace tranche
