// What the spending rules make of what is recorded. The clock of the ledger stands at 07:00 on 2026-01-01 by its
// offset.
#include "ledger/rules/spending_checks.h"

#include <string>
#include <vector>

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "replay/rebuild.h"
#include "replay/verify/verify.h"
#include "tests/replay/copied_ledger.h"
#include "tests/replay/damaged_copy.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kDecision[] = "881/QD-BCT";

std::string CodeOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->code() : status.ToString();
}

v1::RuleDefined Rule(const std::string& id, v1::RuleWhat what, v1::RuleAction action) {
  v1::RuleDefined rule;
  rule.set_rule_id(id);
  rule.set_what(what);
  rule.set_action(action);
  return rule;
}

v1::RuleDefined AdvanceRate(const std::string& id, uint32_t permille, const std::string& area = "",
                            v1::RuleAction action = v1::RULE_ACTION_REFUSE_WITHOUT_DECISION) {
  v1::RuleDefined rule = Rule(id, v1::RULE_WHAT_ADVANCE_RATE, action);
  rule.set_permille(permille);
  if (!area.empty()) rule.add_area_ids(area);
  return rule;
}

v1::RuleDefined LastDay(const std::string& id, uint32_t month, uint32_t day, const std::string& kind,
                        v1::RuleAction action = v1::RULE_ACTION_REFUSE_WITHOUT_DECISION) {
  v1::RuleDefined rule = Rule(id, v1::RULE_WHAT_LAST_DAY, action);
  rule.set_month(month);
  rule.set_day(day);
  rule.add_kinds(kind);
  return rule;
}

v1::RuleDefined Authority(const std::string& kind) {
  v1::RuleDefined rule = Rule("authority/plan", v1::RULE_WHAT_AUTHORITY, v1::RULE_ACTION_REFUSE);
  rule.set_role("minister");
  rule.add_kinds(kind);
  return rule;
}

v1::RuleDefined SupportCap(int64_t most, uint32_t permille = 0,
                           v1::RuleAction action = v1::RULE_ACTION_REFUSE_WITHOUT_DECISION) {
  v1::RuleDefined rule = Rule("support-cap/machinery", v1::RULE_WHAT_SUPPORT_CAP, action);
  rule.set_amount_max(most);
  rule.set_permille(permille);
  rule.add_project_kinds("machinery");
  return rule;
}

v1::Event Mill(int64_t support, int64_t total_cost = 0, const std::string& id = "mill",
               const std::string& kind = "machinery") {
  v1::Event event = EventBuilder::NewProject(id, support);
  event.mutable_project_registered()->set_kind(kind);
  event.mutable_project_registered()->set_total_cost(total_cost);
  return event;
}

v1::Event Amended(int64_t support, int64_t total_cost = 0) {
  v1::Event event = EventBuilder::ProjectAmendment("mill", support);
  event.mutable_project_amended()->set_total_cost(total_cost);
  return event;
}

// P5, local, 2024: a plan and a tranche of 1000 m, effective 2024-01-01.
class SpendingChecksTest : public ::testing::Test {
 protected:
  SpendingChecksTest() {
    ledger_.Record(EventBuilder::Plan("P5", "local", 2024, 1'000'000'000).On("2024-01-01"));
    ledger_.Record(EventBuilder::Tranche(1, "P5", "local", 2024, 1'000'000'000).On("2024-01-01"));
  }

  void Define(const v1::RuleDefined& rule, const std::string& from = "2020-01-01") {
    ledger_.Record(EventBuilder::Rule(rule).On(from));
  }
  Sequence Contract(const std::string& number, int64_t millions, const std::string& area = "fairs") {
    return ledger_
        .Record(EventBuilder::Commitment("P5", "local", 2024, number, millions * 1'000'000).Area(area).On("2024-02-01"))
        .sequence;
  }
  static EventBuilder Advance(Sequence contract, int64_t millions, const std::string& area = "fairs") {
    EventBuilder advance = EventBuilder::Advance("P5", "local", 2024, millions * 1'000'000);
    return contract == 0 ? advance.Area(area).On("2024-03-01")
                         : advance.Area(area).OfCommitment(contract).On("2024-03-01");
  }
  static EventBuilder Paid(int64_t millions, const std::string& day) {
    return EventBuilder::Disbursement("P5", "local", 2024, millions * 1'000'000).On(day);
  }

  absl::Status Asked(const v1::Event& command) { return ledger_.Append({command}).status(); }
  // Both ways in which commands are decided on.
  std::string Refused(const v1::Event& command) {
    const absl::Status status = Asked(command);
    EventBytes bytes;
    bytes.Add(command);
    EXPECT_EQ(ledger_->AppendBytes(bytes).status(), status) << "as bytes";
    return CodeOf(status);
  }
  std::vector<std::string> QuestionsOf(const v1::Event& command) {
    const Receipt receipt = ledger_.Record(command);
    return {receipt.event.questions().begin(), receipt.event.questions().end()};
  }

  void ExpectSound() {
    ledger_.Close();
    const auto report = Verify(ledger_.directory(), nullptr);
    ASSERT_THAT(report, IsOk());
    EXPECT_EQ(report->findings_size(), 0) << report->findings(0).message();
    ASSERT_THAT(ledger_.Reopen(), IsOk());
  }

  TestLedger ledger_;
};

// Acceptance case 7.
TEST_F(SpendingChecksTest, AnAdvanceIsAtMostTheRateOfItsContract) {
  Define(AdvanceRate("advance-rate/general", 500));
  Define(AdvanceRate("advance-rate/fairs", 700, "fairs"));
  const Sequence contract = Contract("HD-01", 200);
  const absl::Status refused = Asked(Advance(contract, 141));
  EXPECT_EQ(CodeOf(refused), "rule.advance-rate");
  EXPECT_THAT(refused.message(),
              AllOf(HasSubstr("advance-rate/fairs: advances are at most 70% of the contract of event " +
                              std::to_string(contract) +
                              ", 200,000,000 VND: asked 141,000,000 VND, wanted at most "
                              "140,000,000 VND"),
                    HasSubstr("the rule is from a circular"), HasSubstr("`--deviation advance-rate/fairs --document")));
  ledger_.Record(Advance(contract, 140));
  EXPECT_EQ(Refused(Advance(contract, 1)), "rule.advance-rate") << "on top of what was advanced";
  ExpectSound();
}

TEST_F(SpendingChecksTest, WhatWasReleasedRecoveredOrReversedCountsForTheRate) {
  Define(AdvanceRate("advance-rate/general", 500));
  const Sequence contract = Contract("HD-01", 200);
  const Sequence first = ledger_.Record(Advance(contract, 60)).sequence;
  const Sequence second = ledger_.Record(Advance(contract, 40)).sequence;
  EXPECT_EQ(Refused(Advance(contract, 1)), "rule.advance-rate");
  ledger_.Record(EventBuilder::AdvanceClearing(first, 60'000'000).On("2024-04-01"));
  EXPECT_EQ(Refused(Advance(contract, 1)), "rule.advance-rate") << "what was cleared was advanced all the same";
  ledger_.Record(EventBuilder::AdvanceRecovery(second, 10'000'000).On("2024-04-01"));
  ledger_.Record(Advance(contract, 10));
  ledger_.Record(EventBuilder::Release(contract, 20'000'000).On("2024-05-01"));
  const absl::Status refused = Asked(Advance(contract, 1));
  EXPECT_THAT(refused.message(), HasSubstr("180,000,000 VND, and 100,000,000 VND was advanced before: asked 1,000,000 "
                                           "VND, wanted at most 0 VND"));
  ledger_.Record(EventBuilder::Reversal(second + 3, "typed twice"));
  EXPECT_EQ(Refused(Advance(contract, 1)), "rule.advance-rate") << "90 is half of 180";
  ExpectSound();
}

TEST_F(SpendingChecksTest, AnAdvanceWithoutAContractIsQuestioned) {
  EXPECT_THAT(QuestionsOf(Advance(0, 1)), IsEmpty()) << "no rule is about it";
  Define(AdvanceRate("advance-rate/general", 500));
  EXPECT_THAT(QuestionsOf(Advance(0, 1)), ElementsAre("advance-rate/general"));
  v1::RuleDefined of_projects = AdvanceRate("advance-rate/cluster", 300);
  of_projects.add_project_kinds("cluster-infrastructure");
  Define(of_projects);
  EXPECT_THAT(QuestionsOf(Advance(0, 1)), ElementsAre("advance-rate/general")) << "of no registered project";
  ExpectSound();
}

TEST_F(SpendingChecksTest, WithADecisionARuleIsDepartedFrom) {
  Define(AdvanceRate("advance-rate/fairs", 700, "fairs"));
  const Sequence contract = Contract("HD-01", 200);
  EXPECT_EQ(Refused(Advance(contract, 141).Departing("advance-rate/fairs", "")), "deviation.no-decision");
  EXPECT_EQ(Refused(Advance(contract, 141).Departing("advance-rate/general", kDecision)), "rule.unknown");
  EXPECT_EQ(Refused(Advance(contract, 140).Departing("advance-rate/fairs", kDecision)), "deviation.not-needed");
  const Receipt receipt = ledger_.Record(Advance(contract, 141).Departing("advance-rate/fairs", kDecision));
  EXPECT_THAT(receipt.event.deviations(), ElementsAre("advance-rate/fairs"));
  ExpectSound();
}

TEST_F(SpendingChecksTest, FromARuleThatRefusesNobodyDeparts) {
  Define(AdvanceRate("advance-rate/fairs", 700, "fairs", v1::RULE_ACTION_REFUSE));
  const Sequence contract = Contract("HD-01", 200);
  const v1::Event advance = Advance(contract, 141).Departing("advance-rate/fairs", kDecision);
  EXPECT_EQ(Refused(advance), "rule.advance-rate");
  EXPECT_THAT(Asked(advance).message(), HasSubstr("nobody may depart from it"));
}

TEST_F(SpendingChecksTest, ARuleThatOnlyQuestionsAcceptsAndIsNamed) {
  Define(AdvanceRate("advance-rate/fairs", 700, "fairs", v1::RULE_ACTION_QUESTION));
  const Sequence contract = Contract("HD-01", 200);
  EXPECT_THAT(QuestionsOf(Advance(contract, 141)), ElementsAre("advance-rate/fairs"));
  EXPECT_THAT(QuestionsOf(Paid(1, "2024-03-01")), IsEmpty());
  ExpectSound();
}

TEST_F(SpendingChecksTest, ARuleThatNobodyHasVerifiedSaysSo) {
  v1::RuleDefined rule = AdvanceRate("advance-rate/fairs", 700, "fairs");
  rule.set_legal_basis("TTLT 26/2014");
  Define(rule);
  const absl::Status refused = Asked(Advance(Contract("HD-01", 200), 141));
  EXPECT_THAT(refused.message(), HasSubstr("the rule is said to be from TTLT 26/2014, which nobody has verified"));
}

TEST_F(SpendingChecksTest, TheRuleOfTheEffectiveDateCountsAsKnownWhenItIsRecorded) {
  const Sequence before = Contract("HD-00", 200);
  ledger_.Record(Advance(before, 200));
  Define(AdvanceRate("advance-rate/general", 300), "2024-01-01");
  Define(AdvanceRate("advance-rate/general", 500), "2024-03-01");
  const Sequence contract = Contract("HD-01", 200);
  EXPECT_THAT(Asked(Advance(contract, 61).On("2024-02-28")).message(), HasSubstr("wanted at most 60,000,000 VND"));
  EXPECT_THAT(Asked(Advance(contract, 101).On("2024-03-01")).message(), HasSubstr("wanted at most 100,000,000 VND"));
  ledger_.Record(Advance(contract, 100).On("2024-03-01"));
  Define(AdvanceRate("advance-rate/general", 400), "2024-03-01");
  EXPECT_EQ(Refused(Advance(contract, 1)), "rule.advance-rate");
  EXPECT_EQ(Refused(Advance(Contract("HD-02", 200), 81)), "rule.advance-rate") << "the later one of a day counts";
  ExpectSound();
}

TEST_F(SpendingChecksTest, AfterTheLastDayOfTheBudgetYearADecisionIsAskedFor) {
  Define(LastDay("last-day-spend", 12, 30, "DisbursementMade"));
  ledger_.Record(Paid(1, "2024-12-30"));
  const absl::Status refused = Asked(Paid(1, "2024-12-31"));
  EXPECT_EQ(CodeOf(refused), "rule.last-day");
  EXPECT_THAT(refused.message(), HasSubstr("last-day-spend: disbursement of budget year 2024: found 2024-12-31, wanted "
                                           "2024-12-30 or an earlier day"));
  EXPECT_EQ(Refused(Paid(1, "2024-12-31")), "rule.last-day");
  ledger_.Record(Paid(1, "2024-12-31").Departing("last-day-spend", kDecision));
  EXPECT_THAT(Asked(EventBuilder::Refund("P5", "local", 2024, 1).On("2024-12-31")), IsOk()) << "of another kind";
  ExpectSound();
}

// A registered project has a kind; a label has none, and only the general rule is about its money.
TEST_F(SpendingChecksTest, ARuleForKindsOfProjectsCountsForRegisteredOnes) {
  Define(AdvanceRate("advance-rate/general", 700));
  v1::RuleDefined clusters = AdvanceRate("advance-rate/cluster", 300);
  clusters.add_project_kinds("cluster-infrastructure");
  Define(clusters);
  v1::Event project = EventBuilder::NewProject("K1", 200'000'000).Supported("local", 200'000'000);
  project.mutable_project_registered()->set_kind("cluster-infrastructure");
  ledger_.Record(project);
  const auto contract = [&](const char* id) {
    return ledger_.Record(EventBuilder::Commitment("P5", "local", 2024, id, 100'000'000).Project(id).On("2024-02-01"))
        .sequence;
  };
  const auto advance = [&](const char* id, Sequence of, int64_t millions) -> v1::Event {
    return EventBuilder::Advance("P5", "local", 2024, millions * 1'000'000)
        .Project(id)
        .OfCommitment(of)
        .On("2024-03-01");
  };
  const Sequence of_project = contract("K1");
  const Sequence of_label = contract("K2");
  EXPECT_EQ(Refused(advance("K1", of_project, 31)), "rule.advance-rate");
  EXPECT_THAT(Asked(advance("K1", of_project, 30)), IsOk());
  EXPECT_THAT(Asked(advance("K2", of_label, 70)), IsOk());
  ExpectSound();
}

TEST_F(SpendingChecksTest, AnAuthorityOverStopsIsTheDecisionOfTheStop) {
  Define(Authority("ProjectStopped"));
  ledger_.Record(EventBuilder::NewProject("K1", 200'000'000));
  EXPECT_THAT(Asked(EventBuilder::ProjectStop("K1", kDecision).On("2024-05-01")), IsOk());
}

TEST_F(SpendingChecksTest, TheSupportOfAProjectIsWithinTheCapOfItsKind) {
  Define(SupportCap(200));
  v1::Event both = Mill(150);
  *both.mutable_project_registered()->add_support() =
      EventBuilder::ProjectAmendment("mill", 51).Build().project_amended().support(0);
  both.mutable_project_registered()->mutable_support(1)->set_source_id("local");
  const absl::Status refused = Asked(both);
  EXPECT_EQ(CodeOf(refused), "rule.support-cap");
  EXPECT_THAT(
      refused.message(),
      AllOf(HasSubstr("support-cap/machinery: a project is supported with at most 200 VND in all: asked 201 VND "
                      "for project \"mill\""),
            HasSubstr("`--deviation support-cap/machinery --document")));
  EXPECT_THAT(Asked(Mill(500, 0, "fair", "fair")), IsOk()) << "of another kind";
  EXPECT_THAT(QuestionsOf(Mill(200)), IsEmpty());
  ExpectSound();
}

TEST_F(SpendingChecksTest, TheSupportOfAProjectIsWithinItsShareOfTheTotalCost) {
  Define(SupportCap(200, 500));
  const absl::Status refused = Asked(Mill(101, 200));
  EXPECT_EQ(CodeOf(refused), "rule.support-cap");
  EXPECT_THAT(refused.message(),
              HasSubstr("at most 50% of its total cost, 200 VND: asked 101 VND for project \"mill\", "
                        "wanted at most 100 VND"));
  EXPECT_EQ(CodeOf(Asked(Mill(201, 1000))), "rule.support-cap") << "the smaller of both counts";
  EXPECT_EQ(CodeOf(Asked(Mill(201, 200))), "project.total-cost") << "no source pays more than everything costs";
  EXPECT_THAT(QuestionsOf(Mill(100, 200)), IsEmpty());
  EXPECT_THAT(QuestionsOf(Mill(100, 0, "press")), ElementsAre("support-cap/machinery")) << "what it costs is not said";
  EXPECT_EQ(CodeOf(Asked(Mill(201, 0, "kiln"))), "rule.support-cap") << "the largest amount is judged all the same";
  ExpectSound();
}

TEST_F(SpendingChecksTest, AnAmendmentIsJudgedWhereItMayTakeTheSupportAboveTheCap) {
  ledger_.Record(Mill(300, 600));
  Define(SupportCap(200, 500));
  EXPECT_THAT(Asked(Amended(250)), IsOk()) << "what is lowered is not judged";
  EXPECT_EQ(CodeOf(Asked(Amended(251))), "rule.support-cap");
  EXPECT_THAT(Asked(Amended(200)), IsOk());
  EXPECT_THAT(Asked(Amended(200, 500)), IsOk());
  EXPECT_EQ(CodeOf(Asked(Amended(200, 399))), "rule.support-cap") << "200 is more than half of it";
  ledger_.Record(Mill(500, 0, "fair", "fair"));
  v1::Event other_kind;
  other_kind = EventBuilder::ProjectAmendment("fair", 500);
  other_kind.mutable_project_amended()->set_kind("machinery");
  EXPECT_EQ(CodeOf(Asked(other_kind)), "rule.support-cap");
  EXPECT_THAT(QuestionsOf(EventBuilder::ProjectAmendment("fair", 600)), IsEmpty());
  ExpectSound();
}

TEST_F(SpendingChecksTest, WithADecisionAProjectIsSupportedWithMore) {
  Define(SupportCap(200), "2018-03-28");
  v1::Event more = Mill(201);
  more.add_deviations("support-cap/machinery");
  more.mutable_document()->set_number(kDecision);
  ledger_.Record(more);
  v1::Event before = Mill(900, 0, "press");
  before.set_effective_date(20180327);
  EXPECT_THAT(Asked(before), IsOk()) << "by the rules of its own day";
  Define(SupportCap(200, 0, v1::RULE_ACTION_QUESTION), "2018-03-28");
  EXPECT_THAT(QuestionsOf(Mill(201, 0, "kiln")), ElementsAre("support-cap/machinery"));
  Define(SupportCap(200, 0, v1::RULE_ACTION_REFUSE), "2018-03-28");
  v1::Event never = Mill(201, 0, "road");
  never.add_deviations("support-cap/machinery");
  never.mutable_document()->set_number(kDecision);
  EXPECT_EQ(CodeOf(Asked(never)), "rule.support-cap");
  ExpectSound();
}

TEST_F(SpendingChecksTest, BeforeTheFirstDayItIsRefused) {
  v1::RuleDefined rule = LastDay("lapse-from", 2, 1, "AllocationAdjusted", v1::RULE_ACTION_REFUSE);
  rule.set_what(v1::RULE_WHAT_FIRST_DAY);
  Define(rule);
  const auto adjusted = [](const std::string& day) {
    return EventBuilder::AllocationAdjustment("P5", "local", 2024, -1).On(day);
  };
  EXPECT_EQ(Refused(adjusted("2024-01-31")), "rule.first-day");
  EXPECT_THAT(Asked(adjusted("2024-02-01")), IsOk());
}

// Acceptance: a lapse before the day is refused, however it comes about.
TEST_F(SpendingChecksTest, MoneyLapsesFromADayOfTheNextYearOn) {
  v1::RuleDefined rule = LastDay("lapse-from", 2, 1, "BalanceLapsed", v1::RULE_ACTION_REFUSE);
  rule.set_what(v1::RULE_WHAT_FIRST_DAY);
  rule.set_year_offset(1);
  Define(rule);
  const auto lapsed = [](const std::string& day) { return EventBuilder::Lapse("P5", "local", 2024, 5).On(day); };
  EXPECT_EQ(Refused(lapsed("2025-01-31")), "rule.first-day");
  EXPECT_THAT(Asked(lapsed("2025-01-31").Departing("lapse-from", kDecision)),
              ::testing::ResultOf(&CodeOf, "rule.first-day"))
      << "nobody may depart from it";
  EXPECT_THAT(Asked(lapsed("2025-02-01")), IsOk());
  ExpectSound();
}

// Of P5, which Q3 follows from 2025-07-01 on.
v1::Event CarriedOver(const std::string& legal_case, const std::string& day = "2025-01-31",
                      const std::string& departing = "") {
  EventBuilder carried = EventBuilder::CarryOver("P5", "local", 2024, 5).On(day);
  if (!departing.empty()) carried.Departing(departing, kDecision);
  v1::Event command = carried;
  command.mutable_balance_carried_over()->set_legal_case(legal_case);
  return command;
}

TEST_F(SpendingChecksTest, ACarryOverNamesACaseOfTheLaw) {
  Define(Rule("carry-cases", v1::RULE_WHAT_CARRY_CASES, v1::RULE_ACTION_REFUSE), "2025-01-15");
  EXPECT_THAT(Asked(CarriedOver("", "2025-01-14")), IsOk()) << "before the rule is in force";
  for (const char* letter : {"a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l"})
    EXPECT_THAT(Asked(CarriedOver(letter)), IsOk()) << letter;
  for (const char* other : {"", "f", "j", "m", "A", "dd", "a b", "merger"})
    EXPECT_EQ(Refused(CarriedOver(other)), "rule.carry-case") << other;
  EXPECT_THAT(
      Asked(CarriedOver("")).message(),
      AllOf(HasSubstr("carry-cases: the case in which money is carried over: found none, wanted one of a, b, c, d, "
                      "đ, e, g, h, i, k, l; or merger, where a unit that has ended gives"),
            HasSubstr("nobody may depart from it")));
  EXPECT_THAT(Asked(CarriedOver("f")).message(), HasSubstr("found \"f\", wanted one of a, b"));
  EXPECT_THAT(Asked(EventBuilder::CarryOver("P5", "local", 2024, 5).CarriedTo("Q3", 2025).On("2025-07-01")), IsOk())
      << "a merger, by which another unit receives";
  ExpectSound();
}

TEST_F(SpendingChecksTest, ACaseMayBeLeftOpenByADecisionOrAsAQuestion) {
  Define(Rule("carry-cases", v1::RULE_WHAT_CARRY_CASES, v1::RULE_ACTION_REFUSE_WITHOUT_DECISION));
  EXPECT_EQ(Refused(CarriedOver("")), "rule.carry-case");
  EXPECT_THAT(Asked(CarriedOver("", "2025-01-31", "carry-cases")), IsOk());
  EXPECT_EQ(CodeOf(Asked(CarriedOver("a", "2025-01-31", "carry-cases"))), "deviation.not-needed");
  Define(Rule("carry-cases", v1::RULE_WHAT_CARRY_CASES, v1::RULE_ACTION_QUESTION));
  EXPECT_THAT(QuestionsOf(CarriedOver("")), ElementsAre("carry-cases"));
  EXPECT_THAT(QuestionsOf(CarriedOver("đ")), IsEmpty());
  ExpectSound();
}

TEST_F(SpendingChecksTest, VerifyFindsACarryOverWithoutItsCase) {
  Define(Rule("carry-cases", v1::RULE_WHAT_CARRY_CASES, v1::RULE_ACTION_REFUSE));
  v1::Event carried = CarriedOver("");
  carried.mutable_balance_carried_over()->set_from_tranche_number(1);
  carried.mutable_balance_carried_over()->set_to_tranche_number(2024001);
  ledger_.Close();
  AppendUnjudged(ledger_.directory(), carried);
  EXPECT_THAT(FirstFindingIn(ledger_.directory()), HasSubstr("the case in which money is carried over: found none"));
  ASSERT_THAT(ledger_.Reopen(), IsOk());
}

TEST_F(SpendingChecksTest, ASupportIsRaisedByAuthorityAndWhateverElseIsAmendedIsNot) {
  Define(Authority("ProjectAmended"));
  ledger_.Record(EventBuilder::NewProject("K1", 200).Supported("local", 50));
  v1::Event renamed = EventBuilder::ProjectAmendment("K1", 200);
  renamed.mutable_project_amended()->set_name("A new name");
  EXPECT_THAT(Asked(renamed), IsOk()) << "it says the support that it has";
  EXPECT_EQ(Refused(EventBuilder::ProjectAmendment("K1", 201)), "rule.no-decision");
  EXPECT_EQ(Refused(EventBuilder::ProjectAmendment("K1", 100).Supported("local", 51)), "rule.no-decision");
  EXPECT_THAT(Asked(EventBuilder::ProjectAmendment("K1", 100)), IsOk()) << "it lowers the support";
  EXPECT_EQ(Refused(EventBuilder::ProjectAmendment("K1", 200)), "rule.no-decision") << "to what it was before";
  EXPECT_THAT(Asked(EventBuilder::ProjectAmendment("K1", 200).Document(kDecision)), IsOk());
  ExpectSound();
}

TEST_F(SpendingChecksTest, WithoutFourEyesAnAuthorityIsADecision) {
  Define(Authority("PlanAdjusted"));
  const EventBuilder raised = EventBuilder::PlanAdjustment("P5", "local", 2024, 5).On("2024-06-01");
  const absl::Status refused = Asked(raised);
  EXPECT_EQ(CodeOf(refused), "rule.no-decision");
  EXPECT_THAT(refused.message(),
              HasSubstr("authority/plan: plan adjusted rests on a decision of the minister: found none"));
  EXPECT_THAT(Asked(EventBuilder(raised).Document(kDecision)), IsOk());
  ExpectSound();
}

TEST_F(SpendingChecksTest, ARuleNamesWhatIsKnownAndWhatItNeeds) {
  const auto code = [this](const v1::RuleDefined& rule) { return CodeOf(Asked(EventBuilder::Rule(rule))); };
  EXPECT_EQ(code(AdvanceRate("a b", 700)), "catalogue.id");
  EXPECT_EQ(code(AdvanceRate("a", 700, "games")), "area.unknown");
  EXPECT_EQ(code(AdvanceRate("a", 1001)), "rule.permille");
  EXPECT_EQ(code(AdvanceRate("a", 0)), "rule.term-missing");
  EXPECT_EQ(code(Rule("a", v1::RULE_WHAT_UNSPECIFIED, v1::RULE_ACTION_REFUSE)), "rule.what-missing");
  EXPECT_EQ(code(AdvanceRate("a", 700, "", v1::RULE_ACTION_UNSPECIFIED)), "rule.action-missing");
  EXPECT_EQ(code(LastDay("a", 2, 30, "DisbursementMade")), "rule.calendar");
  EXPECT_EQ(code(LastDay("a", 13, 1, "DisbursementMade")), "rule.calendar");
  v1::RuleDefined unused = AdvanceRate("a", 700);
  unused.set_amount_max(5);
  EXPECT_EQ(code(unused), "rule.term-unused");
  v1::Event without = EventBuilder::Rule(AdvanceRate("a", 700));
  without.mutable_rule_defined()->set_legal_basis(" ");
  EXPECT_EQ(CodeOf(Asked(without)), "rule.legal-basis-missing");
  v1::RuleDefined of_source = AdvanceRate("a", 700);
  of_source.add_source_ids("gold");
  EXPECT_EQ(code(of_source), "source.unknown");
}

// By another program, for whoever keeps the files.
TEST_F(SpendingChecksTest, VerifyJudgesAgainByTheRulesThatWereKnown) {
  Define(AdvanceRate("advance-rate/general", 500));
  const Sequence contract = Contract("HD-01", 200);
  ledger_.Close();
  AppendUnjudged(ledger_.directory(), Advance(contract, 101).FromTranche(1));
  const auto report = Verify(ledger_.directory(), nullptr);
  ASSERT_THAT(report, IsOk());
  std::vector<std::string> found;
  for (const v1::Finding& finding : report->findings()) found.push_back(finding.message());
  EXPECT_THAT(found, Contains(HasSubstr("wanted at most 100,000,000 VND")));
  ASSERT_THAT(ledger_.Reopen(), IsOk());
}

TEST_F(SpendingChecksTest, VerifyFindsAQuestionThatNoRuleAsks) {
  Define(AdvanceRate("advance-rate/general", 500));
  ledger_.Close();
  AppendUnjudged(ledger_.directory(), Advance(0, 1).FromTranche(1));
  EXPECT_THAT(FirstFindingIn(ledger_.directory()), HasSubstr("questions: found , wanted advance-rate/general"));
  ASSERT_THAT(ledger_.Reopen(), IsOk());
}

TEST_F(SpendingChecksTest, TheQuestionsAreGivenByTheLedger) {
  v1::Event forged = Paid(1, "2024-03-01");
  forged.add_questions("advance-rate/general");
  EXPECT_EQ(CodeOf(Asked(forged)), "questions.set");
  v1::Event twice = Paid(1, "2024-03-01").Departing("a", kDecision).Departing("a", kDecision);
  EXPECT_EQ(CodeOf(Asked(twice)), "grant.named-twice");
}

TEST_F(SpendingChecksTest, RulesAreKeptThroughReopeningTheLedgerAndRebuildingItsIndex) {
  Define(AdvanceRate("advance-rate/general", 500));
  const Sequence contract = Contract("HD-01", 200);
  ledger_.Close();
  ASSERT_THAT(Rebuild(ledger_.directory(), nullptr), IsOk());
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  EXPECT_EQ(Refused(Advance(contract, 101)), "rule.advance-rate");
}

}  // namespace
}  // namespace tranche
