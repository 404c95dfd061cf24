#include "service/calls_of_actor.h"

#include <memory>
#include <optional>
#include <string>

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/ledger_service.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
constexpr char kToday[] = "2026-01-01";  // of the ledger's clock

// A ledger with money in P1, two administrators, an officer for P1 and an auditor.
class CallsOfActorTest : public ::testing::Test {
 protected:
  CallsOfActorTest() {
    for (const char* actor : {"chi", "dung", "officer", "auditor", "nobody"})
      ledger_.Record(EventBuilder::Actor(actor).On(kToday));
    for (const char* actor : {"chi", "dung"})
      ledger_.Record(EventBuilder::Grant(actor, v1::ROLE_ADMINISTRATOR).On(kToday));
    v1::Event officer = EventBuilder::Grant("officer", v1::ROLE_OFFICER).On(kToday);
    officer.mutable_role_granted()->add_unit_ids("P1");
    officer.mutable_role_granted()->set_amount_max(100);
    officer_grant_ = ledger_.Record(officer).sequence;
    ledger_.Record(EventBuilder::Grant("auditor", v1::ROLE_AUDITOR).On(kToday));
    for (const char* unit : {"P1", "P3"}) ledger_.Record(EventBuilder::Plan(unit, "national", 2024, 1000));
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
  }

  CallsOfActor Of(const std::string& actor) { return CallsOfActor(service_.get(), {actor}); }

  static v1::RecordRequest Plan(const std::string& unit, const std::string& amount) {
    v1::RecordRequest request;
    request.set_kind("plan");
    request.set_unit(unit);
    request.set_source("national");
    request.set_fiscal_year(2024);
    request.set_amount(amount);
    request.set_effective("2024-01-01");
    request.mutable_options()->set_key("plan of " + unit + amount);
    request.mutable_options()->set_actor("somebody else");
    return request;
  }
  static v1::ImportRequest File(const std::string& rows) {
    v1::ImportRequest request;
    request.set_file("plans.csv");
    request.set_content("kind,unit_id,source,fiscal_year,effective_date,amount\n" + rows);
    request.mutable_options()->set_actor("somebody else");
    return request;
  }
  static std::string CodeOf(const absl::Status& status) {
    const std::optional<v1::Refusal> refusal = RefusalOf(status);
    return refusal ? refusal->code() : "";
  }

  TestLedger ledger_;
  Sequence officer_grant_ = 0;
  std::unique_ptr<LedgerService> service_;
};

TEST_F(CallsOfActorTest, WhatIsRecordedHasTheAuthenticatedActor) {
  const auto recorded = Of("officer").Record(Plan("P1", "10"));
  ASSERT_THAT(recorded, IsOk());
  EXPECT_EQ(recorded->receipt().event().actor(), "officer");
  const auto imported = Of("officer").Import(File("plan,P1,national,2024,2024-01-01,20\n"));
  ASSERT_THAT(imported, IsOk());
  EXPECT_EQ(service_->EventsAfter(imported->report().last_sequence() - 1, 1)->events(0).actor(), "officer");
}

TEST_F(CallsOfActorTest, RecordingIsRefusedOutsideTheGrantAndSoIsARehearsal) {
  const Sequence head = service_->head();
  EXPECT_EQ(CodeOf(Of("officer").Record(Plan("P3", "10")).status()), "authority.unit");
  EXPECT_EQ(CodeOf(Of("officer").Record(Plan("P1", "101")).status()), "authority.amount");
  v1::RecordRequest rehearsal = Plan("P3", "10");
  rehearsal.mutable_options()->set_dry_run(true);
  EXPECT_EQ(CodeOf(Of("officer").Record(rehearsal).status()), "authority.unit");
  EXPECT_THAT(Of("auditor").Record(Plan("P1", "10")), StatusIs(kDenied));
  EXPECT_THAT(Of("chi").Record(Plan("P1", "10")), StatusIs(kDenied));
  EXPECT_EQ(service_->head(), head);
}

TEST_F(CallsOfActorTest, AFileIsOneRequestWhateverItsRows) {
  const absl::Status refused =
      Of("officer").Import(File("plan,P1,national,2024,2024-01-01,60\nplan,P1,national,2024,2024-01-02,60\n")).status();
  EXPECT_THAT(refused, StatusIs(kDenied, HasSubstr("plans.csv")));
  EXPECT_EQ(CodeOf(refused), "authority.amount");
  EXPECT_EQ(CodeOf(Of("officer").Import(File("plan,P3,national,2024,2024-01-01,6\n")).status()), "authority.unit");
}

TEST_F(CallsOfActorTest, ARequestThatClaimsToBeCheckedAlreadyIsChecked) {
  v1::RecordRequest request = Plan("P3", "10");
  request.mutable_options()->set_actor("chi");
  request.mutable_options()->set_within_grants(false);
  EXPECT_EQ(CodeOf(Of("officer").Record(request).status()), "authority.unit");
}

TEST_F(CallsOfActorTest, ARevocationCountsAtOnce) {
  ASSERT_THAT(Of("officer").Record(Plan("P1", "10")), IsOk());
  v1::RevokeRoleRequest revocation;
  revocation.set_grant(officer_grant_);
  revocation.set_reason("left");
  revocation.mutable_options()->set_key("revocation");
  EXPECT_THAT(Of("officer").RevokeRole(revocation), StatusIs(kDenied));
  ASSERT_THAT(Of("chi").RevokeRole(revocation), IsOk());
  EXPECT_EQ(CodeOf(Of("officer").Record(Plan("P1", "11")).status()), "authority.no-grant");
  EXPECT_EQ(CodeOf(Of("officer").Record(Plan("P1", "10")).status()), "authority.no-grant")
      << "not even the receipt of what was recorded before";
}

TEST_F(CallsOfActorTest, AnAdministratorRegistersAndGrants) {
  v1::RegisterActorRequest registration;
  registration.set_actor("lan");
  registration.set_person("1021");
  registration.mutable_options()->set_key("lan");
  EXPECT_EQ(CodeOf(Of("officer").RegisterActor(registration).status()), "authority.role");
  ASSERT_THAT(Of("chi").RegisterActor(registration), IsOk());
  v1::GrantRoleRequest grant;
  grant.set_actor("lan");
  grant.set_role("officer");
  grant.add_units("Province Q2");
  grant.add_kinds("disbursement");
  grant.set_amount_max("5 tỷ");
  grant.set_until("2026-12-31");
  grant.mutable_options()->set_key("role of lan");
  EXPECT_EQ(CodeOf(Of("officer").GrantRole(grant).status()), "authority.role");
  const auto granted = Of("chi").GrantRole(grant);
  ASSERT_THAT(granted, IsOk());
  EXPECT_EQ(granted->receipt().event().actor(), "chi");
  v1::ListRolesRequest request;
  request.set_actor("lan");
  const auto roles = Of("auditor").ListRoles(request);
  ASSERT_THAT(roles, IsOk());
  ASSERT_THAT(roles->list().roles(), SizeIs(1));
  const v1::RoleRow& role = roles->list().roles(0);
  EXPECT_EQ(role.grant(), granted->receipt().sequence());
  EXPECT_EQ(role.role(), "officer");
  EXPECT_EQ(role.unit_ids(0), "Q2");
  EXPECT_EQ(role.kinds(0), "DisbursementMade");
  EXPECT_EQ(role.amount_max(), "5000000000");
  EXPECT_EQ(role.first_day(), "2026-01-01");
  EXPECT_EQ(role.last_day(), "2026-12-31");
  EXPECT_TRUE(role.in_force());
}

TEST_F(CallsOfActorTest, ListsAreAsKnownAtAnyMoment) {
  v1::ListRolesRequest request;
  EXPECT_THAT(service_->ListRoles(request)->list().roles(), SizeIs(4));
  request.set_known_at(std::to_string(officer_grant_ - 1));
  EXPECT_THAT(service_->ListRoles(request)->list().roles(), SizeIs(2));
  request.set_known_at("1");
  EXPECT_THAT(service_->ListRoles(request)->list().roles(), SizeIs(0));
  request.clear_known_at();
  request.set_on("2025-12-31");
  EXPECT_THAT(service_->ListRoles(request)->list().roles(), SizeIs(0));
  v1::ListActorsRequest actors;
  EXPECT_THAT(service_->ListActors(actors)->list().actors(), SizeIs(5));
  actors.set_known_at("1");
  EXPECT_THAT(service_->ListActors(actors)->list().actors(), SizeIs(0));
  request.set_actor("unknown");
  EXPECT_THAT(service_->ListRoles(request), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(CallsOfActorTest, WhoeverHasAnyRoleMayAskAndNobodyElse) {
  for (const char* actor : {"chi", "officer", "auditor"}) {
    EXPECT_THAT(Of(actor).GetBalance({}), IsOk()) << actor;
    EXPECT_THAT(Of(actor).CheckMayAsk(), IsOk()) << actor;
  }
  const auto ignore = [](const auto&) { return absl::OkStatus(); };
  for (const char* actor : {"nobody", "unknown"}) {
    EXPECT_THAT(Of(actor).GetLedger({}), StatusIs(kDenied)) << actor;
    EXPECT_THAT(Of(actor).GetBalance({}), StatusIs(kDenied)) << actor;
    EXPECT_THAT(Of(actor).ListEvents({}, ignore), StatusIs(kDenied)) << actor;
    EXPECT_THAT(Of(actor).Replay({}, nullptr, ignore), StatusIs(kDenied)) << actor;
    EXPECT_THAT(Of(actor).ExportLog({}, nullptr, ignore), StatusIs(kDenied)) << actor;
    EXPECT_THAT(Of(actor).VerifyLedger({}, ignore), StatusIs(kDenied)) << actor;
    EXPECT_THAT(Of(actor).Names(), StatusIs(kDenied)) << actor;
    EXPECT_THAT(Of(actor).CheckMayAsk(), StatusIs(kDenied)) << actor;
  }
}

TEST_F(CallsOfActorTest, OnlyAnAdministratorPublishesACheckpoint) {
  EXPECT_EQ(CodeOf(Of("nobody").PublishCheckpoint({}).status()), "authority.no-grant");
  EXPECT_EQ(CodeOf(Of("officer").PublishCheckpoint({}).status()), "authority.role");
  EXPECT_THAT(Of("chi").PublishCheckpoint({}), testing::Not(StatusIs(kDenied)));
}

TEST_F(CallsOfActorTest, OnlyAnAdministratorSaysThatTheClockIsRight) {
  v1::RecordRequest request = Plan("P1", "50");
  request.mutable_options()->set_clock_is_right(true);
  EXPECT_EQ(CodeOf(Of("officer").Record(request).status()), "authority.clock");
  EXPECT_EQ(CodeOf(Of("nobody").Record(request).status()), "authority.no-grant");
  v1::RegisterActorRequest registration;
  registration.set_actor("lan");
  registration.set_person("1021");
  registration.mutable_options()->set_key("lan");
  registration.mutable_options()->set_clock_is_right(true);
  EXPECT_THAT(Of("chi").RegisterActor(registration), IsOk());
  request.mutable_options()->set_clock_is_right(false);
  EXPECT_THAT(Of("officer").Record(request), IsOk());
}

TEST_F(CallsOfActorTest, OnlyAnAdministratorAddsACosignature) {
  EXPECT_EQ(CodeOf(Of("nobody").AddCosignature({}).status()), "authority.no-grant");
  for (const char* const actor : {"officer", "auditor"})
    EXPECT_EQ(CodeOf(Of(actor).AddCosignature({}).status()), "authority.role") << actor;
  for (const char* const actor : {"chi", ""})
    EXPECT_THAT(Of(actor).AddCosignature({}), StatusIs(absl::StatusCode::kInvalidArgument)) << actor;
}

TEST_F(CallsOfActorTest, WhereNobodyIsAskedEveryCallIsMadeAsItCame) {
  const auto recorded = Of("").Record(Plan("P3", "500"));
  ASSERT_THAT(recorded, IsOk());
  EXPECT_EQ(recorded->receipt().event().actor(), "somebody else");
  EXPECT_THAT(Of("").GetBalance({}), IsOk());
}

}  // namespace
}  // namespace tranche
