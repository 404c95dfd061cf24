// What is recorded on lines whose period was closed. The clock of the ledger stands at 07:00 on 2026-01-01 by its
// offset.
#include "ledger/rules/late_entries.h"

#include <string>
#include <vector>

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "replay/rebuild.h"
#include "tests/replay/copied_ledger.h"
#include "tests/replay/damaged_copy.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kToday[] = "2026-01-01";
constexpr char kWhy[] = "the voucher came late";

EventBuilder Paid(int64_t amount, const std::string& day, const std::string& unit = "P5", int year = 2025) {
  return EventBuilder::Disbursement(unit, "local", year, amount).On(day);
}

std::string CodeOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->code() : status.ToString();
}

// P5, local, 2024 and 2025: a plan and a tranche of 100, of which 60 are paid.
class LateEntriesTest : public ::testing::Test {
 protected:
  LateEntriesTest() {
    for (const int year : {2024, 2025}) {
      const std::string day = "2024-02-01";
      ledger_.Record(EventBuilder::Plan("P5", "local", year, 100).On(day));
      ledger_.Record(EventBuilder::Tranche(1, "P5", "local", year, 100).On(day));
      ledger_.Record(Paid(60, day, "P5", year));
    }
  }

  Sequence Close(EventBuilder closing) { return ledger_.Record(closing.On(kToday)).sequence; }
  Sequence CloseYear() { return Close(EventBuilder::Closing(2024, "2024-12-31").AtYearEnd()); }

  absl::Status Asked(const v1::Event& command) { return ledger_.Append({command}).status(); }
  // Both ways in which commands are decided on.
  std::string Refused(const v1::Event& command) {
    const absl::Status status = Asked(command);
    EventBytes bytes;
    bytes.Add(command);
    EXPECT_EQ(ledger_->AppendBytes(bytes).status(), status) << "as bytes";
    return CodeOf(status);
  }
  Sequence LateFor(const v1::Event& command) { return ledger_.Record(command).event.late_for(); }

  std::string FirstFinding() {
    ledger_.Close();
    std::string found = FirstFindingIn(ledger_.directory());
    EXPECT_THAT(ledger_.Reopen(), IsOk());
    return found;
  }

  TestLedger ledger_;
};

TEST_F(LateEntriesTest, WhatTakesEffectInAClosedPeriodSaysWhyItIsLateAndIsMarked) {
  const Sequence closing = Close(EventBuilder::Closing(2024, "2024-12-31"));
  const absl::Status refused = Asked(Paid(5, "2024-12-20", "P5", 2024));
  EXPECT_EQ(CodeOf(refused), "closing.late");
  EXPECT_THAT(refused.message(), HasSubstr("P5, local, 2024 is closed through 2024-12-31 by event " +
                                           std::to_string(closing) + ": say why it is late"));
  EXPECT_EQ(Refused(Paid(5, "2024-12-31", "P5", 2024).Late("  ")), "closing.late") << "the last day is closed";
  EXPECT_EQ(LateFor(Paid(5, "2024-12-20", "P5", 2024).Late(kWhy)), closing);
  EXPECT_EQ(ledger_.Sum("P5", Measure::kDisbursed), 125);
  EXPECT_EQ(LateFor(Paid(5, "2024-12-20")), 0) << "of another budget year";
  EXPECT_EQ(LateFor(Paid(5, "2025-01-01", "P5", 2024)), 0) << "no year has ended";
  EXPECT_EQ(LateFor(Paid(5, "2025-01-01", "P5", 2024).Late(kWhy)), 0) << "it need not be said";
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(LateEntriesTest, AReversalAndWhatHasManyLinesAreLateLikeAnythingElse) {
  for (const char* unit : {"P5", "P6"}) ledger_.Record(EventBuilder::Plan(unit, "local", 2024, 10).On("2024-02-01"));
  const Sequence closing = Close(EventBuilder::Closing(2024, "2024-12-31").Of("P6"));
  EventBuilder tranche = EventBuilder::Tranche(2, "P5", "local", 2024, 1).Share("P6", 5).On("2024-03-01");
  EXPECT_EQ(Refused(tranche), "closing.late") << "one of its two lines is closed";
  const Receipt given = ledger_.Record(tranche.Late(kWhy));
  EXPECT_EQ(given.event.late_for(), closing);
  EXPECT_EQ(Refused(EventBuilder::Reversal(given.sequence, "typed twice")), "closing.late");
  EXPECT_EQ(LateFor(EventBuilder::Reversal(given.sequence, "typed twice").Late(kWhy)), closing);
  EXPECT_EQ(LateFor(EventBuilder::Execution("P5", "local", 2024, 3).On("2024-03-01")), 0);
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(LateEntriesTest, AfterTheYearsEndALineOnlyWindsUp) {
  const Sequence advance = ledger_.Record(EventBuilder::Advance("P5", "local", 2024, 10).On("2024-03-01")).sequence;
  const Sequence contract =
      ledger_.Record(EventBuilder::Commitment("P5", "local", 2024, "HD-1", 5).On("2024-03-01")).sequence;
  const Sequence closing = CloseYear();
  const std::string later = "2025-01-20";
  for (const v1::Event& begun :
       std::vector<v1::Event>{Paid(1, later, "P5", 2024), EventBuilder::Plan("P5", "local", 2024, 1).On(later),
                              EventBuilder::PlanAdjustment("P5", "local", 2024, 1).On(later),
                              EventBuilder::Commitment("P5", "local", 2024, "HD-2", 1).On(later),
                              EventBuilder::Advance("P5", "local", 2024, 1).On(later),
                              EventBuilder::Execution("P5", "local", 2024, 1).On(later)}) {
    EXPECT_EQ(Refused(begun), "closing.year-end") << begun.ShortDebugString();
  }
  for (const v1::Event& wound_up : std::vector<v1::Event>{EventBuilder::Refund("P5", "local", 2024, 1).On(later),
                                                          EventBuilder::AdvanceClearing(advance, 3).On(later),
                                                          EventBuilder::AdvanceRecovery(advance, 3).On(later),
                                                          EventBuilder::Reversal(contract, "annulled").On(later)}) {
    EXPECT_EQ(LateFor(wound_up), 0) << wound_up.ShortDebugString();
  }
  EXPECT_EQ(LateFor(Paid(1, "2024-12-31", "P5", 2024).Late(kWhy)), closing);
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(LateEntriesTest, TheNewestOfSeveralClosingsIsNamedAndReopeningOneLeavesTheOthers) {
  const Sequence half = Close(EventBuilder::Closing(2025, "2025-06-30"));
  const Sequence year = Close(EventBuilder::Closing(2025, "2025-12-31").OfSource("local"));
  EXPECT_EQ(LateFor(Paid(1, "2025-03-01").Late(kWhy)), year);
  ledger_.Record(EventBuilder::Reopening(year, "the treasury corrected its statement").On(kToday));
  EXPECT_EQ(LateFor(Paid(1, "2025-03-01").Late(kWhy)), half);
  EXPECT_EQ(LateFor(EventBuilder::Plan("Q3", "local", 2025, 1).On("2025-07-01")), 0);
}

TEST_F(LateEntriesTest, UnitsAndSourcesThatAreNotClosedAreOpen) {
  for (const char* source : {"local", "national"}) {
    ledger_.Record(EventBuilder::Plan("P6", source, 2024, 100).On("2024-02-01"));
    ledger_.Record(EventBuilder::Tranche(1, "P6", source, 2024, 100).On("2024-02-01"));
  }
  Close(EventBuilder::Closing(2024, "2024-12-31").Of("P5").OfSource("local").AtYearEnd());
  EXPECT_EQ(Refused(Paid(1, "2024-03-01", "P5", 2024)), "closing.late");
  EXPECT_EQ(LateFor(Paid(1, "2024-03-01", "P6", 2024)), 0);
  ledger_.Record(EventBuilder::Plan("P5", "national", 2024, 100).On("2024-02-01"));
}

TEST_F(LateEntriesTest, AClosingHoldsForWhatFollowsInItsOwnBatch) {
  const std::vector<v1::Event> batch = {EventBuilder::Closing(2024, "2024-12-31").On(kToday),
                                        Paid(1, "2024-03-01", "P5", 2024)};
  EXPECT_EQ(CodeOf(ledger_.Append(batch).status()), "closing.late");
  EXPECT_EQ(LateFor(Paid(1, "2024-03-01", "P5", 2024)), 0) << "nothing of the batch remains";
}

TEST_F(LateEntriesTest, ARetryIsTheSameCommandWhateverWasClosedMeanwhile) {
  const v1::Event payment = Paid(1, "2024-03-01", "P5", 2024);
  const Receipt first = ledger_.Record(payment);
  CloseYear();
  EXPECT_EQ(ledger_.Append({payment})->front().sequence, first.sequence);
  const v1::Event late = Paid(1, "2024-03-01", "P5", 2024).Late(kWhy);
  const Receipt marked = ledger_.Record(late);
  EXPECT_EQ(ledger_.Append({late})->front().sequence, marked.sequence);
  v1::Event otherwise = late;
  otherwise.set_late_reason("found in a drawer");
  EXPECT_EQ(ledger_.Append({otherwise})->front().sequence, marked.sequence) << "how it is recorded is not compared";
  otherwise.clear_late_reason();
  EXPECT_EQ(ledger_.Append({otherwise})->front().sequence, marked.sequence);
  v1::Event forged = Paid(1, "2024-03-01", "P5", 2024).Late(kWhy);
  forged.set_late_for(1);
  EXPECT_EQ(CodeOf(Asked(forged)), "late-for.set");
}

// By another program, for whoever keeps the files.
TEST_F(LateEntriesTest, VerifyFindsAMarkThatIsNotTheNewestClosing) {
  const Sequence closing = CloseYear();
  ledger_.Close();
  v1::Event late = Paid(1, "2024-03-01", "P5", 2024).FromTranche(1).Late(kWhy);
  late.set_late_for(closing - 1);
  const Sequence forged = AppendUnjudged(ledger_.directory(), late);
  EXPECT_THAT(FirstFindingIn(ledger_.directory()),
              AllOf(HasSubstr(std::to_string(forged)), HasSubstr("late_for: found " + std::to_string(closing - 1))));
  ASSERT_THAT(ledger_.Reopen(), IsOk());
}

TEST_F(LateEntriesTest, VerifyFindsAClosingThatNoLedgerAccepts) {
  ledger_.Close();
  AppendUnjudged(ledger_.directory(),
                 EventBuilder::Closing(2024, "2024-12-31").On(kToday).Confirmed("P5", "local", 59));
  EXPECT_THAT(FirstFindingIn(ledger_.directory()), HasSubstr("59 VND is confirmed as disbursed"));
  ASSERT_THAT(ledger_.Reopen(), IsOk());
}

TEST_F(LateEntriesTest, VerifyFindsALateEntryThatSaysNoReason) {
  CloseYear();
  ledger_.Close();
  AppendUnjudged(ledger_.directory(), Paid(1, "2024-03-01", "P5", 2024).FromTranche(1));
  EXPECT_THAT(FirstFindingIn(ledger_.directory()), HasSubstr("say why it is late"));
  ASSERT_THAT(ledger_.Reopen(), IsOk());
}

TEST_F(LateEntriesTest, OnlyWhatMovesMoneyIsLate) {
  EXPECT_EQ(CodeOf(Asked(EventBuilder::Estimate("P5", 2024, "executed", 3).Late(kWhy))), "late-reason.no-money");
  EXPECT_EQ(CodeOf(Asked(EventBuilder::Closing(2024, "2024-12-31").On(kToday).Late(kWhy))), "late-reason.no-money");
}

TEST_F(LateEntriesTest, ClosingsAreKeptThroughReopeningTheLedgerAndRebuildingItsIndex) {
  const Sequence closing = CloseYear();
  EXPECT_EQ(LateFor(Paid(1, "2024-03-01", "P5", 2024).Late(kWhy)), closing);
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  EXPECT_EQ(Refused(Paid(1, "2024-03-01", "P5", 2024)), "closing.late");
  ledger_.Close();
  ASSERT_THAT(Rebuild(ledger_.directory(), nullptr), IsOk());
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  EXPECT_EQ(Refused(Paid(1, "2024-03-01", "P5", 2024)), "closing.late");
}

}  // namespace
}  // namespace tranche
