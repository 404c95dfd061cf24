#include "ledger/append_stream.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

v1::Event Plan(int number) { return EventBuilder::Plan("P1", "national", 2024, 1).Key(absl::StrCat("plan-", number)); }

TEST(AppendStreamTest, WritesTheBatchesInTheirOrder) {
  TestLedger ledger;
  const Sequence first = ledger->head() + 1;
  {
    AppendStream stream(&*ledger);
    for (int i = 0; i < 100; i += 2) ASSERT_THAT(stream.Append({Plan(i), Plan(i + 1)}), IsOk());
    ASSERT_THAT(stream.Finish(), IsOk());
    EXPECT_EQ(ledger->head(), first + 99);
  }
  ASSERT_THAT(ledger.Reopen(), IsOk());
  for (int i = 0; i < 100; ++i) EXPECT_EQ(ledger->log().Read(first + i)->event_id(), absl::StrCat("plan-", i));
}

TEST(AppendStreamTest, ABatchIsDecidedOnThoseInFlight) {
  TestLedger ledger;
  AppendStream stream(&*ledger);
  ASSERT_THAT(stream.Append({EventBuilder::Plan("P1", "national", 2024, 10)}), IsOk());
  ASSERT_THAT(stream.Append({EventBuilder::Tranche(1, "P1", "national", 2024, 10)}), IsOk());
  EXPECT_THAT(stream.Append({EventBuilder::Tranche(2, "P1", "national", 2024, 1)}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("available 0 VND")));
  ASSERT_THAT(stream.Append({EventBuilder::Disbursement("P1", "national", 2024, 10)}), IsOk());
  EXPECT_THAT(stream.Finish(), IsOk());
  EXPECT_EQ(ledger.Sum("P1", Measure::kDisbursed), 10);
}

TEST(AppendStreamTest, AReversalAndARepeatedKeyFindWhatIsInFlight) {
  TestLedger ledger;
  const Sequence plan = ledger->head() + 1;
  AppendStream stream(&*ledger);
  ASSERT_THAT(stream.Append({Plan(1)}), IsOk());
  ASSERT_THAT(stream.Append({Plan(1), EventBuilder::Reversal(plan, "why")}), IsOk());
  EXPECT_THAT(stream.Append({EventBuilder::Reversal(plan, "again")}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("was reversed already")));
  EXPECT_THAT(stream.Finish(), IsOk());
  EXPECT_EQ(ledger->head(), plan + 1);
  EXPECT_EQ(ledger.Sum("P1", Measure::kPlan), 0);
}

TEST(AppendStreamTest, WhatWasTakenIsWrittenWhenTheStreamGoes) {
  TestLedger ledger;
  const Sequence head = ledger->head();
  { ASSERT_THAT(AppendStream(&*ledger).Append({Plan(1)}), IsOk()); }
  EXPECT_EQ(ledger->head(), head + 1);
}

}  // namespace
}  // namespace tranche
