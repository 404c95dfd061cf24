// Registered projects through the ledger: their support on every day, over units and years, and their stop.
#include "ledger/rules/project_rules.h"

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

std::string CodeOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->code() : status.ToString();
}

// A plan and a tranche of 1,000 of each source, unit and year; a project "mill", which "national" supports with 200.
class ProjectRulesTest : public ::testing::Test {
 protected:
  ProjectRulesTest() {
    for (const char* unit : {"P1", "P2"}) {
      for (const char* source : {"national", "local"}) {
        for (const int year : {2024, 2025}) {
          ledger_.Record(EventBuilder::Plan(unit, source, year, 1000).On("2024-01-01"));
          ledger_.Record(EventBuilder::Tranche(1, unit, source, year, 1000).On("2024-01-01"));
        }
      }
    }
  }

  Sequence Register(int64_t support = 200) { return Record(EventBuilder::NewProject("mill", support)); }

  static EventBuilder Signed(const std::string& number, int64_t amount, const std::string& unit = "P1",
                             int year = 2024) {
    return EventBuilder::Commitment(unit, "national", year, number, amount).Project("mill").On("2024-06-03");
  }
  static EventBuilder Paid(int64_t amount, const std::string& unit = "P1", int year = 2024,
                           const std::string& source = "national") {
    return EventBuilder::Disbursement(unit, source, year, amount).Project("mill").On("2024-06-10");
  }
  static EventBuilder Advanced(int64_t amount) {
    return EventBuilder::Advance("P1", "national", 2024, amount).Project("mill").On("2024-06-10");
  }
  static EventBuilder Returned(int64_t amount) {
    return EventBuilder::Refund("P1", "national", 2024, amount).Project("mill").On("2024-06-20");
  }

  Sequence Record(const v1::Event& command) { return ledger_.Record(command).sequence; }
  absl::Status Asked(const v1::Event& command) { return ledger_.Append({command}).status(); }

  // Both ways in which commands are decided on; nothing is left behind.
  std::string Refused(const v1::Event& command) {
    const Sequence head = ledger_->head();
    const absl::Status status = Asked(command);
    EventBytes bytes;
    bytes.Add(command);
    EXPECT_EQ(ledger_->AppendBytes(bytes).status(), status) << "as bytes";
    EXPECT_EQ(ledger_->head(), head);
    return CodeOf(status);
  }

  std::string FirstFinding() {
    ledger_.Close();
    std::string found = FirstFindingIn(ledger_.directory());
    EXPECT_THAT(ledger_.Reopen(), IsOk());
    return found;
  }

  TestLedger ledger_;
};

TEST_F(ProjectRulesTest, WhatIsCommittedAndPaidIsWithinTheSupportOverAllUnitsAndYears) {
  Register();
  Record(Paid(80));
  Record(Signed("HD-1", 70, "P2"));
  const absl::Status refused = Asked(Paid(51, "P1", 2025));
  EXPECT_EQ(CodeOf(refused), "guard.project-support");
  EXPECT_THAT(refused.message(),
              AllOf(HasSubstr("project \"mill\", national"), HasSubstr("its support of 200 VND on 2024-06-10"),
                    HasSubstr("available 50 VND, asked 51 VND")));
  EXPECT_EQ(Refused(Signed("HD-2", 51, "P2", 2025)), "guard.project-support");
  Record(Paid(50, "P1", 2025));
  EXPECT_EQ(Refused(Paid(1, "P2")), "guard.project-support");
  Record(EventBuilder::Disbursement("P2", "national", 2024, 1).Project("road").On("2024-06-10"));
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(ProjectRulesTest, ASourceThatDoesNotSupportItPaysNothing) {
  Register();
  EXPECT_EQ(Refused(Paid(1, "P1", 2024, "local")), "guard.project-support");
  Record(EventBuilder::ProjectAmendment("mill", 200).Supported("local", 30));
  Record(Paid(30, "P1", 2024, "local"));
  Record(Paid(200));
  EXPECT_EQ(Refused(Paid(1, "P2", 2025, "local")), "guard.project-support");
}

TEST_F(ProjectRulesTest, TheSupportIsKeptOnEveryDayWhateverWasRecordedFirst) {
  Register();
  Record(Paid(150).On("2024-06-10"));
  Record(EventBuilder::Refund("P1", "national", 2024, 100).Project("mill").On("2024-08-01"));
  Record(Paid(140).On("2024-09-01"));
  // 150 from June, 50 from August, 190 from September.
  EXPECT_EQ(Refused(Paid(11).On("2024-03-01")), "guard.project-support") << "September has 10 left";
  EXPECT_EQ(Refused(Paid(11).On("2024-08-15")), "guard.project-support");
  Record(Paid(10).On("2024-03-01"));
  EXPECT_EQ(Refused(Paid(1).On("2024-01-05")), "guard.project-support") << "a late entry counts from its own day on";
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(ProjectRulesTest, APaymentOnAContractMovesItsMoneyAndUsesNoMoreOfTheSupport) {
  Register();
  const Sequence contract = Record(Signed("HD-1", 200));
  const Sequence payment = Record(Paid(150).OfCommitment(contract));
  EXPECT_EQ(Refused(Paid(1)), "guard.project-support");
  const Sequence release = Record(EventBuilder::Release(contract, 50).On("2024-07-01"));
  Record(Paid(50).On("2024-07-02"));
  EXPECT_EQ(Refused(EventBuilder::Reversal(release, "it is to be paid after all")), "guard.project-support")
      << "what was released is spent";
  Record(EventBuilder::Reversal(payment, "typed twice").On("2024-07-03"));
  EXPECT_EQ(Refused(Paid(1).On("2024-07-05")), "guard.project-support") << "it is committed again";
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(ProjectRulesTest, ReversalsGiveTheSupportBackAndTakeItAgain) {
  Register();
  const Sequence payment = Record(Paid(200));
  Record(EventBuilder::Reversal(payment, "the wrong project"));
  Record(Paid(190));
  const Sequence refund = Record(Returned(100));
  Record(Paid(110).On("2024-06-21"));
  EXPECT_EQ(Refused(EventBuilder::Reversal(refund, "it never came")), "guard.project-support");
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(ProjectRulesTest, AnUnregisteredProjectIsALabelAndCountsFromItsRegistrationOn) {
  Record(Paid(500));
  const Sequence contract = Record(Signed("HD-1", 300));
  const Sequence advance = Record(Advanced(40));
  Register();
  Record(EventBuilder::Release(contract, 100).On("2024-06-04"));
  Record(EventBuilder::AdvanceRecovery(advance, 40).On("2024-06-12"));
  EXPECT_EQ(Refused(Paid(201)), "guard.project-support") << "what takes back money of a label gives no support";
  Record(Paid(150).OfCommitment(contract));
  EXPECT_EQ(Refused(Paid(51)), "guard.project-support") << "what is paid counts, whenever it was signed";
  Record(Paid(50));
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(ProjectRulesTest, AnAmendmentIsNotBelowWhatIsUsedOnAnyDay) {
  Register();
  Record(Paid(150).On("2024-06-10"));
  Record(EventBuilder::Refund("P1", "national", 2024, 100).Project("mill").On("2024-08-01"));
  const absl::Status refused = Asked(EventBuilder::ProjectAmendment("mill", 149).On("2024-12-01"));
  EXPECT_EQ(CodeOf(refused), "guard.support-below-used");
  EXPECT_THAT(refused.message(), AllOf(HasSubstr("2024-06-10"), HasSubstr("wanted 150 VND or more, found 149 VND")));
  Record(EventBuilder::ProjectAmendment("mill", 150));
  EXPECT_EQ(Refused(Paid(101).On("2024-08-01")), "guard.project-support");
  Record(Paid(100).On("2024-08-01"));
  EXPECT_EQ(FirstFinding(), "");
}

// Of 200, committed with an advance of 140: ACCEPTANCE 7 and 8.
TEST_F(ProjectRulesTest, AStoppedProjectIsWoundUp) {
  Register();
  const Sequence contract = Record(Signed("HD-1", 200));
  const Sequence advance = Record(Advanced(140).OfCommitment(contract));
  Record(EventBuilder::AdvanceClearing(advance, 50).On("2024-07-01"));
  const Sequence stop = Record(EventBuilder::ProjectStop("mill", "12/QĐ-BCT").On("2024-08-01"));
  const absl::Status refused = Asked(Advanced(10).OfCommitment(contract).On("2024-08-01"));
  EXPECT_EQ(CodeOf(refused), "project.stopped");
  EXPECT_THAT(refused.message(), AllOf(HasSubstr("project \"mill\" is stopped from 2024-08-01 on"),
                                       HasSubstr("by event " + std::to_string(stop) + " (decision 12/QĐ-BCT)")));
  EXPECT_EQ(Refused(Paid(1).On("2024-09-01")), "project.stopped");
  EXPECT_EQ(Refused(Signed("HD-2", 1).On("2024-09-01")), "project.stopped");
  Record(EventBuilder::AdvanceRecovery(advance, 90).On("2024-08-20"));
  Record(EventBuilder::Refund("P1", "national", 2024, 10).Project("mill").On("2024-08-20"));
  Record(EventBuilder::Release(contract, 60).On("2024-08-20"));
  EXPECT_EQ(ledger_.Sum("P1", Measure::kDisbursed), 40);
  EXPECT_EQ(ledger_.Sum("P1", Measure::kCommitted), 0);
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(ProjectRulesTest, AStopHoldsInTheOrderOfRecording) {
  Register();
  Record(Paid(10).On("2024-09-01"));
  Record(EventBuilder::ProjectStop("mill", "12/QĐ-BCT").On("2024-08-01"));
  EXPECT_EQ(Refused(Paid(10).On("2024-08-01")), "project.stopped");
  Record(Paid(10).On("2024-07-31"));
  EXPECT_EQ(CodeOf(Asked(EventBuilder::ProjectStop("mill", "13/QĐ-BCT"))), "project.stopped-already");
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(ProjectRulesTest, AStopThatWasAMistakeIsTakenBack) {
  Register();
  const Sequence stop = Record(EventBuilder::ProjectStop("mill", "12/QĐ").On("2024-06-01"));
  EXPECT_EQ(Refused(Paid(1)), "project.stopped");
  EXPECT_EQ(CodeOf(Asked(EventBuilder::Reversal(stop, "the other mill").On("2024-05-31"))), "reversal.too-early");
  const Sequence reversal = Record(EventBuilder::Reversal(stop, "the other mill"));
  EXPECT_EQ(Refused(EventBuilder::Reversal(stop, "once more")), "reversal.repeated");
  EXPECT_EQ(Refused(EventBuilder::Reversal(reversal, "no")), "reversal.of-reversal");
  Record(Paid(1));
  const ReadView view = ledger_->View();
  EXPECT_TRUE((*view.CatalogueAt(reversal - 1))->projects().Find("mill")->IsStoppedOn(Day("2024-06-01")));
  EXPECT_FALSE((*view.CatalogueAt(reversal))->projects().Find("mill")->IsStoppedOn(Day("2024-06-01")));
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(ProjectRulesTest, ThatAStopWasTakenBackIsKnownAgainAfterReopeningAndRebuilding) {
  Register();
  const Sequence stop = Record(EventBuilder::ProjectStop("mill", "12/QĐ").On("2024-06-01"));
  Record(EventBuilder::Reversal(stop, "the other mill"));
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  Record(Paid(1));
  ledger_.Close();
  ASSERT_THAT(Rebuild(ledger_.directory(), nullptr), IsOk());
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  Record(Paid(1));
  const Sequence again = Record(EventBuilder::ProjectStop("mill", "13/QĐ").On("2024-07-01"));
  EXPECT_EQ(Refused(Paid(1).On("2024-07-01")), "project.stopped");
  Record(EventBuilder::Reversal(again, "not yet"));
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  Record(Paid(1).On("2024-07-01"));
  EXPECT_EQ(FirstFinding(), "");
}

TEST_F(ProjectRulesTest, NoOtherDeedOfTheCatalogueIsTakenBack) {
  const Sequence registration = Register();
  const Sequence amendment = Record(EventBuilder::ProjectAmendment("mill", 100));
  EXPECT_EQ(Refused(EventBuilder::Reversal(registration, "no")), "reversal.not-possible");
  EXPECT_EQ(Refused(EventBuilder::Reversal(amendment, "no")), "reversal.not-possible");
}

TEST_F(ProjectRulesTest, WhatIsNoProjectIsRefused) {
  EXPECT_EQ(CodeOf(Asked(EventBuilder::ProjectStop("mill", "12/QĐ-BCT"))), "project.unknown");
  EXPECT_EQ(CodeOf(Asked(EventBuilder::ProjectAmendment("mill", 1))), "project.unknown");
  EXPECT_EQ(CodeOf(Asked(EventBuilder::NewProject("mill", 0))), "project.support-too-small");
  EXPECT_EQ(CodeOf(Asked(EventBuilder::NewProject("mill", 1).Supported("national", 2))), "project.support-twice");
  EXPECT_EQ(CodeOf(Asked(EventBuilder::NewProject("mill", 1).Supported("abroad", 2))), "source.unknown");
  EXPECT_EQ(CodeOf(Asked(EventBuilder::NewProject("a mill", 1))), "catalogue.id");
  Register();
  EXPECT_EQ(CodeOf(Asked(EventBuilder::NewProject("mill", 1))), "catalogue.id-taken");
  EXPECT_EQ(CodeOf(Asked(EventBuilder::ProjectStop("mill", " "))), "project.decision-missing");
  v1::Event nothing = EventBuilder::ProjectAmendment("mill", 1);
  nothing.mutable_project_amended()->clear_support();
  EXPECT_EQ(CodeOf(Asked(nothing)), "project.nothing-amended");
  v1::Event backwards = EventBuilder::ProjectAmendment("mill", 300);
  backwards.mutable_project_amended()->set_begin(20250101);
  backwards.mutable_project_amended()->set_end(20241231);
  EXPECT_EQ(CodeOf(Asked(backwards)), "project.ends-before");
}

TEST_F(ProjectRulesTest, ARefusedBatchAndADryRunUseNoSupport) {
  const std::vector<v1::Event> batch = {EventBuilder::NewProject("mill", 200), Paid(150), Paid(51)};
  EXPECT_EQ(CodeOf(ledger_.Append(batch).status()), "guard.project-support");
  Register();
  AppendOptions rehearsal;
  rehearsal.dry_run = true;
  EXPECT_THAT(ledger_.Append({Paid(150), Paid(50, "P2")}, rehearsal), IsOk());
  EXPECT_EQ(CodeOf(ledger_.Append({Paid(150), Paid(51, "P2")}).status()), "guard.project-support");
  Record(Paid(200));
}

TEST_F(ProjectRulesTest, TheSupportIsKnownAgainAfterReopeningAndRebuilding) {
  Register();
  Record(Paid(150));
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  EXPECT_EQ(Refused(Paid(51)), "guard.project-support");
  ledger_.Close();
  const auto report = Rebuild(ledger_.directory(), nullptr);
  ASSERT_THAT(report, IsOk());
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  EXPECT_EQ(Refused(Paid(51)), "guard.project-support");
  Record(Paid(50));
}

// By another program, for whoever keeps the files.
TEST_F(ProjectRulesTest, VerifyFindsMoneyBeyondTheSupport) {
  const Sequence registration = Register();
  Record(Paid(150));
  ledger_.Close();
  AppendUnjudged(ledger_.directory(), Paid(51).FromTranche(1), registration);
  EXPECT_THAT(FirstFindingIn(ledger_.directory()), HasSubstr("available 50 VND, asked 51 VND"));
}

TEST_F(ProjectRulesTest, VerifyFindsAPaymentAfterAKnownStop) {
  const Sequence registration = Register();
  Record(EventBuilder::ProjectStop("mill", "12/QĐ-BCT").On("2024-06-01"));
  ledger_.Close();
  AppendUnjudged(ledger_.directory(), Paid(1).FromTranche(1), registration);
  EXPECT_THAT(FirstFindingIn(ledger_.directory()), HasSubstr("is stopped from 2024-06-01 on"));
}

// Statements, which post nothing.
TEST_F(ProjectRulesTest, AnOutputIsOfAKnownIndicatorAndAPeriodOfItsYear) {
  const EventBuilder output = EventBuilder::Output("P1", 2024, "enterprises", 12);
  EXPECT_EQ(CodeOf(Asked(output)), "indicator.unknown");
  Record(EventBuilder::Indicator("enterprises"));
  EXPECT_EQ(CodeOf(Asked(EventBuilder::Indicator("enterprises"))), "catalogue.id-taken");
  const auto changed = [&](auto change) {
    v1::Event event = EventBuilder::Output("P1", 2024, "enterprises", 12);
    change(event.mutable_output_reported());
    return CodeOf(Asked(event));
  };
  EXPECT_EQ(changed([](v1::OutputReported* made) { made->set_quantity(0); }), "output.not-positive");
  EXPECT_EQ(changed([](v1::OutputReported* made) { made->set_period_end(20250101); }), "output.period-outside");
  EXPECT_EQ(changed([](v1::OutputReported* made) { made->set_period_begin(20231231); }), "output.period-outside");
  EXPECT_EQ(changed([](v1::OutputReported* made) { made->mutable_line()->set_source_id("local"); }), "output.source");
  EXPECT_EQ(CodeOf(Asked(EventBuilder::Output("P1", 2024, "enterprises", 1).On("2026-02-01"))),
            "effective-date.in-future");
  const Sequence reported = Record(output);
  EXPECT_EQ(CodeOf(Asked(EventBuilder::Reversal(reported, ""))), "reversal.reason-missing");
  Record(EventBuilder::Reversal(reported, "counted twice"));
  EXPECT_EQ(CodeOf(Asked(EventBuilder::Reversal(reported, "again"))), "reversal.repeated");
  EXPECT_EQ(FirstFinding(), "");
}

}  // namespace
}  // namespace tranche
