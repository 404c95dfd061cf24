// Settlements through the ledger: when a year may be settled, what it takes afterwards, and corrections.
#include "ledger/rules/settlements.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replay/copied_ledger.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string CodeOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->code() : status.ToString();
}

// Q1, local, 2025: a plan and tranche 1 of 100, of which 60 are paid, 10 of them in advance; contract HD-9 of 15. The
// year is closed. The clock stands at 2026-07-01.
class SettlementsTest : public ::testing::Test {
 protected:
  SettlementsTest() {
    ledger_.clock().Advance(absl::Hours(24 * 181));
    Record(EventBuilder::Plan("Q1", "local", 2025, 100).On("2025-08-01"));
    Record(EventBuilder::Tranche(1, "Q1", "local", 2025, 100).On("2025-08-01"));
    contract_ = Record(EventBuilder::Commitment("Q1", "local", 2025, "HD-9", 15).On("2025-08-02"));
    advance_ = Record(EventBuilder::Advance("Q1", "local", 2025, 10).On("2025-08-03"));
    payment_ = Record(EventBuilder::Disbursement("Q1", "local", 2025, 50).On("2025-08-04"));
    closing_ = Record(EventBuilder::Closing(2025, "2025-12-31").AtYearEnd().On("2026-01-01"));
  }

  Sequence Record(const v1::Event& command) { return ledger_.Record(command).sequence; }
  std::string Refused(const v1::Event& command) {
    const absl::Status status = ledger_.Append({command}).status();
    last_refusal_ = std::string(status.message());
    EventBytes bytes;
    bytes.Add(command);
    EXPECT_EQ(ledger_->AppendBytes(bytes).status(), status) << "as bytes";
    return CodeOf(status);
  }

  void WindUp() {
    Record(EventBuilder::CarryOver("Q1", "local", 2025, 15).OfCommitment(contract_).On("2026-01-31"));
    Record(EventBuilder::CarryOver("Q1", "local", 2025, 10).OfAdvance(advance_).On("2026-01-31"));
    Record(EventBuilder::CarryOver("Q1", "local", 2025, 25).On("2026-01-31"));
  }
  static EventBuilder Settled(int64_t amount) {
    return EventBuilder::Settlement("Q1", "local", 2025, amount).On("2026-03-31");
  }
  static EventBuilder Corrected(int64_t amount) {
    return EventBuilder::Correction("Q1", "local", 2025, amount, "finding 7").On("2026-05-10");
  }

  int64_t Sum(Measure measure, const std::string& day) {
    const auto sums = ledger_->index().Measures({"Q1", "local", 2025}, {Day(day), ledger_->head()});
    EXPECT_THAT(sums, IsOk());
    return static_cast<int64_t>((*sums)[measure]);
  }

  std::string FirstFinding() {
    ledger_.Close();
    std::string found = FirstFindingIn(ledger_.directory());
    EXPECT_THAT(ledger_.Reopen(), IsOk());
    return found;
  }

  TestLedger ledger_;
  Sequence contract_ = 0;
  Sequence advance_ = 0;
  Sequence payment_ = 0;
  Sequence closing_ = 0;
  std::string last_refusal_;
};

TEST_F(SettlementsTest, WhatIsOpenIsToldTrancheByTranche) {
  EXPECT_EQ(Refused(Settled(60)), "settlement.open");
  EXPECT_THAT(last_refusal_, HasSubstr("tranche 1: advances 10 VND, committed 15 VND, free 25 VND"));
}

TEST_F(SettlementsTest, AYearIsSettledOnceNothingIsOpen) {
  WindUp();
  EXPECT_EQ(Refused(Settled(49)), "settlement.other-amount");
  EXPECT_EQ(Refused(Settled(49).Disallowed(2)), "settlement.other-amount");
  Record(Settled(50));
  EXPECT_EQ(Sum(Measure::kSettled, "2026-03-31"), 50);
  EXPECT_EQ(Sum(Measure::kSettled, "2026-03-30"), 0);
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(SettlementsTest, WhatIsNotApprovedIsDisallowed) {
  WindUp();
  Record(Settled(30).Part().On("2026-03-01"));
  Record(Settled(15).Disallowed(5));
  EXPECT_EQ(Sum(Measure::kSettled, "2026-03-31"), 45);
}

TEST_F(SettlementsTest, TheYearIsClosedAtItsEndBeforeItIsSettled) {
  WindUp();
  EXPECT_EQ(Refused(Settled(50).On("2025-12-31")), "settlement.not-closed");
  Record(EventBuilder::Reopening(closing_, "too early"));
  EXPECT_EQ(Refused(Settled(50)), "settlement.not-closed");
}

TEST_F(SettlementsTest, NothingTakesEffectAfterTheSettlement) {
  WindUp();
  Record(EventBuilder::Refund("Q1", "local", 2025, 1).On("2026-04-01"));
  Record(EventBuilder::Lapse("Q1", "local", 2025, 1).On("2026-04-01"));
  EXPECT_EQ(Refused(Settled(50)), "settlement.later-event");
  Record(Settled(49).On("2026-04-01"));
}

TEST_F(SettlementsTest, ASettledYearTakesOnlyCorrections) {
  WindUp();
  const Sequence later = Record(EventBuilder::Refund("Q1", "local", 2025, 1).On("2026-02-01"));
  Record(EventBuilder::Reversal(later, "wrong"));
  const Sequence settlement = Record(Settled(50));
  const auto late = [](EventBuilder command) { return command.Late("it came late"); };
  for (const v1::Event& command : std::vector<v1::Event>{
           late(EventBuilder::Disbursement("Q1", "local", 2025, 1).On("2025-12-15")),
           late(EventBuilder::Execution("Q1", "local", 2025, 1).On("2025-12-15")),
           late(EventBuilder::Plan("Q1", "local", 2025, 1).On("2025-12-15")),
           EventBuilder::Refund("Q1", "local", 2025, 1).On("2026-04-01"),
           EventBuilder::Lapse("Q1", "local", 2025, 1).On("2026-04-01"),
           EventBuilder::CarryOver("Q1", "local", 2025, 1).On("2026-04-01"),
           EventBuilder::Reversal(payment_, "wrong").On("2026-04-01"),
           EventBuilder::Transfer("Q1", "Q2", "local", 2025, 1).Late("it came late").On("2025-12-01"), Settled(0),
           Settled(0).Part()}) {
    EXPECT_EQ(Refused(command), "settlement.settled") << command.ShortDebugString();
  }
  EXPECT_THAT(last_refusal_, HasSubstr(absl::StrCat("Q1, local, 2025 is settled by event ", settlement)));
  EXPECT_EQ(Refused(EventBuilder::Reopening(closing_, "again")), "closing.settled");
  Record(Corrected(-3));
  EXPECT_EQ(Sum(Measure::kSettled, "2026-12-31"), 50);
  EXPECT_EQ(Sum(Measure::kSettled, "2026-12-31") + Sum(Measure::kCorrected, "2026-12-31"), 47);
  EXPECT_EQ(Sum(Measure::kCorrected, "2026-12-31") - Sum(Measure::kCorrected, "2025-12-31"), -3) << "booked in 2026";
  EXPECT_EQ(Sum(Measure::kCorrected, "2025-12-31"), 0);
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(SettlementsTest, TheOtherLegOfASettledYearIsNotReversed) {
  WindUp();
  const Sequence carried = ledger_->head();
  Record(Settled(50));
  EXPECT_EQ(Refused(EventBuilder::Reversal(carried, "wrong")), "settlement.settled");
}

TEST_F(SettlementsTest, ASettlementIsReversedWhileNothingCorrectsIt) {
  WindUp();
  const Sequence part = Record(Settled(20).Part());
  const Sequence settlement = Record(Settled(30));
  EXPECT_EQ(Refused(EventBuilder::Reversal(part, "wrong")), "settlement.settled");
  const Sequence correction = Record(Corrected(5));
  EXPECT_EQ(Refused(EventBuilder::Reversal(settlement, "wrong")), "settlement.corrected");
  EXPECT_THAT(last_refusal_, HasSubstr(absl::StrCat("reverse event ", correction, " first")));
  Record(EventBuilder::Reversal(correction, "wrong"));
  Record(EventBuilder::Reversal(settlement, "wrong"));
  Record(EventBuilder::Reversal(part, "wrong"));
  EXPECT_EQ(Sum(Measure::kSettled, "2026-12-31"), 0);
  Record(EventBuilder::Refund("Q1", "local", 2025, 1).On("2026-04-01"));
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(SettlementsTest, ACorrectionNeedsASettlementAndAReason) {
  EXPECT_EQ(Refused(Corrected(-3)), "correction.not-settled");
  WindUp();
  Record(Settled(50));
  EXPECT_EQ(Refused(EventBuilder::Correction("Q1", "local", 2025, -3, "").On("2026-05-10")),
            "correction.reason-missing");
  EXPECT_EQ(Refused(Corrected(-3).On("2026-03-30")), "correction.too-early");
  EXPECT_EQ(Refused(Corrected(-3).On("2026-08-10")), "effective-date.in-future");
  EXPECT_EQ(Refused(Corrected(-51)), "guard.corrected-below-zero");
}

TEST_F(SettlementsTest, NoMoreIsSettledThanWasPaidForGood) {
  EXPECT_EQ(Refused(Settled(51).Part().On("2025-08-04")), "guard.settled-over-paid");
  Record(Settled(50).Part().On("2025-08-04").Late("approved early"));
  EXPECT_EQ(Refused(EventBuilder::Refund("Q1", "local", 2025, 1).On("2026-02-01")), "guard.settled-over-paid");
  EXPECT_THAT(last_refusal_, AllOf(HasSubstr("available 0 VND"), HasSubstr("asked 1 VND")));
  Record(EventBuilder::AdvanceClearing(advance_, 4).On("2026-02-01"));
  Record(EventBuilder::Refund("Q1", "local", 2025, 4).On("2026-02-01"));
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(SettlementsTest, ASettlementIsOfAWholeUnitSourceAndYear) {
  EXPECT_EQ(Refused(Settled(5).Part().Area("fairs")), "settlement.of-part");
  EXPECT_EQ(Refused(Settled(-5).Part()), "amount.negative");
  EXPECT_EQ(Refused(Settled(5).Part().Disallowed(-1)), "settlement.disallowed-negative");
}

TEST_F(SettlementsTest, AScopeWithoutMoneyIsSettledWithNothing) {
  Record(EventBuilder::Settlement("Q2", "local", 2025, 0).On("2026-03-31"));
  EXPECT_EQ(Refused(EventBuilder::Execution("Q2", "local", 2025, 1).On("2025-12-01").Late("late")),
            "settlement.settled");
}

}  // namespace
}  // namespace tranche
