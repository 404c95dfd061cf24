// Rules version 4: nothing has happened tomorrow, and a unit that has ended can be wound up. The clock of the ledgers
// stands at 07:00 on 2026-01-01 by their offset.
#include <string>
#include <vector>

#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/rules/rules_version.h"
#include "replay/verify/verify.h"
#include "tests/replay/copied_ledger.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

EventBuilder Paid(const std::string& unit, int64_t amount, const std::string& day) {
  return EventBuilder::Disbursement(unit, "national", 2025, amount).On(day);
}

std::string CodeOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->code() : status.ToString();
}

// Q2 has a tranche of 60, of which 20 are paid in advance on a contract of 30. P1, which became part of Q1 on
// 2025-07-01, has one of 50, of which 30 are paid, 10 of them in advance, and a contract of 5.
class WindingUpTest : public ::testing::Test {
 protected:
  explicit WindingUpTest(uint32_t rules = 0) : ledger_(4, rules) {
    for (const char* unit : {"Q2", "P1"}) {
      const std::string day = std::string(unit) == "Q2" ? "2025-08-01" : "2025-02-01";
      ledger_.Record(EventBuilder::Plan(unit, "national", 2025, 100).On(day));
      ledger_.Record(EventBuilder::Tranche(1, unit, "national", 2025, 60).On(day));
      contracts_.push_back(
          ledger_.Record(EventBuilder::Commitment(unit, "national", 2025, "HD-1", 5).On(day)).sequence);
      ledger_.Record(Paid(unit, 20, day));
      advances_.push_back(ledger_.Record(EventBuilder::Advance(unit, "national", 2025, 10).On(day)).sequence);
    }
  }

  std::string Refused(const v1::Event& command) {
    const absl::Status status = ledger_.Append({command}).status();
    EXPECT_EQ(status.code(), kRefused) << command.ShortDebugString();
    return std::string(status.message());
  }

  std::vector<v1::Event> WhatHappens(const std::string& day) const {
    return {Paid("Q2", 1, day),
            EventBuilder::Refund("Q2", "national", 2025, 1).On(day),
            EventBuilder::Advance("Q2", "national", 2025, 1).On(day),
            EventBuilder::AdvanceClearing(advances_[0], 1).On(day),
            EventBuilder::AdvanceRecovery(advances_[0], 1).On(day),
            EventBuilder::Execution("Q2", "national", 2025, 1).On(day)};
  }

  std::vector<v1::Event> WhatWindsUp(const std::string& day) const {
    return {EventBuilder::Refund("P1", "national", 2025, 3).On(day),
            EventBuilder::AdvanceClearing(advances_[1], 3).On(day),
            EventBuilder::AdvanceRecovery(advances_[1], 3).On(day),
            EventBuilder::Release(contracts_[1], 5).On(day),
            EventBuilder::AllocationAdjustment("P1", "national", 2025, -3).FromTranche(1).On(day),
            EventBuilder::PlanAdjustment("P1", "national", 2025, -3).On(day)};
  }

  std::string FirstFinding() {
    ledger_.Close();
    return FirstFindingIn(ledger_.directory());
  }

  TestLedger ledger_;
  std::vector<Sequence> contracts_;
  std::vector<Sequence> advances_;
};

class BeforeWindingUpTest : public WindingUpTest {
 protected:
  BeforeWindingUpTest() : WindingUpTest(kRulesOfReversalDates) {}
};

TEST_F(WindingUpTest, WhatHasHappenedTakesEffectNoLaterThanOnTheDayOfRecording) {
  for (const v1::Event& tomorrow : WhatHappens("2026-01-02")) {
    EXPECT_THAT(Refused(tomorrow), AllOf(HasSubstr("effective_date: found 2026-01-02, wanted 2026-01-01, the day of "
                                                   "recording, or earlier"),
                                         HasSubstr("what has not happened yet is not recorded")));
    EXPECT_EQ(CodeOf(ledger_.Append({tomorrow}, {.dry_run = true}).status()), "effective-date.in-future");
  }
  for (const v1::Event& today : WhatHappens("2026-01-01")) ledger_.Record(today);
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(WindingUpTest, WhatIsDecidedForALaterDayIsRecordedToday) {
  ledger_.Record(EventBuilder::Plan("Q2", "national", 2026, 100).On("2026-03-01"));
  ledger_.Record(EventBuilder::Tranche(1, "Q2", "national", 2026, 60).On("2026-03-01"));
  ledger_.Record(EventBuilder::Commitment("Q2", "national", 2026, "HD-2", 5).On("2026-04-01"));
  ledger_.Record(EventBuilder::PlanAdjustment("Q2", "national", 2026, -1).On("2026-05-01"));
}

TEST_F(WindingUpTest, AnHourBeforeMidnightByTheOffsetOfTheLedgerItIsStillThatDay) {
  ledger_.clock().Advance(absl::Hours(16));  // 23:00
  EXPECT_EQ(CodeOf(ledger_.Append({Paid("Q2", 1, "2026-01-02")}).status()), "effective-date.in-future");
  ledger_.clock().Advance(absl::Hours(1));
  ledger_.Record(Paid("Q2", 1, "2026-01-02"));
}

TEST_F(WindingUpTest, AUnitThatHasEndedGivesUpWhatItHas) {
  for (const v1::Event& command : WhatWindsUp("2025-08-01")) ledger_.Record(command);
  EXPECT_EQ(ledger_.Sum("P1", Measure::kDisbursed), 24);
  EXPECT_EQ(ledger_.Sum("P1", Measure::kAdvances), 4);
  EXPECT_EQ(ledger_.Sum("P1", Measure::kCommitted), 0);
  EXPECT_EQ(ledger_.Sum("P1", Measure::kAllocated), 57);
  EXPECT_EQ(ledger_.Sum("P1", Measure::kPlan), 97);
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(WindingUpTest, AUnitThatHasEndedTakesNothingNew) {
  for (const v1::Event& command :
       {Paid("P1", 1, "2025-08-01").Build(), EventBuilder::Advance("P1", "national", 2025, 1).On("2025-08-01").Build(),
        EventBuilder::Commitment("P1", "national", 2025, "HD-2", 1).On("2025-08-01").Build(),
        EventBuilder::Plan("P1", "national", 2025, 1).On("2025-08-01").Build(),
        EventBuilder::PlanAdjustment("P1", "national", 2025, 1).On("2025-08-01").Build(),
        EventBuilder::AllocationAdjustment("P1", "national", 2025, 1).On("2025-08-01").Build(),
        EventBuilder::Execution("P1", "national", 2025, 1).On("2025-08-01").Build()})
    EXPECT_THAT(Refused(command), HasSubstr("P1 does not exist on 2025-08-01"));
}

TEST_F(WindingUpTest, AUnitThatHasNotBegunTakesNothing) {
  EXPECT_THAT(Refused(EventBuilder::Refund("Q1", "national", 2025, 1).On("2025-06-30")),
              HasSubstr("Q1 does not exist on 2025-06-30"));
}

TEST_F(BeforeWindingUpTest, WasLawfulStaysSoAndIsRefusedFromTheAdoptionOn) {
  for (const v1::Event& command : WhatWindsUp("2025-08-01"))
    EXPECT_THAT(Refused(command), HasSubstr("P1 does not exist on 2025-08-01"));
  for (const v1::Event& ahead : WhatHappens("2031-01-02")) ledger_.Record(ahead);
  ledger_.Record(EventBuilder::AdoptRules(kRulesOfWindingUp, "decision 17"));
  EXPECT_EQ(CodeOf(ledger_.Append({Paid("Q2", 1, "2031-01-02")}).status()), "effective-date.in-future");
  ledger_.Record(WhatWindsUp("2025-08-01").front());
  EXPECT_EQ(FirstFinding(), "");
}

}  // namespace
}  // namespace tranche
