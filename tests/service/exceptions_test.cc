// Exceptions and spending rules through the service.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/service/ledger_service_fixture.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kRules[] =
    "rule_id,what,areas,permille,month_day,year_offset,kinds,action,valid_from,legal_basis,verified\n"
    "advance-rate/fairs,advance-rate,fairs,700,,,,refuse-without-decision,2014-02-10,\"Circular 36/2013\",yes\n"
    "advance-rate/fairs,advance-rate,fairs,500,,,,refuse-without-decision,2018-01-01,\"Circular 28/2018\",no\n"
    "last-day-spend,last-day,,,12-31,0,disbursement|AdvancePaid,question,2017-01-01,Law 83/2015,yes\n"
    "share-cap/management,share-cap,,15,,,,question,2014-04-08,TTLT 26/2014,no\n";

// A unit of its own beside the small history: a plan and a tranche of 1000, a contract HD-1 of 200 for fairs.
class ExceptionsTest : public LedgerServiceTest {
 protected:
  ExceptionsTest() {
    Record(Request("plan", "1000"));
    v1::RecordRequest tranche = Request("tranche", "1000");
    tranche.set_tranche(1);
    Record(tranche);
    v1::RecordRequest contract = Request("commitment", "200");
    contract.set_number("HD-1");
    contract.set_until("2024-06-30");
    contract.set_area("fairs");
    contract_ = Record(contract).sequence();
  }

  static v1::RecordRequest Request(const std::string& kind, const std::string& amount) {
    v1::RecordRequest request;
    request.set_kind(kind);
    request.set_unit("P4");
    request.set_source("local");
    request.set_fiscal_year(2024);
    request.set_amount(amount);
    request.set_effective("2024-02-01");
    request.mutable_options()->set_actor("test");
    return request;
  }
  static v1::RecordRequest Advance(const std::string& amount) {
    v1::RecordRequest request = Request("advance", amount);
    request.set_commitment("HD-1");
    return request;
  }

  absl::StatusOr<v1::RecordResponse> Ask(v1::RecordRequest request) {
    request.mutable_options()->set_key(absl::StrCat("exception ", ++keys_));
    return service_->Record(request);
  }
  v1::Receipt Record(const v1::RecordRequest& request) {
    const auto response = Ask(request);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->receipt() : v1::Receipt();
  }
  v1::ImportReport ImportRules() {
    v1::ImportRequest request;
    request.set_file("rules.csv");
    request.set_content(kRules);
    request.mutable_options()->set_actor("test");
    const auto response = service_->Import(request);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->report() : v1::ImportReport();
  }

  static v1::ListExceptionsRequest Asking() {
    v1::ListExceptionsRequest request;
    request.mutable_question()->set_unit("P4");
    request.mutable_question()->set_as_of("2024-12-31");
    return request;
  }
  std::vector<std::string> List(const v1::ListExceptionsRequest& request) {
    Page<v1::ListExceptionsResponse> page;
    EXPECT_THAT(service_->ListExceptions(request, page.sink()), IsOk());
    std::vector<std::string> listed;
    for (const v1::ExceptionRow& row : page.merged.part().rows())
      listed.push_back(absl::StrCat(row.exception(), " ", row.sequence()));
    last_ = page.merged;
    return listed;
  }

  uint64_t contract_ = 0;
  v1::ListExceptionsResponse last_;
  int keys_ = 0;
};

TEST_F(ExceptionsTest, RulesAreImportedOnceAndListedByTheDayAndTheMomentAsked) {
  const v1::ImportReport first = ImportRules();
  EXPECT_EQ(first.recorded(), 4u);
  EXPECT_EQ(ImportRules().already_recorded(), 4u);
  v1::GetRulesRequest request;
  request.set_as_of("2015-01-01");
  const auto then = service_->GetRules(request);
  ASSERT_THAT(then, IsOk());
  ASSERT_EQ(then->report().spending_rules_size(), 2);
  const v1::SpendingRuleRow& rate = then->report().spending_rules(0);
  EXPECT_EQ(rate.rule().permille(), 700u);
  EXPECT_EQ(rate.until(), "2017-12-31");
  EXPECT_TRUE(rate.is_judged());
  EXPECT_FALSE(then->report().spending_rules(1).is_judged()) << "a share of a cost";
  request.set_as_of("2024-01-01");
  EXPECT_EQ(service_->GetRules(request)->report().spending_rules(0).rule().permille(), 500u);
  EXPECT_THAT(service_->GetRules(request)->report().spending_rules(1).rule().kinds(),
              ElementsAre("DisbursementMade", "AdvancePaid"));
  request.set_known_at(absl::StrCat(first.first_sequence() - 1));
  EXPECT_EQ(service_->GetRules(request)->report().spending_rules_size(), 0) << "as known before";
}

TEST_F(ExceptionsTest, AReversalHasTheLineAndTheAmountOfWhatItTakesBack) {
  const uint64_t payment = Record(Request("disbursement", "30")).sequence();
  v1::ReverseRequest reversal;
  reversal.set_sequence(payment);
  reversal.set_reason("entered twice");
  reversal.mutable_options()->set_actor("test");
  reversal.mutable_options()->set_key("reversal-of-payment");
  ASSERT_THAT(service_->Reverse(reversal), IsOk());
  v1::ListExceptionsRequest request = Asking();
  request.add_exceptions("reversal");
  ASSERT_THAT(List(request), ::testing::SizeIs(1));
  EXPECT_EQ(last_.part().rows(0).line().unit_id(), "P4");
  EXPECT_EQ(last_.part().rows(0).amount(), "30");
}

TEST_F(ExceptionsTest, DeviationsAndQuestionsAreListedWithTheirRules) {
  ImportRules();
  EXPECT_THAT(Ask(Advance("101")).status().message(), HasSubstr("wanted at most 100 VND"));
  v1::RecordRequest more = Advance("101");
  more.mutable_options()->add_deviations("advance-rate/fairs");
  EXPECT_THAT(Ask(more).status().message(), HasSubstr("rests on a decision"));
  more.mutable_document()->set_number("881/QD-BCT");
  const uint64_t deviation = Record(more).sequence();
  v1::RecordRequest late = Request("disbursement", "7");
  late.set_effective("2025-01-10");
  const v1::Receipt questioned = Record(late);
  EXPECT_THAT(questioned.event().questions(), ElementsAre("last-day-spend"));
  v1::ListExceptionsRequest request = Asking();
  request.add_exceptions("deviation");
  request.add_exceptions("question");
  EXPECT_THAT(List(request), ElementsAre(absl::StrCat("deviation ", deviation))) << "as of the end of 2024";
  EXPECT_THAT(last_.part().rows(0).rules(), ElementsAre("advance-rate/fairs"));
  EXPECT_EQ(last_.part().rows(0).number(), "881/QD-BCT");
  EXPECT_EQ(last_.part().rows(0).amount(), "101");
  request.mutable_question()->set_as_of("2025-01-31");
  EXPECT_THAT(List(request),
              ElementsAre(absl::StrCat("deviation ", deviation), absl::StrCat("question ", questioned.sequence())));
  request.mutable_question()->set_known_at(absl::StrCat(deviation - 1));
  EXPECT_THAT(List(request), IsEmpty());
  request.mutable_question()->clear_known_at();
  request.mutable_question()->set_unit("P1");
  EXPECT_THAT(List(request), IsEmpty()) << "of other money";
}

TEST_F(ExceptionsTest, WhatWasTakenBackAndWhatIsOpenForLongIsListed) {
  const uint64_t advance = Record(Advance("50")).sequence();
  const uint64_t typo = Record(Request("disbursement", "9")).sequence();
  v1::ReverseRequest reverse;
  reverse.set_sequence(typo);
  reverse.set_reason("typed twice");
  reverse.mutable_options()->set_actor("test");
  reverse.mutable_options()->set_key("reverse");
  const auto reversed = service_->Reverse(reverse);
  ASSERT_THAT(reversed, IsOk());
  EXPECT_THAT(List(Asking()), ElementsAre(absl::StrCat("reversal ", reversed->receipt().sequence()),
                                          absl::StrCat("advance ", advance), absl::StrCat("commitment ", contract_)));
  EXPECT_EQ(last_.part().rows(0).other(), typo);
  EXPECT_EQ(last_.part().rows(1).days(), 334);
  EXPECT_EQ(last_.part().rows(2).amount(), "150");
  v1::ListExceptionsRequest request = Asking();
  request.set_open_days(334);
  EXPECT_THAT(List(request), Not(::testing::Contains(absl::StrCat("advance ", advance))));
  request.mutable_question()->set_as_of("2024-06-30");
  EXPECT_THAT(List(request), ElementsAre(absl::StrCat("reversal ", reversed->receipt().sequence())))
      << "the last day of the contract is not over, and the advance is not open for long";
}

TEST_F(ExceptionsTest, WhatWasRecordedManyDaysLateIsListedIfThatIsAsked) {
  v1::ListExceptionsRequest request = Asking();
  request.add_exceptions("late");
  EXPECT_THAT(List(request), IsEmpty());
  request.set_late_days(1);
  EXPECT_THAT(List(request), Not(IsEmpty()));
  EXPECT_GT(last_.part().rows(0).days(), 1);
}

// Acceptance case 13.
TEST_F(ExceptionsTest, ALateVoucherIsListedWithTheClosingThatItIsLateFor) {
  v1::ClosePeriodRequest close;
  close.set_fiscal_year(2024);
  close.set_through("2024-12-31");
  close.mutable_options()->set_actor("test");
  close.mutable_options()->set_key("close");
  const auto closed = service_->ClosePeriod(close);
  ASSERT_THAT(closed, IsOk());
  v1::RecordRequest voucher = Request("disbursement", "5");
  voucher.mutable_options()->set_late_reason("the voucher came late");
  const uint64_t late = Record(voucher).sequence();
  v1::ListExceptionsRequest request = Asking();
  request.add_exceptions("late");
  EXPECT_THAT(List(request), ElementsAre(absl::StrCat("late ", late)));
  EXPECT_EQ(last_.part().rows(0).other(), closed->receipt().sequence());
  EXPECT_THAT(last_.part().rows(0).because(), HasSubstr("the voucher came late"));
}

TEST_F(ExceptionsTest, APageGoesOnWhereTheOneBeforeEnded) {
  Record(Advance("50"));
  for (int i = 0; i < 3; ++i) {
    v1::ReverseRequest reverse;
    reverse.set_sequence(Record(Request("disbursement", "9")).sequence());
    reverse.set_reason("typed twice");
    reverse.mutable_options()->set_actor("test");
    reverse.mutable_options()->set_key(absl::StrCat("reverse ", i));
    ASSERT_THAT(service_->Reverse(reverse), IsOk());
  }
  const std::vector<std::string> all = List(Asking());
  ASSERT_EQ(all.size(), 5u);
  std::vector<std::string> paged;
  v1::ListExceptionsRequest request = Asking();
  request.set_page_size(2);
  do {
    const std::vector<std::string> page = List(request);
    paged.insert(paged.end(), page.begin(), page.end());
    request.set_page_token(last_.next_page_token());
  } while (!request.page_token().empty() && paged.size() < 10);
  EXPECT_EQ(paged, all);
  request.set_page_token("nonsense");
  Page<v1::ListExceptionsResponse> page;
  EXPECT_THAT(service_->ListExceptions(request, page.sink()), Not(IsOk()));
  request = Asking();
  request.add_exceptions("odd");
  EXPECT_THAT(service_->ListExceptions(request, page.sink()).message(), HasSubstr("found \"odd\""));
}

}  // namespace
}  // namespace tranche
