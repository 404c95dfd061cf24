// Every call that records, made by actors who may not: whatever the call, and whether it names another unit or none,
// which means all, it is refused by their roles, and nothing is recorded.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/rules/rules_version.h"
#include "service/calls_of_actor.h"
#include "service/ledger_service.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AnyOf;

constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
constexpr char kToday[] = "2026-01-01";  // of the ledger's clock

// A ledger with money in P1 and P3, a closing of all units, two administrators, an officer for P1, an approver and an
// auditor.
class RecordingCallsTest : public ::testing::Test {
 protected:
  RecordingCallsTest() {
    for (const char* actor : {"chi", "dung", "officer", "approver", "auditor", "nobody"})
      ledger_.Record(EventBuilder::Actor(actor).On(kToday));
    for (const char* actor : {"chi", "dung"})
      ledger_.Record(EventBuilder::Grant(actor, v1::ROLE_ADMINISTRATOR).On(kToday));
    v1::Event officer = EventBuilder::Grant("officer", v1::ROLE_OFFICER).On(kToday);
    officer.mutable_role_granted()->add_unit_ids("P1");
    officer_grant_ = ledger_.Record(officer).sequence;
    ledger_.Record(EventBuilder::Grant("approver", v1::ROLE_APPROVER).On(kToday));
    ledger_.Record(EventBuilder::Grant("auditor", v1::ROLE_AUDITOR).On(kToday));
    for (const char* unit : {"P1", "P3"}) {
      plan_of_p3_ = ledger_.Record(EventBuilder::Plan(unit, "national", 2024, 1000)).sequence;
      ledger_.Record(EventBuilder::Tranche(1, unit, "national", 2024, 600));
    }
    closing_of_all_ = ledger_.Record(EventBuilder::Closing(2023, "2023-12-31")).sequence;
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
  }

  CallsOfActor Of(const std::string& actor) { return CallsOfActor(service_.get(), {actor}); }

  static std::string CodeOf(const absl::Status& status) {
    const std::optional<v1::Refusal> refusal = RefusalOf(status);
    return refusal ? refusal->code() : status.ToString();
  }

  static v1::RecordRequest Plan(const std::string& unit, const std::string& amount) {
    auto request = Keyed<v1::RecordRequest>("plan of " + unit);
    request.set_kind("plan");
    request.set_unit(unit);
    request.set_source("national");
    request.set_fiscal_year(2024);
    request.set_amount(amount);
    request.set_effective("2024-01-01");
    return request;
  }

  static v1::ImportRequest File(const std::string& rows) {
    v1::ImportRequest request;
    request.set_file("plans.csv");
    request.set_content("kind,unit_id,source,fiscal_year,effective_date,amount\n" + rows);
    return request;
  }

  template <typename Request>
  static Request Keyed(const std::string& key) {
    Request request;
    request.mutable_options()->set_key(key);
    request.mutable_options()->set_actor("chi");
    return request;
  }

  static v1::ClosePeriodRequest Closing(const std::vector<std::string>& units) {
    auto request = Keyed<v1::ClosePeriodRequest>("closing");
    request.set_fiscal_year(2024);
    request.set_reason("books are done");
    for (const std::string& unit : units) request.add_units(unit);
    return request;
  }

  static v1::CarryOverYearRequest CarryOver(const std::vector<std::string>& units) {
    auto request = Keyed<v1::CarryOverYearRequest>("carry over");
    request.set_fiscal_year(2024);
    request.set_effective("2025-01-01");
    request.set_lapse_rest(true);
    for (const std::string& unit : units) request.add_units(unit);
    return request;
  }

  // Every recording call, each well-formed, of P3 or of all units, and what became of it. One that could be made would
  // change the ledger.
  std::vector<std::pair<std::string, absl::Status>> RecordingsOf(const CallsOfActor& calls) {
    std::vector<std::pair<std::string, absl::Status>> made;
    made.emplace_back("Record", calls.Record(Plan("P3", "10")).status());
    v1::RecordRequest split = Plan("P3", "10");
    split.set_kind("disbursement");
    split.set_area("fairs");
    split.set_split(true);
    made.emplace_back("Record, split", calls.Record(split).status());
    made.emplace_back("Import", calls.Import(File("plan,P3,national,2024,2024-01-01,6\n")).status());
    auto reversal = Keyed<v1::ReverseRequest>("reversal");
    reversal.set_sequence(plan_of_p3_);
    reversal.set_reason("wrong");
    made.emplace_back("Reverse", calls.Reverse(reversal).status());
    auto rules = Keyed<v1::AdoptRulesRequest>("rules");
    rules.set_version(kNewestRules);
    rules.set_reason("a decree");
    made.emplace_back("AdoptRules", calls.AdoptRules(rules).status());
    auto actor = Keyed<v1::RegisterActorRequest>("actor");
    actor.set_actor("lan");
    actor.set_person("1021");
    made.emplace_back("RegisterActor", calls.RegisterActor(actor).status());
    auto grant = Keyed<v1::GrantRoleRequest>("grant");
    grant.set_actor("auditor");
    grant.set_role("administrator");
    made.emplace_back("GrantRole", calls.GrantRole(grant).status());
    auto revocation = Keyed<v1::RevokeRoleRequest>("revocation");
    revocation.set_grant(officer_grant_);
    revocation.set_reason("left");
    made.emplace_back("RevokeRole", calls.RevokeRole(revocation).status());
    made.emplace_back("ClosePeriod of all", calls.ClosePeriod(Closing({})).status());
    made.emplace_back("ClosePeriod of P3", calls.ClosePeriod(Closing({"P1", "P3"})).status());
    auto reopening = Keyed<v1::ReopenPeriodRequest>("reopening");
    reopening.set_closing(closing_of_all_);
    reopening.set_reason("late papers");
    made.emplace_back("ReopenPeriod", calls.ReopenPeriod(reopening).status());
    made.emplace_back("CarryOverYear of all", calls.CarryOverYear(CarryOver({})).status());
    made.emplace_back("CarryOverYear of P3", calls.CarryOverYear(CarryOver({"P3"})).status());
    auto handover = Keyed<v1::HandOverRequest>("handover");
    handover.set_unit("P3");
    handover.set_fiscal_year(2024);
    made.emplace_back("HandOver", calls.HandOver(handover).status());
    auto four_eyes = Keyed<v1::SetFourEyesRequest>("four eyes");
    four_eyes.set_on(true);
    four_eyes.set_reason("a decree");
    made.emplace_back("SetFourEyes", calls.SetFourEyes(four_eyes).status());
    made.emplace_back("PublishCheckpoint", calls.PublishCheckpoint({}).status());
    made.emplace_back("AddCosignature", calls.AddCosignature({}).status());
    return made;
  }

  TestLedger ledger_;
  Sequence plan_of_p3_ = 0;
  Sequence closing_of_all_ = 0;
  Sequence officer_grant_ = 0;
  std::unique_ptr<LedgerService> service_;
};

TEST_F(RecordingCallsTest, AnAuditorRecordsNothingByAnyCall) {
  const Sequence head = service_->head();
  for (const auto& [call, status] : RecordingsOf(Of("auditor"))) EXPECT_EQ(CodeOf(status), "authority.role") << call;
  for (const auto& [call, status] : RecordingsOf(Of("nobody"))) EXPECT_EQ(CodeOf(status), "authority.no-grant") << call;
  EXPECT_EQ(service_->head(), head);
}

TEST_F(RecordingCallsTest, WhoIsLimitedToAProvinceRecordsNothingOfAnotherOrOfAllByAnyCall) {
  const Sequence head = service_->head();
  for (const auto& [call, status] : RecordingsOf(Of("officer"))) {
    EXPECT_THAT(status, StatusIs(kDenied)) << call;
    EXPECT_THAT(CodeOf(status), AnyOf("authority.role", "authority.unit", "authority.all")) << call;
  }
  EXPECT_EQ(service_->head(), head);
}

}  // namespace
}  // namespace tranche
