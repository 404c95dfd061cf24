// The verification of a ledger that is open.
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "events/instant.h"
#include "gmock/gmock.h"
#include "tests/service/ledger_service_fixture.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

using OpenVerificationTest = LedgerServiceTest;

TEST_F(OpenVerificationTest, AnOpenLedgerIsVerifiedWhileOthersRecordInIt) {
  const auto before = service_->GetStatus({});
  ASSERT_THAT(before, IsOk());
  std::vector<v1::VerifyLedgerResponse> parts;
  const auto record_meanwhile = [&](const v1::VerifyLedgerResponse& part) {
    parts.push_back(part);
    return RecordPlan(absl::StrCat("meanwhile ", parts.size()));
  };
  ASSERT_THAT(service_->VerifyLedger({}, record_meanwhile), IsOk());
  ASSERT_GT(parts.size(), 2U);
  EXPECT_EQ(parts.front().events_total(), 0U);
  for (const v1::VerifyLedgerResponse& part : parts) EXPECT_EQ(part.has_report(), &part == &parts.back());
  const v1::VerifyReport& report = parts.back().report();
  EXPECT_THAT(report.findings(), IsEmpty()) << report.DebugString();
  EXPECT_GT(report.rows(), 0U);
  // What was recorded before the database was opened for it may be among what it checks.
  EXPECT_GE(report.events(), before->report().head());
  EXPECT_LT(report.events(), service_->GetStatus({})->report().head());
  EXPECT_EQ(parts.back().events_done(), report.events());
  EXPECT_EQ(parts.back().events_total(), report.events());
}

TEST_F(OpenVerificationTest, AVerificationGivesTheRootOfWhatItChecked) {
  v1::VerifyReport report;
  ASSERT_THAT(service_->VerifyLedger({},
                                     [&](const v1::VerifyLedgerResponse& part) {
                                       report = part.report();
                                       return absl::OkStatus();
                                     }),
              IsOk());
  EXPECT_EQ(report.root(), service_->GetStatus({})->report().root());
}

TEST_F(OpenVerificationTest, TheStatusSaysWhatWasVerifiedAndSinceWhenNothingWas) {
  const auto ignore = [](const v1::VerifyLedgerResponse&) { return absl::OkStatus(); };
  const absl::Time opened = ledger_.clock().Now();
  ledger_.clock().Advance(absl::Hours(1));
  v1::VerifiedEvents verified = service_->GetStatus({})->verified();
  EXPECT_EQ(verified.events(), 0U);
  EXPECT_EQ(FromTimestamp(verified.at()), opened);
  ASSERT_THAT(service_->VerifyLedger({}, ignore), IsOk());
  const Sequence head = service_->head();
  ledger_.clock().Advance(absl::Hours(1));
  ASSERT_THAT(RecordPlan("afterwards"), IsOk());
  verified = service_->GetStatus({})->verified();
  EXPECT_EQ(verified.events(), head);
  EXPECT_EQ(FromTimestamp(verified.at()), opened + absl::Hours(1));
  // One that is ended says nothing.
  const auto leave = [](const v1::VerifyLedgerResponse&) { return absl::CancelledError("the caller went away"); };
  EXPECT_FALSE(service_->VerifyLedger({}, leave).ok());
  EXPECT_EQ(service_->GetStatus({})->verified().events(), head);
}

TEST_F(OpenVerificationTest, AVerificationIsEndedByWhoeverHasGone) {
  for (const bool is_counting : {false, true}) {
    int parts_after = 0;
    const auto sink = [&](const v1::VerifyLedgerResponse& part) {
      const bool is_enough = (part.events_total() > 0) == is_counting;
      if (parts_after > 0) ++parts_after;
      if (is_enough && parts_after == 0) parts_after = 1;
      return is_enough ? absl::CancelledError("the caller went away") : absl::OkStatus();
    };
    EXPECT_THAT(service_->VerifyLedger({}, sink), StatusIs(absl::StatusCode::kCancelled)) << is_counting;
    EXPECT_EQ(parts_after, 1) << is_counting;
  }
}

TEST_F(OpenVerificationTest, OneVerificationRunsAtATime) {
  absl::Status second;
  const auto ask_again = [&](const v1::VerifyLedgerResponse&) {
    second = service_->VerifyLedger({}, [](const v1::VerifyLedgerResponse&) { return absl::OkStatus(); });
    return absl::OkStatus();
  };
  ASSERT_THAT(service_->VerifyLedger({}, ask_again), IsOk());
  EXPECT_THAT(second, StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("one verification runs at a time")));
  const auto ignore = [](const v1::VerifyLedgerResponse&) { return absl::OkStatus(); };
  EXPECT_THAT(service_->VerifyLedger({}, ignore), IsOk());
}

}  // namespace
}  // namespace tranche
