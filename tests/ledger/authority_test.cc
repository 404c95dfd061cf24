// Every limit of a grant, and ways around it.
#include "ledger/authority.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
constexpr char kToday[] = "2026-01-01";  // of the ledger's clock

using Change = std::function<void(v1::RoleGranted* grant)>;

std::string CodeOf(const absl::Status& status) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  return refusal ? refusal->code() : status.ToString();
}

// A ledger with money in P1 and P3 from both sources, the actors an and binh, and the administrators chi and dung.
class AuthorityTest : public ::testing::Test {
 protected:
  AuthorityTest() {
    for (const char* actor : {"an", "binh", "chi", "dung"}) ledger_.Record(EventBuilder::Actor(actor).On(kToday));
    for (const char* actor : {"chi", "dung"}) Grant(actor, v1::ROLE_ADMINISTRATOR);
    for (const char* unit : {"P1", "P3"}) {
      for (const char* source : {"national", "local"}) {
        ledger_.Record(EventBuilder::Plan(unit, source, 2024, 1000));
        ledger_.Record(EventBuilder::Tranche(1, unit, source, 2024, 1000));
      }
    }
  }

  Sequence Grant(
      const std::string& actor, v1::Role role, const Change& limits = [](v1::RoleGranted*) {}) {
    v1::Event grant = EventBuilder::Grant(actor, role).On(kToday);
    limits(grant.mutable_role_granted());
    return ledger_.Record(grant).sequence;
  }
  absl::StatusOr<std::vector<Receipt>> Append(const std::string& actor, const std::vector<v1::Event>& commands,
                                              bool dry_run = false) {
    AppendOptions options;
    options.within_grants_of = actor;
    options.dry_run = dry_run;
    return ledger_.Append(commands, options);
  }
  // "" if `actor` may; else the code of the refusal. Nothing is recorded in either case.
  std::string Verdict(const std::string& actor, const std::vector<v1::Event>& commands) {
    const Sequence before = ledger_->head();
    const absl::Status rehearsed = Append(actor, commands, true).status();
    EXPECT_EQ(ledger_->head(), before);
    if (rehearsed.ok()) return "";
    EXPECT_EQ(Append(actor, commands).status(), rehearsed) << "a rehearsal is refused as the command is";
    EXPECT_EQ(ledger_->head(), before);
    EXPECT_EQ(rehearsed.code(), kDenied) << rehearsed;
    return CodeOf(rehearsed);
  }

  static EventBuilder Paid(const std::string& unit, const std::string& source, int64_t amount) {
    return EventBuilder::Disbursement(unit, source, 2024, amount).On("2024-06-01");
  }

  TestLedger ledger_;
};

TEST_F(AuthorityTest, TheActorOfTheEventIsTheAuthenticatedOneWhateverTheCommandSays) {
  Grant("an", v1::ROLE_OFFICER);
  v1::Event command = Paid("P1", "national", 10);
  command.set_actor("binh");
  const auto receipts = Append("an", {command});
  ASSERT_THAT(receipts, IsOk());
  EXPECT_EQ(receipts->front().event.actor(), "an");
  EXPECT_EQ(ledger_->log().Read(ledger_->head())->actor(), "an");
  command = Paid("P1", "national", 11);
  command.set_actor("an");
  EXPECT_EQ(Verdict("binh", {command}), "authority.no-grant") << "another's name in the command lends no authority";
}

TEST_F(AuthorityTest, NobodyWithoutAGrantInForceRecords) {
  EXPECT_EQ(Verdict("nobody", {Paid("P1", "national", 10)}), "authority.no-actor");
  EXPECT_THAT(Append("", {Paid("P1", "national", 10)}), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 10)}), "authority.no-grant");
  const Sequence grant = Grant("an", v1::ROLE_OFFICER, [](v1::RoleGranted* role) { role->set_until(20260131); });
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 10)}), "");
  ledger_.clock().Set(Instant("2026-01-31T16:59:59Z"));
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 10)}), "");
  ledger_.clock().Set(Instant("2026-01-31T17:00:00Z"));  // the first of February, seven hours east
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 10)}), "authority.no-grant") << grant;
}

TEST_F(AuthorityTest, ARevocationCountsFromTheNextCommandOn) {
  const Sequence grant = Grant("an", v1::ROLE_OFFICER);
  ASSERT_THAT(Append("an", {Paid("P1", "national", 10)}), IsOk());
  ledger_.Record(EventBuilder::Revocation(grant, "left").On(kToday));
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 11)}), "authority.no-grant");
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 11).On("2024-06-01")}), "authority.no-grant")
      << "no date from the time of the role brings it back";
}

TEST_F(AuthorityTest, AGrantOfTomorrowIsNoneOfToday) {
  v1::Event grant = EventBuilder::Grant("an", v1::ROLE_OFFICER).On("2026-01-02");
  ledger_.Record(grant);
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 10)}), "authority.no-grant");
  ledger_.clock().Set(Instant("2026-01-02T00:00:00Z"));
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 10)}), "");
}

TEST_F(AuthorityTest, ARequestIsWithinTheUnitsOfItsGrant) {
  Grant("an", v1::ROLE_OFFICER, [](v1::RoleGranted* role) { role->add_unit_ids("P1"); });
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 10)}), "");
  EXPECT_EQ(Verdict("an", {Paid("P3", "national", 10)}), "authority.unit");
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 10), Paid("P3", "national", 10)}), "authority.unit");
  EXPECT_EQ(Verdict("an", {EventBuilder::Transfer("P1", "P3", "national", 2024, 10)}), "authority.unit");
  EXPECT_EQ(Verdict("an", {EventBuilder::Transfer("P3", "P1", "national", 2024, 10)}), "authority.unit");
  EXPECT_EQ(Verdict("an", {EventBuilder::Tranche(7, "P1", "national", 2024, 1).Share("P3", 1)}), "authority.unit");
  EXPECT_EQ(Verdict("an", {EventBuilder::Estimate("P3", 2024, "executed", 10)}), "authority.unit");
}

TEST_F(AuthorityTest, AReversalIsJudgedAsWhatItReverses) {
  const Sequence other = ledger_.Record(Paid("P3", "national", 10)).sequence;
  const Sequence own = ledger_.Record(Paid("P1", "national", 10)).sequence;
  const Sequence large = ledger_.Record(Paid("P1", "national", 300)).sequence;
  Grant("an", v1::ROLE_OFFICER, [](v1::RoleGranted* role) {
    role->add_unit_ids("P1");
    role->add_kinds("EventReversed");
    role->add_kinds("DisbursementMade");
    role->set_amount_max(100);
  });
  EXPECT_EQ(Verdict("an", {EventBuilder::Reversal(own, "twice")}), "");
  EXPECT_EQ(Verdict("an", {EventBuilder::Reversal(other, "twice")}), "authority.unit");
  EXPECT_EQ(Verdict("an", {EventBuilder::Reversal(large, "twice")}), "authority.amount");
  const Sequence plan = ledger_.Record(EventBuilder::Plan("P1", "national", 2024, 5)).sequence;
  EXPECT_EQ(Verdict("an", {EventBuilder::Reversal(plan, "twice")}), "authority.kind");
  Grant("binh", v1::ROLE_OFFICER, [](v1::RoleGranted* role) { role->add_kinds("DisbursementMade"); });
  EXPECT_EQ(Verdict("binh", {EventBuilder::Reversal(own, "twice")}), "authority.kind");
}

// Of the boundaries of the day of recording: P1 and P2 have become Q1, in region:a.
TEST_F(AuthorityTest, AUnitIsAllThatCountsInItOnTheDayOfRecording) {
  Grant("an", v1::ROLE_OFFICER, [](v1::RoleGranted* role) { role->add_unit_ids("Q1"); });
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 10)}), "") << "money of a predecessor";
  EXPECT_EQ(Verdict("an", {EventBuilder::Plan("Q1", "national", 2026, 10).On(kToday)}), "");
  EXPECT_EQ(Verdict("an", {Paid("P3", "national", 10)}), "authority.unit");
}

// Before rules version 5 it was all that counts in the region on the day of recording.
TEST_F(AuthorityTest, ARoleForARegionIsForWhatTheRegionHoldsAndItsUnitsAreNamed) {
  Grant("binh", v1::ROLE_OFFICER, [](v1::RoleGranted* role) {
    role->add_unit_ids("region:b");
    role->add_unit_ids("Q1");
  });
  EXPECT_EQ(Verdict("binh", {EventBuilder::Plan("region:b", "national", 2024, 10)}), "");
  EXPECT_EQ(Verdict("binh", {Paid("P1", "national", 10)}), "");
  EXPECT_EQ(Verdict("binh", {Paid("P3", "national", 10)}), "authority.unit");
}

TEST_F(AuthorityTest, AGrantOfAnEndedUnitDoesNotReachTheOneThatFollowed) {
  Grant("an", v1::ROLE_OFFICER, [](v1::RoleGranted* role) { role->add_unit_ids("P1"); });
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 10)}), "");
  EXPECT_EQ(Verdict("an", {EventBuilder::Plan("Q1", "national", 2026, 10).On(kToday)}), "authority.unit");
}

TEST_F(AuthorityTest, ARequestIsWithinTheSourcesAndKindsOfItsGrant) {
  Grant("an", v1::ROLE_OFFICER, [](v1::RoleGranted* role) {
    role->add_source_ids("national");
    role->add_kinds("DisbursementMade");
  });
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 10)}), "");
  EXPECT_EQ(Verdict("an", {Paid("P1", "local", 10)}), "authority.source");
  EXPECT_EQ(Verdict("an", {EventBuilder::Plan("P1", "national", 2024, 10)}), "authority.kind");
}

TEST_F(AuthorityTest, AStatementAboutAllSourcesNeedsAGrantForAllSources) {
  Grant("an", v1::ROLE_OFFICER, [](v1::RoleGranted* role) { role->add_source_ids("national"); });
  EXPECT_EQ(Verdict("an", {EventBuilder::Estimate("P1", 2024, "executed", 10)}), "authority.source");
}

TEST_F(AuthorityTest, TheLargestAmountIsOfOneRequestPerSourceAndYear) {
  Grant("an", v1::ROLE_OFFICER, [](v1::RoleGranted* role) { role->set_amount_max(100); });
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 100)}), "");
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 101)}), "authority.amount");
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 60), Paid("P3", "national", 60)}), "authority.amount")
      << "in two rows";
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 60), Paid("P1", "local", 60)}), "") << "two sources";
  EXPECT_EQ(Verdict("an", {EventBuilder::PlanAdjustment("P1", "national", 2026, 100),
                           EventBuilder::PlanAdjustment("P1", "national", 2026, -100)}),
            "authority.amount")
      << "what cancels counts twice";
  EXPECT_EQ(Verdict("an", {EventBuilder::Transfer("P1", "P3", "national", 2024, 100)}), "") << "counts once";
  EXPECT_EQ(Verdict("an", {EventBuilder::Tranche(7, "P1", "national", 2024, 60).Share("P3", 60)}), "authority.amount");
}

TEST_F(AuthorityTest, WhatWasRecordedBeforeCountsNeitherAgainNorForTheLimit) {
  Grant("an", v1::ROLE_OFFICER, [](v1::RoleGranted* role) { role->set_amount_max(100); });
  const v1::Event first = Paid("P1", "national", 60).Key("first");
  ASSERT_THAT(Append("an", {first}), IsOk());
  EXPECT_EQ(Verdict("an", {first, Paid("P1", "national", 60)}), "");
}

TEST_F(AuthorityTest, AllCommandsOfARequestLieWithinOneGrant) {
  Grant("an", v1::ROLE_OFFICER, [](v1::RoleGranted* role) { role->add_unit_ids("P1"); });
  Grant("an", v1::ROLE_OFFICER, [](v1::RoleGranted* role) {
    role->add_unit_ids("P3");
    role->set_amount_max(50);
  });
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 200)}), "");
  EXPECT_EQ(Verdict("an", {Paid("P3", "national", 50)}), "");
  EXPECT_EQ(Verdict("an", {Paid("P3", "national", 51)}), "authority.amount");
  EXPECT_EQ(Verdict("an", {Paid("P1", "national", 10), Paid("P3", "national", 10)}), "authority.not-one-grant");
}

TEST_F(AuthorityTest, EachRoleRecordsItsOwnKindsAndNoOthers) {
  Grant("an", v1::ROLE_OFFICER);
  Grant("binh", v1::ROLE_AUDITOR);
  Grant("binh", v1::ROLE_APPROVER);
  const v1::Event source = EventBuilder::Source("loans").On(kToday);
  const v1::Event grant = EventBuilder::Grant("an", v1::ROLE_OFFICER).On(kToday);
  EXPECT_EQ(Verdict("chi", {source}), "");
  EXPECT_EQ(Verdict("chi", {grant}), "");
  EXPECT_EQ(Verdict("chi", {EventBuilder::Actor("lan").On(kToday)}), "");
  EXPECT_EQ(Verdict("chi", {Paid("P1", "national", 10)}), "authority.role");
  EXPECT_EQ(Verdict("an", {source}), "authority.role");
  EXPECT_EQ(Verdict("an", {grant}), "authority.role") << "nobody gives a role to themselves";
  EXPECT_EQ(Verdict("binh", {Paid("P1", "national", 10)}), "authority.role");
  EXPECT_EQ(Verdict("binh", {source}), "authority.role");
}

TEST_F(AuthorityTest, AGrantDoesNotCountInTheRequestThatRecordsIt) {
  v1::Event administrator = EventBuilder::Grant("an", v1::ROLE_ADMINISTRATOR).On(kToday);
  EXPECT_EQ(Verdict("an", {administrator, EventBuilder::Source("loans").On(kToday)}), "authority.no-grant");
}

TEST_F(AuthorityTest, ARefusalSaysWhatTheActorMayDoAndWhomToAsk) {
  const Sequence grant = Grant("an", v1::ROLE_OFFICER, [](v1::RoleGranted* role) {
    role->add_unit_ids("P1");
    role->set_amount_max(5'000'000'000);
  });
  const absl::Status refused = Append("an", {Paid("P3", "national", 10)}).status();
  EXPECT_EQ(refused.message(),
            absl::StrCat("actor \"an\" may not record for unit P3; grant ", grant,
                         " is: officer; units P1; every source; every kind; up to 5,000,000,000 VND a request, source "
                         "and year; ask an administrator: chi, dung"));
}

TEST_F(AuthorityTest, WhoeverKeepsTheFilesRecordsWithoutAGrant) {
  EXPECT_THAT(ledger_.Append({Paid("P1", "national", 10)}), IsOk());
}

}  // namespace
}  // namespace tranche
