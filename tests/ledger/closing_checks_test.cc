// Whether a period may be closed, by whom, and what four eyes makes of it.
#include "ledger/closing_checks.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "replay/verify/verify.h"
#include "tests/support/event_builder.h"
#include "tests/support/four_eyes_ledger.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

EventBuilder Paid(int64_t amount, const std::string& day = "2024-06-01") {
  return EventBuilder::Disbursement("P1", "national", 2024, amount).On(day);
}

EventBuilder Closing() { return EventBuilder::Closing(2024, "2024-12-31").On("2026-01-01"); }

class ClosingChecksTest : public FourEyesLedger {
 protected:
  std::string CodeOfProposal(const v1::Event& command, const std::string& actor = "an") {
    return CodeOf(Propose(actor, {command}).status());
  }
  void ExpectNothingFound() {
    ledger_.Close();
    const auto report = Verify(ledger_.directory(), nullptr);
    ASSERT_THAT(report, IsOk());
    EXPECT_EQ(report->findings_size(), 0) << report->findings(0).message();
  }
};

TEST_F(ClosingChecksTest, WhatOthersHaveConfirmedMustBeWhatTheBooksSay) {
  TestLedger ledger;
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 100));
  ledger.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 100));
  ledger.Record(Paid(30));
  ledger.Record(Paid(20, "2025-01-10"));
  const absl::Status other = ledger.Append({Closing().Confirmed("P1", "national", 50)}).status();
  EXPECT_EQ(CodeOf(other), "closing.not-confirmed");
  EXPECT_THAT(other.message(), HasSubstr("P1, national, 2024: 50 VND is confirmed as disbursed by 2024-12-31, the "
                                         "ledger has 30 VND"));
  EXPECT_EQ(CodeOf(ledger.Append({Closing().Confirmed("P1", "national", -1)}).status()),
            "closing.confirmed-below-zero");
  EXPECT_EQ(CodeOf(ledger.Append({Closing().Of("P2").Confirmed("P1", "national", 30)}).status()),
            "closing.confirmed-of-others");
  EXPECT_EQ(CodeOf(ledger.Append({Closing().Confirmed("P1", "national", 30).Confirmed("P1", "national", 30)}).status()),
            "closing.confirmed-twice");
  ledger.Record(Closing().Confirmed("P1", "national", 30));
}

TEST_F(ClosingChecksTest, AClosingNamesWhatIsKnown) {
  TestLedger ledger;
  EXPECT_EQ(CodeOf(ledger.Append({Closing().Of("P99")}).status()), "catalogue.unit-unknown");
  EXPECT_EQ(CodeOf(ledger.Append({Closing().OfSource("gold")}).status()), "source.unknown");
  EXPECT_EQ(CodeOf(ledger.Append({Closing().Confirmed("P99", "national", 0)}).status()), "catalogue.unit-unknown");
  EXPECT_EQ(CodeOf(ledger.Append({Closing().Confirmed("P1", "gold", 0)}).status()), "source.unknown");
  EXPECT_EQ(CodeOf(ledger.Append({EventBuilder::Closing(24, "2024-12-31")}).status()), "year.out-of-range");
  EXPECT_EQ(CodeOf(ledger.Append({EventBuilder::Closing(2026, "2026-01-02")}).status()), "closing.not-over");
  EXPECT_EQ(CodeOf(ledger.Append({EventBuilder::Reopening(1, "corrected")}).status()), "closing.unknown");
  const Sequence closing = ledger.Record(Closing()).sequence;
  EXPECT_EQ(CodeOf(ledger.Append({EventBuilder::Reopening(closing, " ")}).status()), "closing.reason-missing");
  EXPECT_EQ(CodeOf(ledger.Append({EventBuilder::Reversal(closing, "no")}).status()), "reversal.not-possible");
}

TEST_F(ClosingChecksTest, OpenProposalsThatMoveMoneyInItAreAllNamed) {
  const Sequence paid = Approved("an", {Paid(7)}) + 1;
  const std::vector<Sequence> in_it = {
      MustPropose("an", {Paid(1)}), MustPropose("anh", {EventBuilder::Reversal(paid, "typed twice")}),
      MustPropose("anh", {EventBuilder::Plan("P2", "local", 2025, 5), EventBuilder::Plan("P2", "local", 2024, 5)})};
  const Sequence of_another_year = MustPropose("anh", {EventBuilder::Plan("P2", "local", 2025, 6)});
  const Sequence after_it = MustPropose("anh", {Paid(2, "2025-01-01")});
  const absl::Status refused = Propose("an", {Closing()}).status();
  EXPECT_EQ(CodeOf(refused), "closing.proposals-open");
  EXPECT_THAT(refused.message(), HasSubstr(absl::StrCat("move money in it: ", absl::StrJoin(in_it, ", "))));
  EXPECT_THAT(Propose("an", {Closing().OfSource("local").Of("P1")}), IsOk()) << "of other money";
  for (const Sequence proposal : in_it) ASSERT_THAT(Reject("binh", proposal, "first the books"), IsOk());
  EXPECT_THAT(Propose("an", {Closing()}), IsOk());
  EXPECT_EQ(CodeOfProposal(Closing().AtYearEnd()), "closing.proposals-open") << after_it << " after its end";
  EXPECT_EQ(StateOf(of_another_year), ProposalState::kOpen);
}

// What is proposed counts from its decision on, durable or not, and no longer on the day after its last one.
TEST_F(ClosingChecksTest, AProposalThatHasExpiredIsNotInTheWay) {
  ProposalTerms terms;
  terms.actor = "an";
  terms.expires_on = Day(kToday);
  ASSERT_THAT(ledger_->Propose({Paid(1)}, terms), IsOk());
  EXPECT_EQ(CodeOfProposal(Closing()), "closing.proposals-open");
  ledger_.clock().Advance(absl::Hours(24));
  EXPECT_EQ(CodeOfProposal(Closing()), "");
}

TEST_F(ClosingChecksTest, AnOfficerProposesAClosingAndAnApproverApproves) {
  EXPECT_EQ(CodeOfProposal(Closing(), "chi"), "authority.role") << "an administrator does not close the books";
  const Sequence proposal = MustPropose("an", {Closing()});
  EXPECT_EQ(CodeOf(Approve("chi", proposal).status()), "authority.role");
  ASSERT_THAT(Approve("binh", proposal), IsOk());
  EXPECT_EQ(CodeOfProposal(Paid(1)), "closing.late");
  const Sequence late = Approved("an", {Paid(1).Late("the voucher came late")});
  EXPECT_EQ(ledger_->log().Read(late + 1)->late_for(), proposal + 2);
  Approved("anh", {EventBuilder::Reopening(proposal + 2, "corrected").On(kToday)});
  Approved("an", {Paid(1)});
  ExpectNothingFound();
}

// Nothing is approved or rejected while four eyes is off, so nothing that waits is in the way of a closing then.
TEST_F(ClosingChecksTest, WhatWasProposedBeforeAClosingIsApprovedOnlyIfItSaidWhyItIsLate) {
  const Sequence silent = MustPropose("an", {Paid(1)});
  const Sequence explained = MustPropose("an", {Paid(2).Late("the voucher came late")});
  Approved("chi", {Switch(false)}, "dung");
  const Sequence closing = ledger_.Record(Closing()).sequence;
  ledger_.Record(Switch(true));
  const absl::Status refused = Approve("binh", silent).status();
  EXPECT_EQ(CodeOf(refused), "closing.late");
  EXPECT_NE(refused.message().find("say why it is late; propose it again, with `--late-reason"), std::string::npos);
  EXPECT_EQ(refused.message().find("marked as late"), std::string::npos) << "approve takes no reason of another";
  EXPECT_EQ(StateOf(silent), ProposalState::kOpen);
  const auto approved = Approve("binh", explained);
  ASSERT_THAT(approved, IsOk());
  EXPECT_EQ(ledger_->log().Read(ledger_->head())->late_for(), closing);
  ExpectNothingFound();
}

TEST_F(ClosingChecksTest, AReversalOfWhatIsProposedWithItIsInNobodysWay) {
  const Sequence next = ledger_->head() + 1;
  ASSERT_THAT(Propose("an", {EventBuilder::Plan("P2", "local", 2025, 5), EventBuilder::Reversal(next, "x")}), IsOk());
  EXPECT_EQ(CodeOfProposal(Closing()), "");
}

TEST_F(ClosingChecksTest, ARoleForSomeUnitsAndSourcesClosesAndReopensThoseAlone) {
  TestLedger ledger;
  ledger.Record(EventBuilder::Actor("an").On(kToday));
  v1::Event grant = EventBuilder::Grant("an", v1::ROLE_OFFICER).On(kToday);
  grant.mutable_role_granted()->add_unit_ids("Q1");
  grant.mutable_role_granted()->add_source_ids("national");
  ledger.Record(grant);
  const auto asked = [&](const v1::Event& command) {
    return CodeOf(ledger.Append({command}, {.within_grants_of = "an"}).status());
  };
  EXPECT_EQ(asked(Closing()), "authority.all");
  EXPECT_EQ(asked(Closing().Of("P1")), "authority.all") << "of all sources";
  EXPECT_EQ(asked(Closing().Of("P1").OfSource("local")), "authority.source");
  EXPECT_EQ(asked(Closing().Of("P1").Of("P3").OfSource("national")), "authority.unit");
  EXPECT_EQ(asked(Closing().Of("P1").Of("P2").OfSource("national")), "");
  const Sequence own = ledger->head();
  const Sequence of_all = ledger.Record(Closing()).sequence;
  EXPECT_EQ(asked(EventBuilder::Reopening(of_all, "corrected").On(kToday)), "authority.all");
  EXPECT_EQ(asked(EventBuilder::Reopening(own, "corrected").On(kToday)), "");
  EXPECT_EQ(asked(EventBuilder::Reopening(2, "corrected").On(kToday)), "closing.unknown");
}

}  // namespace
}  // namespace tranche
