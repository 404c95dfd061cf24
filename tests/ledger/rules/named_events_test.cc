// Commitments and advances through the ledger: what pays, releases, clears or recovers them, and what is left.
#include "ledger/rules/named_events.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/balances.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;
constexpr int64_t kMillion = 1'000'000;

// The north in 2024: a plan of 71,500 million, tranche 1 of 18,300 million for fairs and conferences from 2024-05-16
// on.
class NamedEventsTest : public ::testing::Test {
 protected:
  NamedEventsTest() {
    ledger_.Record(EventBuilder::Plan("P1", "national", 2024, 71'500 * kMillion).On("2024-01-01"));
    ledger_.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 18'300 * kMillion)
                       .LimitedTo({"fairs", "conferences"})
                       .On("2024-05-16"));
  }

  static EventBuilder Signed(const std::string& number, int64_t millions) {
    return EventBuilder::Commitment("P1", "national", 2024, number, millions * kMillion).Area("fairs").On("2024-06-03");
  }
  static EventBuilder Paid(int64_t millions) {
    return EventBuilder::Disbursement("P1", "national", 2024, millions * kMillion).Area("fairs").On("2024-06-10");
  }
  static EventBuilder PaidInAdvance(int64_t millions) {
    return EventBuilder::Advance("P1", "national", 2024, millions * kMillion).Area("fairs").On("2024-06-10");
  }

  Sequence Record(const v1::Event& command) { return ledger_.Record(command).sequence; }

  // The refusal of `command`, which leaves nothing behind.
  std::string Refused(const v1::Event& command) {
    const Sequence head = ledger_->head();
    const absl::Status status = ledger_.Append({command}).status();
    EXPECT_EQ(status.code(), kRefused) << status;
    EXPECT_EQ(ledger_->head(), head);
    return std::string(status.message());
  }

  int64_t Millions(Measure measure, const std::string& day = "2024-12-31") {
    return static_cast<int64_t>(ledger_.Sum("P1", measure, Day(day))) / kMillion;
  }

  v1::BalanceRow Total(const std::string& day) {
    Question question;
    question.unit = "P1";
    question.as_of = Day(day);
    question.boundaries = Day(day);
    question.known_at = ledger_->head();
    const auto report = Balance(ledger_->View(), question, {});
    EXPECT_THAT(report, IsOk());
    return report->total();
  }

  TestLedger ledger_;
};

TEST_F(NamedEventsTest, APaymentOnAContractIsCountedOnce) {
  const Sequence contract = Record(Signed("HD-01", 300));
  Record(Paid(200).OfCommitment(contract));
  EXPECT_EQ(Millions(Measure::kCommitted), 100);
  EXPECT_EQ(Millions(Measure::kDisbursed), 200);
  const v1::BalanceRow total = Total("2024-12-31");
  EXPECT_EQ(total.committed(), "100000000");
  EXPECT_EQ(total.available_to_disburse(), "18100000000");
  EXPECT_EQ(total.free(), "18000000000");
  EXPECT_FALSE(total.has_advances()) << "nothing was paid in advance";
}

TEST_F(NamedEventsTest, MoreThanIsLeftOfAContractIsNotPaidOnIt) {
  const Sequence contract = Record(Signed("HD-01", 300));
  Record(Paid(200).OfCommitment(contract));
  EXPECT_EQ(Refused(Paid(150).OfCommitment(contract)),
            absl::StrCat("event ", contract,
                         " (commitment HD-01): available 100,000,000 VND on 2024-06-10, asked 150,000,000 VND; ask for "
                         "less, or record a further commitment for the rest (`tranche commitments` has what is left of "
                         "each)"));
}

TEST_F(NamedEventsTest, AContractThatWasPaidOnIsReversedAfterItsPayment) {
  const Sequence contract = Record(Signed("HD-01", 300));
  const Sequence payment = Record(Paid(200).OfCommitment(contract));
  const v1::Event reversal = EventBuilder::Reversal(contract, "signed twice");
  EXPECT_EQ(Refused(reversal), absl::StrCat("event ", payment, " (disbursement) names event ", contract,
                                            " (commitment HD-01); reverse event ", payment, " first"));
  Record(EventBuilder::Reversal(payment, "paid twice"));
  EXPECT_EQ(Millions(Measure::kCommitted), 300) << "the payment gives it back";
  EXPECT_EQ(Millions(Measure::kDisbursed), 0);
  Record(reversal);
  EXPECT_EQ(Millions(Measure::kCommitted), 0);
}

// Until the payment was reversed, the contract was partly used up.
TEST_F(NamedEventsTest, AContractIsNotReversedFromADayOnWhichItsPaymentStillCounted) {
  const Sequence contract = Record(Signed("HD-01", 300));
  const Sequence payment = Record(Paid(200).OfCommitment(contract));
  Record(EventBuilder::Reversal(payment, "paid twice").On("2024-08-01"));
  EXPECT_THAT(Refused(EventBuilder::Reversal(contract, "signed twice").On("2024-07-01")),
              HasSubstr("available 100,000,000 VND on 2024-07-01, asked 300,000,000 VND"));
  Record(EventBuilder::Reversal(contract, "signed twice").On("2024-08-01"));
}

TEST_F(NamedEventsTest, WhatIsCommittedIsNotFreeForAPaymentWithoutContract) {
  Record(Signed("HD-01", 18'300));
  EXPECT_THAT(Refused(Paid(1)), StartsWith("tranche 1 of P1, national, 2024: committed and disbursed would exceed what "
                                           "was given on 2024-06-10: available 0 VND, asked 1,000,000 VND"));
  EXPECT_THAT(Refused(Signed("HD-02", 1)), HasSubstr("committed and disbursed would exceed"));
  EXPECT_THAT(Refused(EventBuilder::AllocationAdjustment("P1", "national", 2024, -1).On("2024-06-10")),
              HasSubstr("has left on 2024-06-10: available 0 VND"));
}

TEST_F(NamedEventsTest, AContractIsForAnAreaThatItsTrancheAllows) {
  EXPECT_THAT(Refused(Signed("HD-01", 300).Area("technology")),
              AllOf(HasSubstr("found area technology"), HasSubstr("1 (conferences|fairs)")));
}

TEST_F(NamedEventsTest, BeforeItWasSignedAContractPaysNothing) {
  const Sequence contract = Record(Signed("HD-01", 300));
  EXPECT_THAT(Refused(Paid(1).OfCommitment(contract).On("2024-06-02")),
              HasSubstr("(commitment HD-01): available 0 VND on 2024-06-02, asked 1,000,000 VND"));
}

TEST_F(NamedEventsTest, ALatePaymentMustLeaveEnoughForThoseOfLaterDays) {
  const Sequence contract = Record(Signed("HD-01", 300));
  Record(Paid(250).OfCommitment(contract).On("2024-07-01"));
  EXPECT_THAT(Refused(Paid(100).OfCommitment(contract).On("2024-06-05")),
              HasSubstr("available 50,000,000 VND on 2024-07-01, asked 100,000,000 VND"));
}

TEST_F(NamedEventsTest, APaymentTakesTheTrancheOfItsContract) {
  Record(EventBuilder::Tranche(2, "P1", "national", 2024, 100 * kMillion).On("2024-05-01"));
  const Sequence contract = Record(Signed("HD-01", 50).FromTranche(1));
  const Receipt paid = ledger_.Record(Paid(20).OfCommitment(contract));
  EXPECT_EQ(paid.event.disbursement_made().tranche_number(), 1u) << "not the older tranche 2";
  EXPECT_TRUE(paid.event.disbursement_made().tranche_chosen());
  EXPECT_THAT(Refused(Paid(20).OfCommitment(contract).FromTranche(2)), HasSubstr("is of tranche 1, found 2"));
}

TEST_F(NamedEventsTest, APaymentIsOnTheLineOfItsContract) {
  const Sequence contract = Record(Signed("HD-01", 50));
  EXPECT_THAT(Refused(Paid(20).Area("conferences").OfCommitment(contract)),
              HasSubstr("(commitment HD-01) is of another line: P1, national, 2024, for fairs"));
  EXPECT_THAT(Refused(Paid(20).Project("bridge").OfCommitment(contract)), HasSubstr("is of another line"));
}

TEST_F(NamedEventsTest, WhatIsNamedMustBeAContractThatStands) {
  const Sequence contract = Record(Signed("HD-01", 50));
  EXPECT_THAT(Refused(Paid(20).OfCommitment(2)), HasSubstr("is of another kind"));
  EXPECT_THAT(ledger_.Append({Paid(20).OfCommitment(9'999)}), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(ledger_.Append({EventBuilder::Release(0, 1)}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("wanted the sequence of the commitment")));
  const Sequence reversal = Record(EventBuilder::Reversal(contract, "signed twice"));
  EXPECT_THAT(Refused(Paid(20).OfCommitment(contract)),
              HasSubstr(absl::StrCat("(commitment HD-01) was reversed by event ", reversal)));
}

TEST_F(NamedEventsTest, ANumberIsOfOneContractForEachUnitSourceAndYear) {
  const Sequence contract = Record(Signed("HD-01", 50));
  EXPECT_THAT(Refused(Signed("HD-01", 60)),
              HasSubstr(absl::StrCat("P1, national, 2024 has a commitment HD-01 already, event ", contract)));
  const v1::Event twice = Signed("HD-02", 50);
  EXPECT_THAT(ledger_.Append({twice, Signed("HD-02", 60)}), StatusIs(kRefused, HasSubstr("has a commitment HD-02")))
      << "of the same batch";
  Record(EventBuilder::Plan("P1", "local", 2024, 50 * kMillion).On("2024-01-01"));
  Record(EventBuilder::Tranche(1, "P1", "local", 2024, 50 * kMillion).On("2024-01-01"));
  Record(EventBuilder::Commitment("P1", "local", 2024, "HD-01", 50 * kMillion).On("2024-06-03"));
  Record(EventBuilder::Reversal(contract, "signed twice"));
  Record(Signed("HD-01", 60));
  EXPECT_THAT(ledger_.Append({Signed(" ", 1)}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("number: found none")));
}

TEST_F(NamedEventsTest, ReleasingMakesWhatWillNotBePaidFreeAgain) {
  const Sequence contract = Record(Signed("HD-01", 18'300));
  const Receipt released = ledger_.Record(EventBuilder::Release(contract, 300 * kMillion).On("2024-06-20"));
  EXPECT_EQ(released.event.commitment_released().line().area_id(), "fairs") << "of the contract";
  EXPECT_EQ(released.event.commitment_released().tranche_number(), 1u);
  EXPECT_EQ(Millions(Measure::kCommitted), 18'000);
  EXPECT_THAT(Refused(Paid(300)), HasSubstr("available 0 VND")) << "on the days before it was released";
  Record(Paid(300).On("2024-06-20"));
  EXPECT_THAT(Refused(EventBuilder::Release(contract, 18'001 * kMillion).On("2024-06-21")),
              HasSubstr("available 18,000,000,000 VND on 2024-06-21"));
}

TEST_F(NamedEventsTest, AnAdvanceIsClearedByWorkAndRecoveredWithMoney) {
  const Sequence contract = Record(Signed("HD-01", 200));
  const Sequence advance = Record(PaidInAdvance(140).OfCommitment(contract));
  EXPECT_EQ(Millions(Measure::kAdvances), 140);
  EXPECT_EQ(Millions(Measure::kDisbursed), 140);
  EXPECT_EQ(Millions(Measure::kCommitted), 60);
  Record(EventBuilder::AdvanceClearing(advance, 50 * kMillion).On("2024-07-01"));
  EXPECT_EQ(Millions(Measure::kAdvances), 90);
  EXPECT_EQ(Millions(Measure::kDisbursed), 140);
  EXPECT_THAT(Refused(EventBuilder::AdvanceRecovery(advance, 91 * kMillion).On("2024-08-01")),
              HasSubstr(absl::StrCat("event ", advance, " (advance): available 90,000,000 VND on 2024-08-01")));
  Record(EventBuilder::AdvanceRecovery(advance, 90 * kMillion).On("2024-08-01"));
  EXPECT_EQ(Millions(Measure::kAdvances), 0);
  EXPECT_EQ(Millions(Measure::kDisbursed), 50);
  EXPECT_EQ(Millions(Measure::kCommitted), 60) << "until it is released";
  const v1::BalanceRow total = Total("2024-12-31");
  EXPECT_EQ(total.advances(), "0") << "told, since there were some";
}

TEST_F(NamedEventsTest, MoneyOfAnAdvanceComesBackAsARecovery) {
  Record(PaidInAdvance(140));
  EXPECT_THAT(Refused(EventBuilder::Refund("P1", "national", 2024, 140 * kMillion).Area("fairs").On("2024-07-01")),
              AllOf(HasSubstr("advances would exceed what is disbursed on 2024-07-01: available 0 VND"),
                    HasSubstr("record what comes back of an advance as advance-recovery")));
}

TEST_F(NamedEventsTest, AnAdvanceIsReversedAfterWhatWasClearedOfIt) {
  const Sequence advance = Record(PaidInAdvance(140));
  const Sequence clearing = Record(EventBuilder::AdvanceClearing(advance, 50 * kMillion).On("2024-07-01"));
  EXPECT_THAT(Refused(EventBuilder::Reversal(advance, "a mistake")),
              HasSubstr(absl::StrCat("event ", clearing, " (advance clearing) names event ", advance, " (advance)")));
  Record(EventBuilder::Reversal(clearing, "a mistake"));
  Record(EventBuilder::Reversal(advance, "a mistake"));
  EXPECT_EQ(Millions(Measure::kAdvances), 0);
  EXPECT_EQ(Millions(Measure::kDisbursed), 0);
}

TEST_F(NamedEventsTest, ACommandThatIsRepeatedGetsItsFirstReceipt) {
  const Sequence contract = Record(Signed("HD-01", 300).Key("contract"));
  const v1::Event release = EventBuilder::Release(contract, kMillion).Key("release").On("2024-06-20");
  const Sequence first = Record(release);
  const auto again = ledger_.Append({release});
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->front().already_recorded);
  EXPECT_EQ(again->front().sequence, first);
  EXPECT_THAT(ledger_.Append({EventBuilder::Release(contract, 2 * kMillion).Key("release").On("2024-06-20")}),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("amount")));
}

TEST_F(NamedEventsTest, ARehearsalLeavesNothingOfAContractOrItsPayments) {
  const Sequence contract = Record(Signed("HD-01", 300));
  ASSERT_THAT(ledger_.Append({Signed("HD-02", 10), Paid(300).OfCommitment(contract)}, {.dry_run = true}), IsOk());
  EXPECT_EQ(Millions(Measure::kCommitted), 300);
  Record(Signed("HD-02", 10));
  Record(Paid(300).OfCommitment(contract));
}

TEST_F(NamedEventsTest, ABatchMayPayTheContractThatItBegins) {
  const Sequence next = ledger_->head() + 1;
  ASSERT_THAT(ledger_.Append({Signed("HD-01", 300), Paid(200).OfCommitment(next)}), IsOk());
  EXPECT_EQ(Millions(Measure::kCommitted), 100);
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  EXPECT_THAT(Refused(Paid(101).OfCommitment(next)), HasSubstr("available 100,000,000 VND"));
}

// A contract that is to be signed later leaves less that is free from that day on, and so today.
TEST_F(NamedEventsTest, WhatIsFreeIsFreeOnEveryLaterDay) {
  Record(Signed("HD-01", 300).On("2024-09-01"));
  const v1::BalanceRow june = Total("2024-06-30");
  EXPECT_FALSE(june.has_committed());
  EXPECT_EQ(june.available_to_disburse(), "18300000000");
  EXPECT_EQ(june.free(), "18000000000");
}

}  // namespace
}  // namespace tranche
