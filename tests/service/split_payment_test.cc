// A payment that no one tranche can pay, recorded as one for each.
#include <memory>
#include <string>
#include <vector>

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/ledger_service.h"
#include "tests/replay/copied_ledger.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string CodeOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->code() : status.ToString();
}

// P1, national, 2024: a plan of 5000; tranches 1 and 3 of 1000 for anything, 2 of 1000 for fairs.
class SplitPaymentTest : public ::testing::Test {
 protected:
  SplitPaymentTest() {
    ledger_.Record(EventBuilder::Plan("P1", "national", 2024, 5000));
    ledger_.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 1000));
    ledger_.Record(EventBuilder::Tranche(2, "P1", "national", 2024, 1000).LimitedTo({"fairs"}).On("2024-02-01"));
    ledger_.Record(EventBuilder::Tranche(3, "P1", "national", 2024, 1000).On("2024-03-01"));
    Serve();
  }

  void Serve() {
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
  }

  static v1::RecordRequest Payment(const std::string& amount, const std::string& area = "") {
    v1::RecordRequest request;
    request.set_kind("disbursement");
    request.set_unit("P1");
    request.set_source("national");
    request.set_fiscal_year(2024);
    request.set_amount(amount);
    request.set_effective("2024-06-01");
    if (!area.empty()) request.set_area(area);
    request.mutable_options()->set_key("voucher");
    request.mutable_options()->set_actor("lan");
    request.set_split(true);
    return request;
  }

  // Tranche and amount of each part.
  std::vector<std::string> PartsOf(const v1::RecordRequest& request) {
    const auto recorded = service_->Record(request);
    EXPECT_THAT(recorded, IsOk());
    std::vector<std::string> parts;
    if (!recorded.ok()) return parts;
    std::vector<v1::Receipt> receipts = {recorded->receipt()};
    receipts.insert(receipts.end(), recorded->others().begin(), recorded->others().end());
    for (const v1::Receipt& receipt : receipts) {
      const v1::DisbursementMade& paid = receipt.event().disbursement_made();
      parts.push_back(receipt.event_id() + ": " + std::to_string(paid.amount()) + " of " +
                      std::to_string(paid.tranche_number()));
    }
    return parts;
  }

  std::string FirstFinding() {
    service_.reset();
    return FirstFindingIn(ledger_.directory());
  }

  TestLedger ledger_;
  std::unique_ptr<LedgerService> service_;
};

TEST_F(SplitPaymentTest, ItTakesTheOldestTranchesThatAllowItsAreaInOneBatch) {
  v1::RecordRequest whole = Payment("1500");
  whole.set_split(false);
  const absl::Status refused = service_->Record(whole).status();
  EXPECT_EQ(CodeOf(refused), "guard.disbursed-over-allocated");
  EXPECT_THAT(refused.message(), AllOf(HasSubstr("tranche 1"), HasSubstr("tranche 3")));
  EXPECT_THAT(PartsOf(Payment("1500")), ElementsAre("voucher#1: 1000 of 1", "voucher#2: 500 of 3"));
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(SplitPaymentTest, MoneyOfAnAreaTakesTranchesLimitedToItToo) {
  EXPECT_THAT(PartsOf(Payment("2500", "fairs")),
              ElementsAre("voucher#1: 1000 of 1", "voucher#2: 1000 of 2", "voucher#3: 500 of 3"));
}

TEST_F(SplitPaymentTest, WhatOneTrancheCanPayIsNotSplit) {
  EXPECT_THAT(PartsOf(Payment("1000")), ElementsAre("voucher: 1000 of 1"));
}

TEST_F(SplitPaymentTest, ItTakesOnlyWhatIsFreeOnEveryLaterDay) {
  service_.reset();
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  ledger_.Record(EventBuilder::Commitment("P1", "national", 2024, "HD-1", 400).FromTranche(1).On("2024-09-01"));
  Serve();
  EXPECT_THAT(PartsOf(Payment("1500")), ElementsAre("voucher#1: 600 of 1", "voucher#2: 900 of 3"));
}

TEST_F(SplitPaymentTest, WhatAllTranchesTogetherCannotPayIsRefusedAsBefore) {
  v1::RecordRequest whole = Payment("2001");
  whole.set_split(false);
  EXPECT_EQ(service_->Record(Payment("2001")).status(), service_->Record(whole).status());
  EXPECT_THAT(PartsOf(Payment("2000")), ElementsAre("voucher#1: 1000 of 1", "voucher#2: 1000 of 3"));
}

TEST_F(SplitPaymentTest, ARetryOfItsKeyRecordsNothingTwice) {
  const auto first = service_->Record(Payment("1500"));
  ASSERT_THAT(first, IsOk());
  const auto again = service_->Record(Payment("1500"));
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->receipt().already_recorded());
  EXPECT_EQ(again->receipt().sequence(), first->receipt().sequence());
  ASSERT_EQ(again->others_size(), 1);
  EXPECT_EQ(again->others(0).sequence(), first->others(0).sequence());
  EXPECT_EQ(CodeOf(service_->Record(Payment("1400")).status()), "split.other-amount");
  v1::RecordRequest other = Payment("1500");
  other.set_effective("2024-06-02");
  EXPECT_EQ(CodeOf(service_->Record(other).status()), "key.other-content");
}

TEST_F(SplitPaymentTest, ARetryThatIsNotToBeSplitRecordsNothingTwice) {
  const auto first = service_->Record(Payment("1500"));
  ASSERT_THAT(first, IsOk());
  service_.reset();
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  ledger_.Record(EventBuilder::Tranche(4, "P1", "national", 2024, 2000).On("2024-03-01"));
  Serve();
  v1::RecordRequest whole = Payment("1500");
  whole.set_split(false);
  const auto again = service_->Record(whole);
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->receipt().already_recorded());
  EXPECT_EQ(again->receipt().sequence(), first->receipt().sequence());
  EXPECT_EQ(again->others_size(), 1);
  whole.set_tranche(4);
  EXPECT_EQ(CodeOf(service_->Record(whole).status()), "split.other-amount");
}

TEST_F(SplitPaymentTest, ARehearsalSaysWhatWouldBeLeftAfterAllPartsAndRecordsNothing) {
  v1::RecordRequest rehearsal = Payment("1500");
  rehearsal.mutable_options()->set_dry_run(true);
  const auto rehearsed = service_->Record(rehearsal);
  ASSERT_THAT(rehearsed, IsOk());
  EXPECT_EQ(rehearsed->others(0).available_to_disburse(), "1500");
  const auto recorded = service_->Record(Payment("1500"));
  ASSERT_THAT(recorded, IsOk());
  EXPECT_FALSE(recorded->receipt().already_recorded());
  EXPECT_EQ(recorded->others(0).available_to_disburse(), "1500");
}

TEST_F(SplitPaymentTest, OnlyAPaymentThatNamesNothingIsSplit) {
  v1::RecordRequest of_tranche = Payment("1500");
  of_tranche.set_tranche(1);
  EXPECT_EQ(CodeOf(service_->Record(of_tranche).status()), "split.not-possible");
  v1::RecordRequest refund = Payment("1500");
  refund.set_kind("refund");
  EXPECT_EQ(CodeOf(service_->Record(refund).status()), "split.not-possible");
  v1::RecordRequest advance = Payment("1500");
  advance.set_kind("advance");
  const auto paid = service_->Record(advance);
  ASSERT_THAT(paid, IsOk());
  EXPECT_EQ(paid->receipt().event().advance_paid().amount(), 1000);
  EXPECT_EQ(paid->others(0).event().advance_paid().amount(), 500);
}

}  // namespace
}  // namespace tranche
