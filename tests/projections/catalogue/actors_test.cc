#include "projections/catalogue/actors.h"

#include <functional>
#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "replay/verify/verify.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;
constexpr char kToday[] = "2026-01-01";  // of the ledger's clock
constexpr char kTomorrow[] = "2026-01-02";
constexpr char kYesterday[] = "2025-12-31";

// A ledger with the actors an, binh, chi and dung, each a person of its own.
class ActorsTest : public ::testing::Test {
 protected:
  ActorsTest() {
    for (const char* actor : {"an", "binh", "chi", "dung"}) ledger_.Record(EventBuilder::Actor(actor).On(kToday));
  }

  absl::Status Append(const v1::Event& command) { return ledger_.Append({command}).status(); }
  Sequence Grant(const std::string& actor, v1::Role role, const std::string& day = kToday) {
    return ledger_.Record(EventBuilder::Grant(actor, role).On(day)).sequence;
  }
  absl::Status Revoke(Sequence grant, const std::string& day = kToday) {
    return Append(EventBuilder::Revocation(grant, "left").On(day));
  }
  std::shared_ptr<const Catalogue> Known(Sequence at) { return *ledger_->View().CatalogueAt(at); }
  const Actors& Now() {
    known_ = Known(ledger_->head());
    return known_->actors();
  }

  TestLedger ledger_;
  std::shared_ptr<const Catalogue> known_;
};

TEST_F(ActorsTest, AnActorIsRegisteredOnceAndALoginIsOfOneActor) {
  v1::Event lan = EventBuilder::Actor("lan").On(kToday);
  lan.mutable_actor_registered()->set_login("nguyen.lan");
  EXPECT_THAT(Append(lan), IsOk());
  EXPECT_EQ(Now().FindByLogin("nguyen.lan")->id, "lan");
  EXPECT_EQ(Now().FindByLogin("nobody"), nullptr);
  EXPECT_THAT(Append(EventBuilder::Actor("lan").On(kToday)), StatusIs(absl::StatusCode::kAlreadyExists));
  v1::Event other = EventBuilder::Actor("lan2").On(kToday);
  other.mutable_actor_registered()->set_login("nguyen.lan");
  EXPECT_THAT(Append(other), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("login")));
}

TEST_F(ActorsTest, AnActorHasAPersonANameAndAWholeKey) {
  v1::Event actor = EventBuilder::Actor("lan").On(kToday);
  actor.mutable_actor_registered()->clear_person_id();
  EXPECT_THAT(Append(actor), StatusIs(kInvalid, HasSubstr("person_id")));
  actor = EventBuilder::Actor("lan").On(kToday);
  actor.mutable_actor_registered()->clear_name();
  EXPECT_THAT(Append(actor), StatusIs(kInvalid, HasSubstr("name")));
  actor = EventBuilder::Actor("lan").On(kToday);
  actor.mutable_actor_registered()->set_public_key(std::string(31, 'k'));
  EXPECT_THAT(Append(actor), StatusIs(kInvalid, HasSubstr("31 bytes")));
  EXPECT_THAT(Append(EventBuilder::Actor("two words").On(kToday)), StatusIs(kInvalid, HasSubstr("actor_id")));
}

TEST_F(ActorsTest, AGrantIsInForceFromItsFirstDayToItsLast) {
  v1::Event grant = EventBuilder::Grant("an", v1::ROLE_OFFICER).On(kTomorrow);
  grant.mutable_role_granted()->set_until(20260103);
  ledger_.Record(grant);
  EXPECT_THAT(Now().GrantsOf("an", Day(kToday)), SizeIs(0));
  EXPECT_THAT(Now().GrantsOf("an", Day(kTomorrow)), SizeIs(1));
  EXPECT_THAT(Now().GrantsOf("an", Day("2026-01-03")), SizeIs(1));
  EXPECT_THAT(Now().GrantsOf("an", Day("2026-01-04")), SizeIs(0));
  EXPECT_THAT(Now().GrantsOf("binh", Day(kTomorrow)), SizeIs(0));
}

TEST_F(ActorsTest, AGrantIsOfARegisteredActorAndKnownUnitsAndSources) {
  EXPECT_THAT(Append(EventBuilder::Grant("nobody", v1::ROLE_OFFICER).On(kToday)),
              StatusIs(kInvalid, HasSubstr("register the actor first")));
  v1::Event grant = EventBuilder::Grant("an", v1::ROLE_OFFICER).On(kToday);
  grant.mutable_role_granted()->add_unit_ids("P9");
  EXPECT_THAT(Append(grant), StatusIs(kInvalid, HasSubstr("P9")));
  grant = EventBuilder::Grant("an", v1::ROLE_OFFICER).On(kToday);
  grant.mutable_role_granted()->add_source_ids("loans");
  EXPECT_THAT(Append(grant), StatusIs(kInvalid, HasSubstr("loans")));
}

TEST_F(ActorsTest, ALimitThatLimitsNothingIsRefused) {
  EXPECT_THAT(Append(EventBuilder::Grant("an", v1::ROLE_UNSPECIFIED).On(kToday)), StatusIs(kInvalid));
  const auto refused = [&](const std::function<void(v1::RoleGranted*)>& change) {
    v1::Event grant = EventBuilder::Grant("an", v1::ROLE_OFFICER).On(kToday);
    change(grant.mutable_role_granted());
    return Append(grant);
  };
  EXPECT_THAT(refused([](v1::RoleGranted* grant) { grant->set_amount_max(-1); }), StatusIs(kInvalid));
  EXPECT_THAT(refused([](v1::RoleGranted* grant) { grant->add_unit_ids(" "); }), StatusIs(kInvalid));
  EXPECT_THAT(refused([](v1::RoleGranted* grant) { grant->add_kinds(""); }), StatusIs(kInvalid));
  EXPECT_THAT(refused([](v1::RoleGranted* grant) { grant->set_until(20251231); }), StatusIs(kInvalid));
  EXPECT_THAT(refused([](v1::RoleGranted* grant) { grant->set_until(20260231); }), StatusIs(kInvalid));
  EXPECT_THAT(refused([](v1::RoleGranted* grant) {
                grant->add_unit_ids("P1");
                grant->add_unit_ids("P1");
              }),
              StatusIs(kInvalid, HasSubstr("twice")));
}

TEST_F(ActorsTest, NeitherAGrantNorItsEndIsBackdated) {
  EXPECT_THAT(Append(EventBuilder::Grant("an", v1::ROLE_OFFICER).On(kYesterday)),
              StatusIs(kRefused, HasSubstr("2026-01-01")));
  const Sequence grant = Grant("an", v1::ROLE_OFFICER);
  EXPECT_THAT(Revoke(grant, kYesterday), StatusIs(kRefused, HasSubstr("2026-01-01")));
  EXPECT_THAT(Revoke(grant), IsOk());
  EXPECT_THAT(Now().GrantsOf("an", Day(kToday)), SizeIs(0));
}

// The ledger is seven hours east of UTC, where the next day has begun.
TEST_F(ActorsTest, TodayIsTheDayOfTheLedger) {
  ledger_.clock().Set(Instant("2026-01-01T17:00:00Z"));
  EXPECT_THAT(Append(EventBuilder::Grant("an", v1::ROLE_OFFICER).On(kToday)), StatusIs(kRefused));
  EXPECT_THAT(Append(EventBuilder::Grant("an", v1::ROLE_OFFICER).On(kTomorrow)), IsOk());
}

TEST_F(ActorsTest, AGrantIsRevokedOnceWithAReasonAndWhileItLasts) {
  const Sequence grant = Grant("an", v1::ROLE_OFFICER);
  v1::Event revocation = EventBuilder::Revocation(grant, "").On(kToday);
  EXPECT_THAT(Append(revocation), StatusIs(kInvalid, HasSubstr("reason")));
  EXPECT_THAT(Revoke(grant, kTomorrow), IsOk());
  EXPECT_THAT(Now().GrantsOf("an", Day(kToday)), SizeIs(1));
  EXPECT_THAT(Revoke(grant), StatusIs(kRefused, HasSubstr("revoked already")));
  EXPECT_THAT(Revoke(1), StatusIs(kInvalid, HasSubstr("no grant")));
  v1::Event of_today = EventBuilder::Grant("binh", v1::ROLE_OFFICER).On(kToday);
  of_today.mutable_role_granted()->set_until(20260101);
  EXPECT_THAT(Revoke(ledger_.Record(of_today).sequence, kTomorrow), StatusIs(kRefused, HasSubstr("2026-01-01")));
}

TEST_F(ActorsTest, AGrantThatIsRevokedBeforeItBeginsIsNeverInForce) {
  EXPECT_THAT(Revoke(Grant("an", v1::ROLE_OFFICER, "2026-03-01"), "2026-02-01"), IsOk());
  EXPECT_THAT(Now().GrantsOf("an", Day("2026-03-01")), SizeIs(0));
}

TEST_F(ActorsTest, TwoAdministratorsStayOnceThereAreTwo) {
  const Sequence alone = Grant("an", v1::ROLE_ADMINISTRATOR);
  EXPECT_THAT(Revoke(alone), IsOk());  // of a ledger that is being set up
  const Sequence an = Grant("an", v1::ROLE_ADMINISTRATOR);
  const Sequence binh = Grant("binh", v1::ROLE_ADMINISTRATOR);
  EXPECT_THAT(Now().AdministratorsOn(Day(kToday)), ElementsAre("an", "binh"));
  EXPECT_THAT(Revoke(an), StatusIs(kRefused, HasSubstr("two persons")));
  const Sequence again = Grant("an", v1::ROLE_ADMINISTRATOR);
  EXPECT_THAT(Revoke(again), IsOk());  // an has the first grant still
  Grant("chi", v1::ROLE_ADMINISTRATOR, kTomorrow);
  EXPECT_THAT(Revoke(an), StatusIs(kRefused));  // chi is not yet one
  EXPECT_THAT(Revoke(an, kTomorrow), IsOk());
  EXPECT_THAT(Revoke(binh, kTomorrow), StatusIs(kRefused));
}

TEST_F(ActorsTest, TwoActorsOfOnePersonAreOneAdministrator) {
  v1::Event second = EventBuilder::Actor("an2").On(kToday);
  second.mutable_actor_registered()->set_person_id("an");
  ledger_.Record(second);
  Grant("an", v1::ROLE_ADMINISTRATOR);
  Grant("an2", v1::ROLE_ADMINISTRATOR);
  const Sequence binh = Grant("binh", v1::ROLE_ADMINISTRATOR);
  EXPECT_THAT(Revoke(binh), StatusIs(kRefused, HasSubstr("two persons")));
}

TEST_F(ActorsTest, AnAdministratorsPersonHasNoOtherRole) {
  v1::Event second = EventBuilder::Actor("an2").On(kToday);
  second.mutable_actor_registered()->set_person_id("an");
  ledger_.Record(second);
  const Sequence officer = Grant("an", v1::ROLE_OFFICER);
  Grant("an", v1::ROLE_AUDITOR);  // several others are lawful
  const auto refused = StatusIs(kRefused, HasSubstr("person \"an\""));
  EXPECT_THAT(Append(EventBuilder::Grant("an2", v1::ROLE_ADMINISTRATOR).On(kToday)), refused);
  EXPECT_THAT(Revoke(officer), IsOk());
  EXPECT_THAT(Append(EventBuilder::Grant("an2", v1::ROLE_ADMINISTRATOR).On(kToday)), refused);  // an auditor still
  Grant("binh", v1::ROLE_ADMINISTRATOR);
  EXPECT_THAT(Append(EventBuilder::Grant("binh", v1::ROLE_AUDITOR).On("2030-01-01")), StatusIs(kRefused));
}

TEST_F(ActorsTest, AnAdministratorHasNeitherLimitsNorALastDay) {
  v1::Event grant = EventBuilder::Grant("an", v1::ROLE_ADMINISTRATOR).On(kToday);
  grant.mutable_role_granted()->set_until(20261231);
  EXPECT_THAT(Append(grant), StatusIs(kInvalid, HasSubstr("no limits")));
  grant.mutable_role_granted()->clear_until();
  grant.mutable_role_granted()->add_unit_ids("P1");
  EXPECT_THAT(Append(grant), StatusIs(kInvalid, HasSubstr("no limits")));
}

TEST_F(ActorsTest, RolesAreKnownAsOfEachSequence) {
  const Sequence grant = Grant("an", v1::ROLE_OFFICER);
  EXPECT_THAT(Revoke(grant), IsOk());
  EXPECT_THAT(Known(grant - 1)->actors().grants(), SizeIs(0));
  EXPECT_THAT(Known(grant)->actors().GrantsOf("an", Day(kToday)), SizeIs(1));
  EXPECT_THAT(Known(grant + 1)->actors().GrantsOf("an", Day(kToday)), SizeIs(0));
}

TEST_F(ActorsTest, NothingAboutRolesIsReversed) {
  const Sequence grant = Grant("an", v1::ROLE_OFFICER);
  EXPECT_THAT(Append(EventBuilder::Reversal(grant, "by mistake")), StatusIs(kRefused));
}

TEST_F(ActorsTest, VerifyJudgesEachRoleByTheDayOnWhichItWasRecorded) {
  ledger_.Record(EventBuilder::Grant("an", v1::ROLE_OFFICER).On(kToday));
  ledger_.clock().Set(Instant("2027-01-01T00:00:00Z"));
  ledger_.Close();
  const absl::StatusOr<v1::VerifyReport> report = Verify(ledger_.directory(), nullptr);
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->findings(), SizeIs(0));
}

}  // namespace
}  // namespace tranche
