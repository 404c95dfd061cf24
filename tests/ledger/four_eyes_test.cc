// Four eyes: what is proposed and approved, by whom, and the ways around it.
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/envelope.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/ledger.h"
#include "ledger/proposals/approval_signature.h"
#include "ledger/proposals/proposal.h"
#include "ledger/proposals/proposal_state.h"
#include "tests/support/event_builder.h"
#include "tests/support/four_eyes_ledger.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

EventBuilder Paid(int64_t amount) {
  return EventBuilder::Disbursement("P1", "national", 2024, amount).On("2024-06-01");
}

class FourEyesTest : public FourEyesLedger {};

TEST_F(FourEyesTest, NothingIsRecordedDirectlyWhileItIsOn) {
  EXPECT_EQ(CodeOf(ledger_.Append({Paid(1)}).status()), "four-eyes.propose");
  EXPECT_EQ(CodeOf(ledger_.Append({EventBuilder::Actor("eve").On(kToday)}).status()), "four-eyes.propose");
  EventBytes bytes;
  bytes.Add(v1::Event(Paid(1)));
  EXPECT_EQ(CodeOf(ledger_->AppendBytes(bytes).status()), "four-eyes.propose");
  EXPECT_EQ(CodeOf(ledger_.Append({Paid(1).RecordedAt(Instant("2026-01-01T00:00:00Z"))}).status()),
            "four-eyes.imported");
  EXPECT_THAT(ledger_.Append({EventBuilder::Figure("F9", "P1", 2024, "3", 3)}), IsOk()) << "exempt";
  EXPECT_EQ(CodeOf(ledger_.Append({EventBuilder::Estimate("P1", 2024, "executed", 3)}).status()), "four-eyes.propose");
}

TEST_F(FourEyesTest, WhatWasRecordedBeforeKeepsItsFirstReceipt) {
  const auto again = ledger_.Append({plan_});
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->front().already_recorded);
}

TEST_F(FourEyesTest, TheSwitchHoldsWithinItsBatch) {
  TestLedger ledger;
  for (const char* actor : {"chi", "dung"}) {
    ledger.Record(EventBuilder::Actor(actor).On(kToday));
    ledger.Record(EventBuilder::Grant(actor, v1::ROLE_ADMINISTRATOR).On(kToday));
  }
  EventBytes bytes;
  bytes.Add(v1::Event(Switch(true)));
  bytes.Add(v1::Event(EventBuilder::Plan("P1", "national", 2024, 1)));
  EXPECT_EQ(CodeOf(ledger->AppendBytes(bytes).status()), "four-eyes.propose");
  EXPECT_THAT(ledger.Append({EventBuilder::Plan("P1", "national", 2024, 1)}), IsOk());
}

TEST_F(FourEyesTest, ItNeedsTwoPersonsAsAdministrators) {
  TestLedger ledger;
  for (const char* id : {"chi", "chi2"}) {
    v1::Event actor = EventBuilder::Actor(id).On(kToday);
    actor.mutable_actor_registered()->set_person_id("chi");
    ledger.Record(actor);
    ledger.Record(EventBuilder::Grant(id, v1::ROLE_ADMINISTRATOR).On(kToday));
  }
  EXPECT_EQ(CodeOf(ledger.Append({Switch(true)}).status()), "four-eyes.two-administrators");
  EXPECT_EQ(CodeOf(ledger.Append({Switch(false)}).status()), "four-eyes.as-it-is");
}

TEST_F(FourEyesTest, WhatIsApprovedIsRecordedByTheProposerWithItsApproval) {
  const Sequence proposal = MustPropose("an", {Paid(30).Key("pay-1"), Paid(20).Key("pay-2")});
  EXPECT_EQ(ledger_.Sum("P1", Measure::kDisbursed), 0) << "nothing counts before";
  const auto approved = Approve("binh", proposal);
  ASSERT_THAT(approved, IsOk());
  const Sequence approval = approved->front().sequence;
  EXPECT_EQ(ledger_->head(), approval + 2);
  for (const Sequence sequence : {approval + 1, approval + 2}) {
    const v1::Event event = *ledger_->log().Read(sequence);
    EXPECT_EQ(event.actor(), "an");
    EXPECT_EQ(event.approval(), approval);
    EXPECT_EQ(event.event_id(), absl::StrCat("pay-", sequence - approval));
    EXPECT_EQ(event.disbursement_made().tranche_number(), 1u);
    EXPECT_TRUE(event.disbursement_made().tranche_chosen());
  }
  EXPECT_EQ(ledger_.Sum("P1", Measure::kDisbursed), 50);
  const auto again = ledger_.Append({Paid(30).Key("pay-1")});
  ASSERT_THAT(again, IsOk()) << "the caller's retry finds its event";
  EXPECT_EQ(again->front().sequence, approval + 1);
}

TEST_F(FourEyesTest, ARehearsalOfAnApprovalLeavesNothing) {
  const Sequence proposal = MustPropose("an", {Paid(30)});
  const Sequence head = ledger_->head();
  AppendOptions options;
  options.dry_run = true;
  EXPECT_THAT(Approve("binh", proposal, options), IsOk());
  EXPECT_EQ(ledger_->head(), head);
  EXPECT_THAT(Approve("binh", proposal), IsOk());
}

// Its line and tranche are those of the advance, which the ledger fills in after it has decided.
TEST_F(FourEyesTest, WhatIsAboutAnEarlierEventCountsOnItsLineOnceItIsApproved) {
  const auto advance =
      Approve("binh", MustPropose("an", {EventBuilder::Advance("P1", "national", 2024, 30).On("2024-06-01")}));
  ASSERT_THAT(advance, IsOk());
  const Sequence paid = advance->front().sequence + 1;
  const auto cleared = [&](int64_t amount) { return EventBuilder::AdvanceClearing(paid, amount).On("2024-06-02"); };
  const Sequence proposal = MustPropose("an", {cleared(20)});
  AppendOptions options;
  options.dry_run = true;
  EXPECT_THAT(Approve("binh", proposal, options), IsOk());
  EXPECT_EQ(ledger_.Sum("P1", Measure::kAdvances), 30);
  EXPECT_THAT(Approve("binh", proposal), IsOk());
  EXPECT_EQ(ledger_.Sum("P1", Measure::kAdvances), 10);
  EXPECT_FALSE(Propose("an", {cleared(11)}).ok());
  EXPECT_THAT(Propose("an", {cleared(10)}), IsOk());
}

TEST_F(FourEyesTest, AnApprovalIsRepeatedByItsKeyOnly) {
  const Sequence proposal = MustPropose("an", {Paid(30)});
  v1::Event approval = Approval("binh", proposal);
  approval.set_event_id("approve-1");
  const auto first = ledger_.Append({approval});
  ASSERT_THAT(first, IsOk());
  const auto again = ledger_.Append({approval});
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->front().already_recorded);
  EXPECT_EQ(again->front().sequence, first->front().sequence);
  EXPECT_EQ(CodeOf(Approve("binh", proposal).status()), "proposal.decided");
}

// Case 27, and the attack "two ids of one person".
TEST_F(FourEyesTest, TwoIdsOfOnePersonAreOnePerson) {
  const Sequence proposal = MustPropose("an", {Paid(30)});
  EXPECT_EQ(CodeOf(Approve("an2", proposal).status()), "approval.same-person");
  EXPECT_EQ(CodeOf(Approve("an", proposal).status()), "approval.same-person");
}

// Case 28.
TEST_F(FourEyesTest, AnAdministratorDoesNotApproveMoney) {
  const Sequence proposal = MustPropose("an", {Paid(30)});
  EXPECT_EQ(CodeOf(Approve("chi", proposal).status()), "authority.role");
  EXPECT_EQ(CodeOf(Approve("nobody", proposal).status()), "authority.no-actor");
}

TEST_F(FourEyesTest, OnlyAnotherAdministratorApprovesTheCatalogue) {
  const Sequence proposal = MustPropose("chi", {EventBuilder::Actor("eve").On(kToday)});
  EXPECT_EQ(CodeOf(Approve("binh", proposal).status()), "authority.role");
  EXPECT_EQ(CodeOf(Approve("chi", proposal).status()), "approval.same-person");
  EXPECT_THAT(Approve("dung", proposal), IsOk());
  EXPECT_EQ(CodeOf(Propose("an", {EventBuilder::Actor("fay").On(kToday)}).status()), "authority.role");
  EXPECT_EQ(CodeOf(Propose("binh", {Paid(1)}).status()), "authority.role");
}

v1::RuleDefined LastDayOfPayments() {
  v1::RuleDefined rule;
  rule.set_rule_id("last-day-spend");
  rule.set_what(v1::RULE_WHAT_LAST_DAY);
  rule.set_month(12);
  rule.set_day(31);
  rule.add_kinds("DisbursementMade");
  rule.set_action(v1::RULE_ACTION_REFUSE);
  return rule;
}

// In this order, since some are about earlier ones.
TEST_F(FourEyesTest, EveryKindOfTheCatalogueIsProposedAndApprovedByAdministratorsAlone) {
  const std::vector<v1::Event> commands = {EventBuilder::NewProject("K1", 100),
                                           EventBuilder::ProjectAmendment("K1", 120),
                                           EventBuilder::ProjectStop("K1", "12/QD"),
                                           EventBuilder::Rule(LastDayOfPayments()),
                                           EventBuilder::Indicator("enterprises"),
                                           EventBuilder::Actor("eve").On(kToday),
                                           EventBuilder::Grant("eve", v1::ROLE_AUDITOR).On(kToday),
                                           EventBuilder::Revocation(grant_of_.at("anh"), "moved").On("2026-01-02"),
                                           EventBuilder::Source("loan"),
                                           EventBuilder::Area("training", "Training"),
                                           EventBuilder::Unit("Z1", v1::UNIT_TYPE_PROVINCE, "Zed").On("2026-01-01")};
  for (const v1::Event& command : commands) {
    SCOPED_TRACE(command.ShortDebugString());
    for (const char* actor : {"an", "binh"})
      EXPECT_EQ(CodeOf(Propose(actor, {command}).status()), "authority.role") << actor;
    EXPECT_EQ(CodeOf(ledger_.Append({command}).status()), "four-eyes.propose");
    const Sequence proposal = MustPropose("chi", {command});
    for (const char* actor : {"an", "binh"})
      EXPECT_EQ(CodeOf(Approve(actor, proposal).status()), "authority.role") << actor;
    EXPECT_EQ(CodeOf(Approve("bao", proposal).status()), "authority.no-grant");
    EXPECT_EQ(CodeOf(Approve("chi", proposal).status()), "approval.same-person");
    const auto approved = Approve("dung", proposal);
    ASSERT_THAT(approved, IsOk());
    const absl::StatusOr<v1::Event> recorded = ledger_->log().Read(approved->front().sequence + 1);
    ASSERT_THAT(recorded, IsOk());
    EXPECT_EQ(recorded->kind_case(), command.kind_case());
    EXPECT_EQ(recorded->actor(), "chi");
    EXPECT_EQ(recorded->approval(), approved->front().sequence);
  }
  const auto catalogue = *ledger_->View().CatalogueAt(ledger_->head());
  const Project* const project = catalogue->projects().Find("K1");
  ASSERT_NE(project, nullptr);
  EXPECT_EQ(project->SupportOf("national"), 120);
  EXPECT_NE(project->stop, 0u);
  EXPECT_TRUE(catalogue->spending_rules().IsKnown("last-day-spend"));
  EXPECT_NE(catalogue->actors().Find("eve"), nullptr);
}

// Case 29.
TEST_F(FourEyesTest, AnApprovalNeverTakesAnotherTrancheThanWasShown) {
  Approved("an",
           {EventBuilder::Plan("P1", "national", 2024, 1000), EventBuilder::Tranche(2, "P1", "national", 2024, 1000)});
  const Sequence shown = MustPropose("an", {Paid(600)});
  EXPECT_EQ(CommandsOf(shown).front().disbursement_made().tranche_number(), 1u);
  Approved("an", {Paid(600).FromTranche(1)});
  const absl::Status refused = Approve("binh", shown).status();
  EXPECT_EQ(CodeOf(refused), "guard.disbursed-over-allocated") << refused;
  EXPECT_THAT(refused.message(), HasSubstr("tranche 1"));
  EXPECT_EQ(StateOf(shown), ProposalState::kOpen);
  EXPECT_EQ(ledger_.Sum("P1", Measure::kDisbursed), 600);
}

// Case 30.
TEST_F(FourEyesTest, TwoProposalsThatDoNotFitTogetherAreBothMadeAndOneIsApproved) {
  const Sequence first = MustPropose("an", {Paid(600)});
  const Sequence second = MustPropose("an", {Paid(500)});
  EXPECT_THAT(Approve("binh", first), IsOk());
  EXPECT_EQ(CodeOf(Approve("binh", second).status()), "guard.disbursed-over-allocated");
  EXPECT_EQ(StateOf(second), ProposalState::kOpen);
}

// Case 31.
TEST_F(FourEyesTest, AnApprovalIsRefusedAfterTheLastDayTwiceOrWithAnotherDigest) {
  const Sequence proposal = MustPropose("an", {Paid(30)});
  v1::Event other = Approval("binh", proposal);
  other.mutable_change_approved()->mutable_digest()->front() ^= 1;
  EXPECT_EQ(CodeOf(ledger_.Append({other}).status()), "proposal.other-digest");
  ledger_.clock().Advance(absl::Hours(24 * 30));
  const Sequence late = MustPropose("an", {Paid(40)});
  EXPECT_THAT(Approve("binh", proposal), IsOk()) << "the last day is included";
  EXPECT_EQ(CodeOf(Approve("binh", proposal).status()), "proposal.decided");
  ledger_.clock().Advance(absl::Hours(24 * 31));
  EXPECT_EQ(StateOf(late), ProposalState::kExpired);
  EXPECT_EQ(CodeOf(Approve("binh", late).status()), "proposal.expired");
  EXPECT_EQ(CodeOf(Reject("binh", late, "no").status()), "proposal.expired");
}

// The attack "role revoked, then approve an old proposal".
TEST_F(FourEyesTest, GrantsOfBothAreReadOnTheDayOfTheApproval) {
  const Sequence one = MustPropose("an", {Paid(30)});
  const Sequence two = MustPropose("an", {Paid(31)});
  Approved("chi", {EventBuilder::Revocation(grant_of_["binh"], "moved").On("2026-01-02")}, "dung");
  ledger_.clock().Advance(absl::Hours(24));
  EXPECT_EQ(CodeOf(Approve("binh", one).status()), "authority.no-grant");
  EXPECT_EQ(CodeOf(Approve("binh", MustPropose("an", {Paid(32).On("2025-06-30")})).status()), "authority.no-grant")
      << "effective dates play no part";
  EXPECT_THAT(Approve("ban", one), IsOk()) << "another approver";
  Approved("chi", {EventBuilder::Revocation(grant_of_["an"], "moved").On("2026-01-02")}, "dung");
  const absl::Status refused = Approve("ban", two).status();
  EXPECT_EQ(CodeOf(refused), "authority.no-grant");
  EXPECT_THAT(refused.message(), HasSubstr("whoever proposed it"));
}

// Case 32, and the attack "backdated grant or revocation".
TEST_F(FourEyesTest, GrantsAndRevocationsAreNotBackdated) {
  EXPECT_EQ(CodeOf(Propose("chi", {EventBuilder::Grant("eve", v1::ROLE_APPROVER).On("2025-12-31")}).status()),
            "actor.unknown");
  EXPECT_EQ(CodeOf(Propose("chi", {EventBuilder::Grant("ban", v1::ROLE_APPROVER).On("2025-12-31")}).status()),
            "role.before-today");
  EXPECT_EQ(CodeOf(Propose("chi", {EventBuilder::Revocation(grant_of_["binh"], "why").On("2025-12-31")}).status()),
            "role.before-today");
  const Sequence waited = MustPropose("chi", {EventBuilder::Grant("ban", v1::ROLE_APPROVER).On(kToday)});
  ledger_.clock().Advance(absl::Hours(24));
  EXPECT_EQ(CodeOf(Approve("dung", waited).status()), "role.before-today") << "approved on a later day it is backdated";
}

TEST_F(FourEyesTest, AnAdministratorHasNoOtherRoleAndTwoRemain) {
  EXPECT_EQ(CodeOf(Propose("chi", {EventBuilder::Grant("dung", v1::ROLE_APPROVER).On(kToday)}).status()),
            "role.administrator-apart");
  EXPECT_EQ(CodeOf(Propose("chi", {EventBuilder::Revocation(grant_of_["dung"], "why").On(kToday)}).status()),
            "role.two-administrators");
}

// Case 34.
TEST_F(FourEyesTest, AProposalIsOpenBetweenItAndItsApproval) {
  const Sequence proposal = MustPropose("an", {Paid(30)});
  const Sequence before = ledger_->head();
  ASSERT_THAT(Approve("binh", proposal), IsOk());
  EXPECT_EQ(StateOf(proposal, before), ProposalState::kOpen);
  EXPECT_EQ(StateOf(proposal), ProposalState::kApproved);
  std::vector<Sequence> known;
  ASSERT_THAT(ledger_->index().VisitProposals(before,
                                              [&](Sequence sequence, int32_t expires_on) {
                                                known.push_back(sequence);
                                                EXPECT_EQ(expires_on, 20260131);
                                                return absl::OkStatus();
                                              }),
              IsOk());
  EXPECT_THAT(known, ElementsAre(proposal));
  EXPECT_THAT(ledger_->index().VisitProposals(proposal - 1,
                                              [](Sequence, int32_t) { return absl::InternalError("none was known"); }),
              IsOk());
}

// Case 35.
TEST_F(FourEyesTest, OneRefusedCommandLetsNothingBeRecorded) {
  const Sequence proposal = MustPropose("an", {Paid(100), Paid(600), Paid(100)});
  Approved("an", {Paid(400)});
  const Sequence head = ledger_->head();
  const absl::Status refused = Approve("binh", proposal).status();
  EXPECT_EQ(CodeOf(refused), "guard.disbursed-over-allocated");
  EXPECT_THAT(refused.message(), HasSubstr("command 2 of the proposal"));
  EXPECT_EQ(ledger_->head(), head);
  EXPECT_EQ(ledger_.Sum("P1", Measure::kDisbursed), 400);
  EXPECT_EQ(StateOf(proposal), ProposalState::kOpen);
  EXPECT_THAT(Reject("binh", proposal, "too much"), IsOk()) << "the rolled back approval has left nothing";
}

// Case 36.
TEST_F(FourEyesTest, TheSameContentIsProposedOnceWhileOpenOrApproved) {
  const std::vector<v1::Event> file = {Paid(30).Key("f1"), Paid(20).Key("f2")};
  const Sequence first = MustPropose("an", file);
  EXPECT_EQ(MustPropose("an", file), first);
  EXPECT_EQ(MustPropose("anh", file), first) << "whoever proposes it";
  ASSERT_THAT(Reject("binh", first, "the wrong list"), IsOk());
  const Sequence second = MustPropose("an", file);
  EXPECT_NE(second, first);
  ASSERT_THAT(Approve("binh", second), IsOk());
  EXPECT_EQ(MustPropose("an", file), second);
  EXPECT_EQ(CodeOf(Propose("an", {file[0], Paid(7)}).status()), "proposal.recorded");
}

// Case 37.
TEST_F(FourEyesTest, ALongProposalIsSeveralPartsUnderOneNameAndOneApproval) {
  std::vector<v1::Event> rows;
  for (int i = 0; i < 2000; ++i) {
    v1::Event row = EventBuilder::Execution("P1", "national", 2024, 1).Key(absl::StrCat("row-", i));
    row.mutable_evidence()->set_note(std::string(80, 'x'));
    rows.push_back(row);
  }
  const auto parts = Propose("an", rows);
  ASSERT_THAT(parts, IsOk());
  ASSERT_GT(parts->size(), 3u);
  size_t commands = 0;
  for (size_t i = 0; i < parts->size(); ++i) {
    const v1::Event part = *ledger_->log().Read((*parts)[i].sequence);
    EXPECT_LE(part.ByteSizeLong(), static_cast<size_t>(kEventBytesMax));
    EXPECT_EQ(part.change_proposed().part(), i + 1);
    EXPECT_EQ(part.change_proposed().parts(), parts->size());
    EXPECT_EQ(part.change_proposed().digest(), parts->front().event.change_proposed().digest());
    commands += static_cast<size_t>(part.change_proposed().commands_size());
  }
  EXPECT_EQ(commands, rows.size());
  EXPECT_EQ(CodeOf(Approve("binh", parts->front().sequence + 1).status()), "proposal.unknown") << "no name";
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  ASSERT_THAT(Approve("binh", parts->front().sequence), IsOk());
  EXPECT_EQ(ledger_.Sum("P1", Measure::kExecuted), 2000);
}

TEST_F(FourEyesTest, TheProposerWithdrawsAndAnApproverRejects) {
  const Sequence withdrawn = MustPropose("an", {Paid(30)});
  EXPECT_EQ(CodeOf(Reject("anh", withdrawn, "no").status()), "authority.role") << "another officer";
  EXPECT_EQ(CodeOf(Reject("chi", withdrawn, "no").status()), "authority.role");
  EXPECT_EQ(CodeOf(Reject("an", withdrawn, " ").status()), "proposal.reason-missing");
  ASSERT_THAT(Reject("an2", withdrawn, "a slip"), IsOk()) << "the same person";
  EXPECT_EQ(StateOf(withdrawn), ProposalState::kWithdrawn);
  const Sequence rejected = MustPropose("an", {Paid(31)});
  ASSERT_THAT(Reject("binh", rejected, "no voucher"), IsOk());
  EXPECT_EQ(StateOf(rejected), ProposalState::kRejected);
  EXPECT_EQ(CodeOf(Approve("binh", rejected).status()), "proposal.decided");
  EXPECT_EQ(CodeOf(Reject("binh", rejected, "again").status()), "proposal.decided");
}

// The attack "its rows were recorded otherwise meanwhile".
TEST_F(FourEyesTest, RowsThatWereRecordedMeanwhileAreNotRecordedTwice) {
  const Sequence slow = MustPropose("an", {Paid(1).Key("other"), Paid(30).Key("row-1")});
  const auto quick = Approved("an", {Paid(30).Key("row-1")});
  const absl::Status refused = Approve("binh", slow).status();
  EXPECT_EQ(CodeOf(refused), "proposal.key-used");
  EXPECT_THAT(refused.message(), HasSubstr(absl::StrCat("event ", quick + 1)));
}

// The attack "changed batch": a caller cannot write a proposal or an approval of its own making.
TEST_F(FourEyesTest, ProposalsAreMadeAndApprovedByTheLedgerAlone) {
  const Sequence proposal = MustPropose("an", {Paid(30)});
  v1::Event forged = *ledger_->log().Read(proposal);
  forged.clear_sequence();
  forged.clear_recorded_at();
  forged.set_event_id("forged");
  EXPECT_EQ(CodeOf(ledger_.Append({forged}).status()), "proposal.not-appended");
  EXPECT_EQ(CodeOf(Propose("an", {forged}).status()), "proposal.not-possible");
  EXPECT_EQ(CodeOf(ledger_.Append({Approval("binh", proposal), Paid(1)}).status()), "approval.not-alone");
  v1::Event claimed = Paid(1);
  claimed.set_approval(proposal);
  EXPECT_EQ(CodeOf(ledger_.Append({claimed}).status()), "approval.set");
}

// The attack "four payments below the limit", as far as they are one proposal.
TEST_F(FourEyesTest, TheLargestAmountIsOfTheWholeProposalForBoth) {
  v1::Event grant = EventBuilder::Grant("bao", v1::ROLE_APPROVER).On(kToday);
  grant.mutable_role_granted()->set_amount_max(100);
  Approved("chi", {grant}, "dung");
  const Sequence proposal = MustPropose("an", {Paid(60), Paid(60)});
  EXPECT_EQ(CodeOf(Approve("bao", proposal).status()), "authority.amount");
  EXPECT_THAT(Approve("bao", MustPropose("an", {Paid(60).Project("p")})), IsOk());
  EXPECT_THAT(Approve("binh", proposal), IsOk());
}

// The attack "switch off, record, switch on".
TEST_F(FourEyesTest, SwitchingOffIsAProposalLikeAnyOther) {
  EXPECT_EQ(CodeOf(ledger_.Append({Switch(false)}).status()), "four-eyes.propose");
  const Sequence open = MustPropose("an", {Paid(30)});
  Approved("chi", {Switch(false)}, "dung");
  EXPECT_FALSE((*ledger_->View().CatalogueAt(ledger_->head()))->four_eyes().on);
  EXPECT_EQ(CodeOf(Approve("binh", open).status()), "four-eyes.off");
  EXPECT_EQ(CodeOf(Propose("an", {Paid(31)}).status()), "four-eyes.off");
  EXPECT_THAT(ledger_.Append({Paid(30)}), IsOk());
  EXPECT_THAT(ledger_.Append({Switch(true)}), IsOk());
  EXPECT_EQ(CodeOf(ledger_.Append({Paid(1)}).status()), "four-eyes.propose");
  EXPECT_THAT(Approve("binh", open), IsOk());
}

// The attack "clock set forward to use a future grant".
TEST_F(FourEyesTest, AClockSetForwardShowsInAllLaterEntries) {
  Approved("chi", {EventBuilder::Grant("bao", v1::ROLE_APPROVER).On("2026-01-10")}, "dung");
  const Sequence proposal = MustPropose("an", {Paid(30)});
  EXPECT_EQ(CodeOf(Approve("bao", proposal).status()), "authority.no-grant");
  ledger_.clock().Advance(absl::Hours(24 * 10));
  ASSERT_THAT(Approve("bao", proposal), IsOk());
  ledger_.clock().Advance(-absl::Hours(24 * 10));
  const Sequence after = MustPropose("an", {Paid(31)});
  EXPECT_GE(RecordedAt(*ledger_->log().Read(after)), Instant("2026-01-11T00:00:00Z"));
}

// The attack "approval replayed, here or in a copy": the signature holds ledger, proposal, digest and actor.
TEST_F(FourEyesTest, AnActorWithAKeySignsWhatItApproves) {
  const Sequence proposal = MustPropose("an", {Paid(30)});
  v1::Event approval = Approval("kim", proposal);
  EXPECT_EQ(CodeOf(ledger_.Append({approval}).status()), "approval.not-signed");
  const ApprovedContent content = {ledger_->terms().ledger_id(), proposal, approval.change_approved().digest(), "kim"};
  for (const auto& change : std::vector<std::function<void(ApprovedContent*)>>{
           [](ApprovedContent* other) { other->ledger_id += "0"; }, [](ApprovedContent* other) { ++other->proposal; },
           [](ApprovedContent* other) { other->digest[0] ^= 1; },
           [](ApprovedContent* other) { other->actor = "binh"; }}) {
    ApprovedContent other = content;
    change(&other);
    approval.mutable_change_approved()->set_signature(SignedByKim(ApprovalText(other)));
    EXPECT_EQ(CodeOf(ledger_.Append({approval}).status()), "approval.signature");
  }
  approval.mutable_change_approved()->set_signature(SignedByKim(ApprovalText(content)));
  EXPECT_THAT(ledger_.Append({approval}), IsOk());
  v1::Event unasked = Approval("binh", MustPropose("an", {Paid(31)}));
  unasked.mutable_change_approved()->set_signature(std::string(64, 'x'));
  EXPECT_EQ(CodeOf(ledger_.Append({unasked}).status()), "approval.no-key");
}

TEST_F(FourEyesTest, AReversalIsProposedWithTheDateOfWhatItReverses) {
  const Sequence paid = Approved("an", {Paid(30)}) + 1;
  const Sequence proposal = MustPropose("an", {EventBuilder::Reversal(paid, "a slip")});
  EXPECT_EQ(CommandsOf(proposal).front().effective_date(), 20240601);
  EXPECT_THAT(Approve("binh", proposal), IsOk());
  EXPECT_EQ(ledger_.Sum("P1", Measure::kDisbursed), 0);
}

TEST_F(FourEyesTest, WhatIsCarriedOverIsRecordedAsItWasShown) {
  const Sequence made =
      1 + Approved("an", {EventBuilder::Commitment("P1", "national", 2024, "HD-9", 15).On("2024-03-01")});
  const std::vector<v1::Event> commands = {
      EventBuilder::CarryOver("P1", "national", 2024, 15).OfCommitment(made).On("2025-01-31"),
      EventBuilder::CarryOver("P1", "national", 2024, 100).On("2025-01-31"),
      EventBuilder::Lapse("P1", "national", 2024, 5).On("2025-01-31")};
  const Sequence approval = Approved("an", commands);
  const auto carried = ledger_->log().Read(approval + 1);
  ASSERT_TRUE(carried.ok());
  EXPECT_EQ(carried->balance_carried_over().to_tranche_number(), 2024001u);
  EXPECT_TRUE(carried->balance_carried_over().to_tranche_chosen());
  EXPECT_TRUE(carried->balance_carried_over().tranche_chosen());
  EXPECT_EQ(carried->balance_carried_over().number(), "HD-9");
  EXPECT_EQ(carried->approval(), approval);
  EXPECT_EQ(ledger_.Sum("P1", Measure::kCarried, Day("2025-01-31")), 0) << "over both years";
  EXPECT_EQ(ledger_.Sum("P1", Measure::kLapsed), 5);
}

}  // namespace
}  // namespace tranche
