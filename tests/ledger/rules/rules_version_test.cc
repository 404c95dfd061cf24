#include "ledger/rules/rules_version.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/adoption.h"
#include "replay/rebuild.h"
#include "replay/verify/verify.h"
#include "tests/replay/copied_ledger.h"
#include "tests/replay/damaged_copy.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using storage::Family;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string CodeOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->code() : status.ToString();
}

uint32_t RulesOf(const Ledger& ledger) { return ledger.View().CatalogueAt(ledger.head()).value()->rules_version(); }

TEST(RulesVersionTest, ANewLedgerBeginsWithTheNewest) {
  TestLedger ledger;
  EXPECT_EQ(RulesOf(*ledger), kNewestRules);
  EXPECT_EQ(ledger->terms().rules_version(), kNewestRules);
  EXPECT_EQ(ledger->terms().rules_known_since(), "0.1.0");
}

TEST(RulesVersionTest, TheFirstVersionIsStoredAsNone) {
  TestLedger ledger(4, 1);
  EXPECT_EQ(RulesOf(*ledger), 1u);
  EXPECT_EQ(ledger->terms().SerializeAsString(), TestTerms().SerializeAsString());
}

TEST(RulesVersionTest, NoLedgerBeginsWithRulesThatAreUnknownHere) {
  TemporaryDirectory directory;
  FakeClock clock(Instant("2026-01-01T00:00:00Z"));
  v1::LedgerCreated terms = TestTerms();
  terms.set_rules_version(kNewestRules + 1);
  const auto ledger = Ledger::Create(directory.File("l"), terms, absl::UnixEpoch(), &clock);
  EXPECT_EQ(CodeOf(ledger.status()), "rules.unknown");
  EXPECT_THAT(NamesIn(directory.path()), ::testing::IsEmpty());
}

TEST(RulesVersionTest, AnAdoptionHoldsFromTheNextEventOnAndAfterTheOpen) {
  TestLedger ledger(4, 1);
  const Sequence adoption = ledger.Record(EventBuilder::AdoptRules(2, "decision 17")).sequence;
  EXPECT_EQ(RulesOf(*ledger), 2u);
  EXPECT_EQ(ledger->View().CatalogueAt(adoption - 1).value()->rules_version(), 1u);
  ASSERT_THAT(ledger.Reopen(), IsOk());
  EXPECT_EQ(RulesOf(*ledger), 2u);
}

TEST(RulesVersionTest, AVersionOnlyRises) {
  TestLedger ledger(4, 2);
  for (const uint32_t version : {1u, 2u}) {
    const auto again = ledger.Append({EventBuilder::AdoptRules(version, "why")});
    EXPECT_EQ(CodeOf(again.status()), "rules.not-raised") << version;
  }
  EXPECT_EQ(RulesOf(*ledger), 2u);
}

TEST(RulesVersionTest, AnAdoptionSaysWhyAndSinceWhenItIsKnown) {
  TestLedger ledger(4, 1);
  EXPECT_EQ(CodeOf(ledger.Append({EventBuilder::AdoptRules(2, "")}).status()), "rules.reason-missing");
  v1::Event command = EventBuilder::AdoptRules(2, "why");
  command.mutable_rules_adopted()->set_known_since("9.9.9");
  EXPECT_EQ(CodeOf(ledger.Append({command}).status()), "rules.known-since");
  command.mutable_rules_adopted()->set_rules_version(0);
  EXPECT_EQ(CodeOf(ledger.Append({command}).status()), "rules.version-missing");
}

TEST(RulesVersionTest, AnAdoptionIsNotReversed) {
  TestLedger ledger(4, 1);
  const Sequence adoption = ledger.Record(EventBuilder::AdoptRules(2, "why")).sequence;
  EXPECT_THAT(ledger.Append({EventBuilder::Reversal(adoption, "no")}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("cannot be reversed")));
}

TEST(RulesVersionTest, NoVersionIsAdoptedThatIsUnknownHere) {
  TestLedger ledger;
  v1::Event command = EventBuilder::AdoptRules(kNewestRules + 1, "why");
  EXPECT_THAT(ledger.Append({command}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("get tranche 0.1.0")));
  EXPECT_EQ(CodeOf(AdoptionOf(kNewestRules + 1).status()), "rules.unknown");
}

// Money of fairs is refunded as money of conferences, which only rules version 1 allows.
v1::Event RefundOfAnotherArea() {
  return EventBuilder::Refund("P1", "national", 2024, 5).FromTranche(1).Area("conferences").On("2024-04-01");
}

TEST(RulesVersionTest, WhatWasLawfulStaysSoAndIsRefusedFromTheAdoptionOn) {
  TestLedger ledger(4, 1);
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 100));
  ledger.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 60).On("2024-02-01"));
  ledger.Record(EventBuilder::Disbursement("P1", "national", 2024, 20).FromTranche(1).Area("fairs").On("2024-03-01"));
  ledger.Record(RefundOfAnotherArea());
  ledger.Record(EventBuilder::AdoptRules(2, "decision 17"));
  EXPECT_EQ(CodeOf(ledger.Append({RefundOfAnotherArea()}).status()), "guard.line-disbursed-below-zero");
  ledger.Record(
      EventBuilder::Disbursement("P1", "national", 2024, 1).FromTranche(1).Area("conferences").On("2024-05-01"));
  ledger.Close();
  EXPECT_EQ(FirstFindingIn(ledger.directory()), "");
}

// A plan that is lowered from June on and then raised again from January on, which only rules before version 3 allow:
// from January to May it is 40 more than anyone approved.
struct PlanThatNeverWas {
  explicit PlanThatNeverWas(TestLedger* ledger) {
    ledger->Record(EventBuilder::Plan("P1", "national", 2024, 100).On("2024-01-01").Key("plan"));
    lowered = ledger->Record(EventBuilder::PlanAdjustment("P1", "national", 2024, -40).On("2024-06-01").Key("lowered"));
    reversal = ledger->Append({EarlyReversal("reversal")});
  }

  v1::Event EarlyReversal(const std::string& key) const {
    return EventBuilder::Reversal(lowered.sequence, "a mistake").On("2024-01-31").Key(key);
  }

  Receipt lowered;
  absl::StatusOr<std::vector<Receipt>> reversal;
};

TEST(RulesOfReversalDatesTest, AReversalTakesEffectNoEarlierThanWhatItReverses) {
  TestLedger ledger;
  const PlanThatNeverWas plan(&ledger);
  EXPECT_THAT(
      plan.reversal,
      StatusIs(
          absl::StatusCode::kFailedPrecondition,
          AllOf(HasSubstr(
                    "takes effect on 2024-06-01, and its reversal cannot take effect before that: found 2024-01-31"),
                HasSubstr("; leave the date out, or give 2024-06-01 or a later one"))));
  EXPECT_EQ(CodeOf(plan.reversal.status()), "reversal.too-early");
  AppendOptions rehearsal;
  rehearsal.dry_run = true;
  EXPECT_EQ(CodeOf(ledger.Append({plan.EarlyReversal("again")}, rehearsal).status()), "reversal.too-early");
  EXPECT_EQ(ledger.Sum("P1", Measure::kPlan, Day("2024-01-31")), 100);
}

TEST(RulesOfReversalDatesTest, EveryKindThatCanBeReversedHasThatRule) {
  TestLedger ledger;
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 100).On("2024-01-01"));
  ledger.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 60).On("2024-02-01"));
  ledger.Record(EventBuilder::Disbursement("P1", "national", 2024, 20).On("2024-03-01"));
  const v1::Event commands[] = {EventBuilder::Refund("P1", "national", 2024, 5).On("2024-06-01"),
                                EventBuilder::AllocationAdjustment("P1", "national", 2024, -5).On("2024-06-01"),
                                EventBuilder::Execution("P1", "national", 2024, 7).On("2024-06-01"),
                                EventBuilder::Disbursement("P1", "national", 2024, 1).On("2024-06-01"),
                                EventBuilder::Estimate("P1", 2024, "executed", 5).On("2024-06-01")};
  for (const v1::Event& command : commands) {
    const Sequence sequence = ledger.Record(command).sequence;
    EXPECT_EQ(CodeOf(ledger.Append({EventBuilder::Reversal(sequence, "why").On("2024-05-31")}).status()),
              "reversal.too-early")
        << command.ShortDebugString();
    ledger.Record(EventBuilder::Reversal(sequence, "why").On("2024-06-01"));
  }
}

TEST(RulesOfReversalDatesTest, WithoutADateOrFromALaterDayOnItIsAccepted) {
  TestLedger ledger;
  const PlanThatNeverWas plan(&ledger);
  EXPECT_EQ(ledger.Record(EventBuilder::Reversal(plan.lowered.sequence, "why")).event.effective_date(), 20240601);
  const Sequence again =
      ledger.Record(EventBuilder::PlanAdjustment("P1", "national", 2024, -40).On("2024-06-01")).sequence;
  EXPECT_EQ(ledger.Record(EventBuilder::Reversal(again, "why").On("2024-07-01")).event.effective_date(), 20240701);
}

TEST(RulesOfReversalDatesTest, AnEarlierReversalStaysLawfulAndTheAdoptionChangesNothing) {
  TestLedger ledger(4, 2);
  const PlanThatNeverWas plan(&ledger);
  ASSERT_THAT(plan.reversal, IsOk());
  const Sequence reversal = plan.reversal->front().sequence;
  const auto balance = [&] {
    return Balance(ledger->View(), MoneyOf("P1", "2024-01-31", reversal), {}).value().total().DebugString();
  };
  const std::string before = balance();
  const Sequence adoption = ledger.Record(EventBuilder::AdoptRules(3, "decision 18")).sequence;
  const Digest root = ledger->tree().Root(adoption - 1).value();
  EXPECT_EQ(balance(), before);
  EXPECT_EQ(ledger.Sum("P1", Measure::kPlan, Day("2024-01-31")), 140);
  const Sequence lowered =
      ledger.Record(EventBuilder::PlanAdjustment("P1", "national", 2024, -9).On("2024-06-01")).sequence;
  EXPECT_EQ(CodeOf(ledger.Append({EventBuilder::Reversal(lowered, "why").On("2024-05-31")}).status()),
            "reversal.too-early");
  EXPECT_TRUE(ledger.Append({plan.EarlyReversal("reversal")}).value().front().already_recorded);
  ledger.Close();
  EXPECT_EQ(FirstFindingIn(ledger.directory()), "");
  EXPECT_THAT(Rebuild(ledger.directory(), nullptr), IsOk());
  EXPECT_EQ(FirstFindingIn(ledger.directory()), "");
  ASSERT_THAT(ledger.Reopen(), IsOk());
  EXPECT_EQ(balance(), before);
  EXPECT_EQ(ledger->tree().Root(adoption - 1).value(), root);
}

TEST(RulesOfReversalDatesTest, TheSameHistoryUnderVersion3IsAFinding) {
  TestLedger ledger(4, 2);
  const PlanThatNeverWas plan(&ledger);
  ASSERT_THAT(plan.reversal, IsOk());
  ledger.Close();
  EXPECT_EQ(FirstFindingIn(ledger.directory()), "");
  TemporaryDirectory scratch;
  const std::string stricter = scratch.File("stricter");
  CopyDamaged(ledger.directory(), stricter,
              ChangeEvent(1, [](v1::Event* event) { event->mutable_ledger_created()->set_rules_version(3); }));
  const auto report = Verify(stricter, nullptr);
  ASSERT_THAT(report, IsOk());
  const Sequence unlawful = plan.reversal->front().sequence;
  EXPECT_TRUE(std::any_of(report->findings().begin(), report->findings().end(), [&](const v1::Finding& finding) {
    return finding.check() == "guard" && finding.sequence() == unlawful &&
           finding.message().find("its reversal cannot take effect before that") != std::string::npos;
  })) << report->DebugString();
}

// A ledger written by a later program: it adopted rules unknown to this one.
class LaterRulesTest : public ::testing::Test {
 protected:
  LaterRulesTest() : ledger_(4, 1), later_(scratch_.File("later")) {
    ledger_.Record(EventBuilder::Plan("P1", "national", 2024, 100));
    adoption_ = ledger_.Record(EventBuilder::AdoptRules(2, "why")).sequence;
    ledger_.Record(EventBuilder::Execution("P1", "national", 2024, 7));
    ledger_.Record(EventBuilder::Execution("P1", "national", 2024, 8));
    ledger_.Close();
    const RowEdit adopt_later = ChangeEvent(adoption_, [](v1::Event* event) {
      event->mutable_rules_adopted()->set_rules_version(77);
      event->mutable_rules_adopted()->set_known_since("5.0.0");
    });
    CopyDamaged(ledger_.directory(), later_, [&](Family family, const std::string& key, const std::string& value) {
      return family == Family::kIndex ? std::nullopt : adopt_later(family, key, value);
    });
    EXPECT_THAT(Rebuild(later_, nullptr), IsOk());
  }

  TestLedger ledger_;
  TemporaryDirectory scratch_;
  std::string later_;
  Sequence adoption_ = 0;
};

TEST_F(LaterRulesTest, NothingIsRecordedAndTheMessageNamesTheProgramThatCan) {
  const auto later = Ledger::Open(later_, Ledger::Access::kWrite, &ledger_.clock());
  ASSERT_THAT(later, IsOk());
  const Sequence head = (*later)->head();
  EXPECT_THAT((*later)->Append({EventBuilder::Plan("P1", "national", 2024, 1)}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("rules version 77"), HasSubstr("get tranche 5.0.0"))));
  AppendOptions rehearsal;
  rehearsal.dry_run = true;
  const auto rehearsed = (*later)->Append({EventBuilder::Plan("P1", "national", 2024, 1)}, rehearsal);
  EXPECT_EQ(CodeOf(rehearsed.status()), "rules.unknown");
  EXPECT_EQ((*later)->head(), head);
}

TEST_F(LaterRulesTest, QuestionsAreAnsweredAsBefore) {
  const auto later = Ledger::Open(later_, Ledger::Access::kReadOnly, &ledger_.clock());
  ASSERT_THAT(later, IsOk());
  const auto report = Balance((*later)->View(), MoneyOf("N", "2024-12-31", (*later)->head()), {});
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->total().plan(), "100");
  EXPECT_EQ(report->total().executed(), "15");
}

TEST_F(LaterRulesTest, VerifyNamesTheAdoptionAndJudgesWhatCameBefore) {
  const auto report = Verify(later_, nullptr);
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->findings_size(), 1) << report->DebugString();
  EXPECT_EQ(report->findings(0).check(), "rules");
  EXPECT_EQ(report->findings(0).sequence(), adoption_);
  EXPECT_THAT(report->findings(0).message(), HasSubstr("the events after it were not judged"));
}

// P3 is in region:b.
TEST(RulesOfRegionsApartTest, ARoleForARegionThatWasForItsUnitsIsForTheRegionFromTheAdoptionOn) {
  TestLedger ledger(4, 4);
  ledger.Record(EventBuilder::Actor("an").On("2026-01-01"));
  v1::Event grant = EventBuilder::Grant("an", v1::ROLE_OFFICER).On("2026-01-01");
  grant.mutable_role_granted()->add_unit_ids("region:b");
  ledger.Record(grant);
  const auto asked = [&](const v1::Event& command) {
    return CodeOf(ledger.Append({command}, {.within_grants_of = "an"}).status());
  };
  EXPECT_EQ(asked(EventBuilder::Plan("P3", "national", 2024, 1)), "OK");
  ledger.Record(EventBuilder::AdoptRules(5, "decision 17"));
  EXPECT_EQ(asked(EventBuilder::Plan("P3", "national", 2024, 2)), "authority.unit");
  EXPECT_EQ(asked(EventBuilder::Plan("region:b", "national", 2024, 2)), "OK");
  ledger.Close();
  EXPECT_EQ(FirstFindingIn(ledger.directory()), "");
}

}  // namespace
}  // namespace tranche
