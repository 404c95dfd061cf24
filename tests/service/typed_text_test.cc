// What people type, however the keyboard sends it. The clock stands at 2026-07-01.
#include "service/typed_text.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "tests/service/ledger_service_fixture.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kComposed[] = "HĐ sô 01";
constexpr char kDecomposed[] = "HĐ so\u0302 01";

std::string CodeOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->code() : status.ToString();
}

class TypedTextTest : public LedgerServiceTest {
 protected:
  TypedTextTest() {
    ledger_.clock().Advance(absl::Hours(24 * 181));
    EXPECT_THAT(Record(Request("plan", "100")), IsOk());
    EXPECT_THAT(Record(Request("tranche", "100")), IsOk());
  }

  static v1::RecordRequest Request(const std::string& kind, const std::string& amount) {
    v1::RecordRequest request;
    request.set_kind(kind);
    request.set_unit("Q1");
    request.set_source("local");
    request.set_fiscal_year(2025);
    request.set_amount(amount);
    request.set_effective("2025-08-01");
    if (kind == "tranche") request.set_tranche(1);
    return request;
  }
  static v1::RecordRequest Contract(const std::string& number) {
    v1::RecordRequest request = Request("commitment", "5");
    request.set_area("fairs");
    request.set_number(number);
    return request;
  }

  absl::StatusOr<v1::RecordResponse> Record(v1::RecordRequest request) {
    request.mutable_options()->set_actor("test");
    if (request.options().key().empty()) request.mutable_options()->set_key(absl::StrCat("typed ", ++keys_));
    return service_->Record(request);
  }

  int keys_ = 0;
};

TEST_F(TypedTextTest, TextsAreComposedAndWithoutWhiteSpaceAtTheEnds) {
  v1::RecordRequest request = Contract(absl::StrCat("\u00a0", kDecomposed, " "));
  request.mutable_document()->set_number(" 12/Q\u0110 ");
  request.mutable_options()->add_deviations("rule ");
  request.mutable_document()->set_sha256(" bytes ");
  const v1::RecordRequest tidy = WithTidyTexts(request);
  EXPECT_EQ(tidy.number(), kComposed);
  EXPECT_EQ(tidy.document().number(), "12/QĐ");
  EXPECT_THAT(tidy.options().deviations(), ElementsAre("rule"));
  EXPECT_EQ(tidy.document().sha256(), " bytes ") << "no text";
  EXPECT_FALSE(tidy.has_unit() && tidy.unit().empty());
}

TEST_F(TypedTextTest, OneNumberIsOneContractHoweverItIsTyped) {
  const auto first = Record(Contract(absl::StrCat(kDecomposed, " ")));
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->receipt().event().commitment_made().number(), kComposed);
  EXPECT_EQ(CodeOf(Record(Contract(kComposed)).status()), "commitment.number-taken");
  v1::RecordRequest payment = Request("disbursement", "5");
  payment.set_area("fairs");
  payment.set_commitment(absl::StrCat(" ", kDecomposed));
  ASSERT_THAT(Record(payment), IsOk());
  EXPECT_THAT(Record(Contract("hđ sô 01")), IsOk()) << "letters may tell numbers apart";
}

TEST_F(TypedTextTest, AKeyIsOneKeyHoweverItIsTyped) {
  v1::RecordRequest payment = Request("disbursement", "5");
  payment.mutable_options()->set_key("V-1");
  ASSERT_THAT(Record(payment), IsOk());
  payment.mutable_options()->set_key(" V-1 ");
  const auto again = Record(payment);
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->receipt().already_recorded());
}

TEST_F(TypedTextTest, ADateIsTypedWithTheDayFirstToo) {
  v1::RecordRequest payment = Request("disbursement", "5");
  payment.set_effective("02/08/2025");
  payment.mutable_document()->set_number("7");
  payment.mutable_document()->set_date("1.8.2025");
  const auto paid = Record(payment);
  ASSERT_THAT(paid, IsOk());
  EXPECT_EQ(paid->receipt().event().effective_date(), 20250802);
  EXPECT_EQ(paid->receipt().event().document().date(), 20250801);
  payment.set_effective("8/13/2025");
  EXPECT_EQ(CodeOf(Record(payment).status()), "date.no-day");
  v1::GetBalanceRequest balance;
  balance.mutable_question()->set_unit("Q1");
  balance.mutable_question()->set_as_of("31/7/2025");
  balance.mutable_question()->set_known_at("1/7/2026");
  const auto answer = service_->GetBalance(balance);
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->report().basis().as_of(), "2025-07-31");
  v1::ImportRequest file;
  file.set_file("payments.csv");
  file.set_content(
      "kind,unit_id,source,fiscal_year,amount_vnd,effective_date\ndisbursement,Q1,local,2025,3,03/08/2025\n");
  file.mutable_options()->set_actor("test");
  ASSERT_THAT(service_->Import(file), IsOk());
  v1::ListEventsRequest events;
  events.set_from("3/8/2025");
  events.set_to("3/8/2025");
  Page<v1::ListEventsResponse> page;
  ASSERT_THAT(service_->ListEvents(events, page.sink()), IsOk());
  EXPECT_THAT(page.merged.part().events(), SizeIs(1));
}

// Mistyped years, which nobody would find again.
TEST_F(TypedTextTest, ABudgetYearThatNobodyPlansForYetIsRefused) {
  v1::RecordRequest plan = Request("plan", "100");
  for (const int year : {2205, 2031, 2007, 25}) {
    plan.set_fiscal_year(year);
    const absl::Status refused = Record(plan).status();
    EXPECT_EQ(CodeOf(refused), "year.not-possible") << year;
    EXPECT_THAT(refused.message(), HasSubstr("wanted one from 2008"));
    EXPECT_THAT(refused.message(), HasSubstr("to 2030"));
  }
  for (const int year : {2026, 2030, 2008}) {
    plan.set_fiscal_year(year);
    EXPECT_THAT(Record(plan), IsOk()) << year;
  }
  v1::ClosePeriodRequest closing;
  closing.set_fiscal_year(2205);
  closing.set_through("2025-12-31");
  closing.mutable_options()->set_key("close");
  closing.mutable_options()->set_actor("test");
  EXPECT_EQ(CodeOf(service_->ClosePeriod(closing).status()), "year.not-possible");
  v1::CarryOverYearRequest carried;
  carried.set_fiscal_year(25);
  carried.set_effective("2026-01-31");
  carried.mutable_options()->set_key("carry");
  carried.mutable_options()->set_actor("test");
  EXPECT_EQ(CodeOf(service_->CarryOverYear(carried).status()), "year.not-possible");
  v1::HandOverRequest handover;
  handover.set_unit("P1");
  handover.set_fiscal_year(2205);
  handover.mutable_options()->set_key("hand");
  handover.mutable_options()->set_actor("test");
  EXPECT_EQ(CodeOf(service_->HandOver(handover).status()), "year.not-possible");
  v1::ImportRequest file;
  file.set_file("plans.csv");
  file.set_content("kind,unit_id,source,fiscal_year,amount_vnd,effective_date\nplan,Q1,local,2205,3,2025-08-03\n");
  file.mutable_options()->set_actor("test");
  EXPECT_THAT(service_->Import(file).status().message(),
              HasSubstr("line 2, column fiscal_year: found the budget year"));
}

// As they are on the day on which it begins, whatever the grouping becomes.
TEST_F(TypedTextTest, AGrantForARegionNamesTheRegionAndItsUnits) {
  v1::RegisterActorRequest actor;
  actor.set_actor("lan");
  actor.set_person("1021");
  actor.mutable_options()->set_key("lan");
  actor.mutable_options()->set_actor("test");
  ASSERT_THAT(service_->RegisterActor(actor), IsOk());
  v1::GrantRoleRequest grant;
  grant.set_actor("lan");
  grant.set_role("officer");
  grant.add_units("Q2");
  grant.add_units("region:a");
  grant.mutable_options()->set_key("grant");
  grant.mutable_options()->set_actor("test");
  const auto granted = service_->GrantRole(grant);
  ASSERT_THAT(granted, IsOk());
  EXPECT_THAT(granted->receipt().event().role_granted().unit_ids(), ElementsAre("Q2", "region:a", "Q1", "Q3"));
}

}  // namespace
}  // namespace tranche
