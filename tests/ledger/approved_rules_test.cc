// What spending rules ask of whoever approves, and what becomes of a deviation under four eyes.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "replay/verify/verify.h"
#include "tests/support/event_builder.h"
#include "tests/support/four_eyes_ledger.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kMinister[] = "minister";

v1::RuleDefined RaisedByTheMinister() {
  v1::RuleDefined rule;
  rule.set_rule_id("authority/plan-raise");
  rule.set_what(v1::RULE_WHAT_AUTHORITY);
  rule.set_role(kMinister);
  rule.add_kinds("PlanAdjusted");
  rule.set_action(v1::RULE_ACTION_REFUSE);
  return rule;
}

v1::RuleDefined LastDay() {
  v1::RuleDefined rule;
  rule.set_rule_id("last-day-spend");
  rule.set_what(v1::RULE_WHAT_LAST_DAY);
  rule.set_month(11);
  rule.set_day(15);
  rule.add_kinds("DisbursementMade");
  rule.set_action(v1::RULE_ACTION_REFUSE_WITHOUT_DECISION);
  return rule;
}

EventBuilder Raised() { return EventBuilder::PlanAdjustment("P1", "national", 2024, 5).On("2024-06-01"); }

class ApprovedRulesTest : public FourEyesLedger {
 protected:
  void Define(const v1::RuleDefined& rule) { Approved("chi", {EventBuilder::Rule(rule)}, "dung"); }
  void Empower(const std::string& actor) {
    v1::Event grant = EventBuilder::Grant(actor, v1::ROLE_APPROVER).On(kToday);
    grant.mutable_role_granted()->add_authorities(kMinister);
    Approved("chi", {grant}, "dung");
  }
  void ExpectNothingFound() {
    ledger_.Close();
    const auto report = Verify(ledger_.directory(), nullptr);
    ASSERT_THAT(report, IsOk());
    EXPECT_EQ(report->findings_size(), 0) << report->findings(0).message();
  }
};

TEST_F(ApprovedRulesTest, TheGrantOfWhoeverApprovesNamesTheAuthority) {
  EXPECT_THAT(Approve("binh", MustPropose("an", {Raised()})), IsOk()) << "before there is a rule";
  const Sequence open = MustPropose("anh", {Raised()});
  Define(RaisedByTheMinister());
  const absl::Status refused = Approve("binh", open).status();
  EXPECT_EQ(CodeOf(refused), "authority.not-named");
  EXPECT_THAT(refused.message(),
              HasSubstr("authority/plan-raise: plan adjusted takes the authority of the minister, which "
                        "the role of actor \"binh\" does not name"));
  Empower("ban");
  EXPECT_EQ(CodeOf(Approve("binh", open).status()), "authority.not-named");
  ASSERT_THAT(Approve("ban", open), IsOk()) << "no decision is asked for beside the approval";
  ExpectNothingFound();
}

TEST_F(ApprovedRulesTest, OnlyARaisedSupportTakesTheAuthority) {
  v1::RuleDefined rule = RaisedByTheMinister();
  rule.set_rule_id("authority/support-raise");
  rule.set_kinds(0, "ProjectAmended");
  Define(rule);
  Approved("chi", {EventBuilder::NewProject("K1", 200)}, "dung");
  Approved("chi", {EventBuilder::ProjectAmendment("K1", 150)}, "dung");
  EXPECT_EQ(CodeOf(Approve("dung", MustPropose("chi", {EventBuilder::ProjectAmendment("K1", 151)})).status()),
            "authority.not-named");
  EXPECT_EQ(CodeOf(Approve("dung", MustPropose("chi", {EventBuilder::NewProject("K2", 10),
                                                       EventBuilder::ProjectAmendment("K2", 20)}))
                       .status()),
            "authority.not-named");
  ExpectNothingFound();
}

TEST_F(ApprovedRulesTest, ADeviationIsProposedAndStaysWithTheEvent) {
  Define(LastDay());
  const EventBuilder late = EventBuilder::Disbursement("P1", "national", 2024, 5).On("2024-12-01");
  EXPECT_EQ(CodeOf(Propose("an", {late}).status()), "rule.last-day");
  const Sequence approval = Approved("an", {EventBuilder(late).Departing("last-day-spend", "881/QD-BCT")});
  const absl::StatusOr<v1::Event> recorded = ledger_->log().Read(approval + 1);
  ASSERT_THAT(recorded, IsOk());
  EXPECT_THAT(recorded->deviations(), ElementsAre("last-day-spend"));
  ExpectNothingFound();
}

TEST_F(ApprovedRulesTest, WhatWasProposedBeforeARuleIsJudgedByItWhenItIsApproved) {
  const EventBuilder late = EventBuilder::Disbursement("P1", "national", 2024, 5).On("2024-12-01");
  const Sequence open = MustPropose("an", {late});
  Define(LastDay());
  EXPECT_EQ(CodeOf(Approve("binh", open).status()), "rule.last-day");
  EXPECT_EQ(StateOf(open), ProposalState::kOpen);
}

TEST_F(ApprovedRulesTest, OnlyAnAdministratorProposesRules) {
  EXPECT_EQ(CodeOf(Propose("an", {EventBuilder::Rule(LastDay())}).status()), "authority.role");
}

}  // namespace
}  // namespace tranche
