// Commitments and advances through the service: named by number or sequence, and listed with what is left of them.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/service/ledger_service_fixture.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// A unit of its own beside the small history: a plan of 1000, a tranche of 900, a contract HD-1 of 300.
class OpenItemsTest : public LedgerServiceTest {
 protected:
  OpenItemsTest() {
    Record(Request("plan", "1000"));
    v1::RecordRequest tranche = Request("tranche", "900");
    tranche.set_tranche(1);
    Record(tranche);
    v1::RecordRequest contract = Request("commitment", "300");
    contract.set_number("HD-1");
    contract.set_counterparty("Công ty A");
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
    request.mutable_options()->set_key("refused");
    return request;
  }

  v1::Receipt Record(v1::RecordRequest request) {
    request.mutable_options()->set_key(absl::StrCat("item ", ++keys_));
    const auto response = service_->Record(request);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->receipt() : v1::Receipt();
  }

  // A command that says nothing of its line.
  static v1::RecordRequest Naming(const std::string& kind, const std::string& amount) {
    v1::RecordRequest request = Request(kind, amount);
    request.clear_unit();
    request.clear_source();
    request.clear_fiscal_year();
    return request;
  }

  v1::Receipt PayInAdvance(const std::string& amount) {
    v1::RecordRequest request = Request("advance", amount);
    request.set_commitment("HD-1");
    return Record(request);
  }

  static v1::ListOpenItemsRequest Asking(const std::string& kind) {
    v1::ListOpenItemsRequest request;
    request.set_kind(kind);
    request.mutable_question()->set_unit("P4");
    request.mutable_question()->set_as_of("2024-12-31");
    return request;
  }

  v1::OpenItems List(const v1::ListOpenItemsRequest& request) {
    Page<v1::ListOpenItemsResponse> page;
    EXPECT_THAT(service_->ListOpenItems(request, page.sink()), IsOk());
    return page.merged.part();
  }

  uint64_t contract_ = 0;
  int keys_ = 0;
};

TEST_F(OpenItemsTest, APaymentNamesItsContractByNumberOrSequenceAndTakesItsArea) {
  v1::RecordRequest payment = Request("disbursement", "100");
  payment.set_commitment("HD-1");
  const v1::Receipt by_number = Record(payment);
  EXPECT_EQ(by_number.event().disbursement_made().commitment(), contract_);
  EXPECT_EQ(by_number.event().disbursement_made().line().area_id(), "fairs");
  EXPECT_EQ(by_number.left_of_named(), "200");
  EXPECT_EQ(by_number.available_to_disburse(), "800");
  EXPECT_EQ(by_number.free(), "600");
  v1::RecordRequest by_sequence = Naming("disbursement", "50");
  by_sequence.set_commitment(absl::StrCat(contract_));
  by_sequence.mutable_options()->set_dry_run(true);
  const v1::Receipt rehearsed = Record(by_sequence);
  EXPECT_EQ(rehearsed.event().disbursement_made().line().unit_id(), "P4");
  EXPECT_EQ(rehearsed.left_of_named(), "150") << "as it would be";
  EXPECT_EQ(rehearsed.free(), "600");
  payment.set_area("conferences");
  EXPECT_THAT(service_->Record(payment), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("of another line")));
}

// Contracts are often numbered by digits alone.
TEST_F(OpenItemsTest, DigitsAreTheNumberOfAContractBeforeTheyAreASequence) {
  const auto pay_on = [&](const std::string& named) {
    v1::RecordRequest payment = Request("disbursement", "10");
    payment.set_commitment(named);
    return payment;
  };
  v1::RecordRequest by_digits = Request("commitment", "20");
  by_digits.set_number("2");  // the sequence of an event that is no contract
  const uint64_t contract = Record(by_digits).sequence();
  EXPECT_EQ(Record(pay_on("2")).event().disbursement_made().commitment(), contract);
  EXPECT_EQ(Record(pay_on(absl::StrCat(contract))).event().disbursement_made().commitment(), contract);
  by_digits.set_number(absl::StrCat(contract_));  // that of another contract of the scope
  const uint64_t other = Record(by_digits).sequence();
  EXPECT_THAT(service_->Record(pay_on(absl::StrCat(contract_))),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr(absl::StrCat("write event:", other, " for the contract, or event:", contract_))));
  EXPECT_EQ(Record(pay_on(absl::StrCat("event:", contract_))).event().disbursement_made().commitment(), contract_);
  EXPECT_EQ(Record(pay_on(absl::StrCat("event:", other))).event().disbursement_made().commitment(), other);
}

TEST_F(OpenItemsTest, ANumberWithoutItsLineOrUnknownIsRefusedWithWhatToDo) {
  v1::RecordRequest release = Naming("release", "10");
  release.set_commitment("HD-1");
  EXPECT_THAT(service_->Record(release), StatusIs(absl::StatusCode::kInvalidArgument,
                                                  AllOf(HasSubstr("the number HD-1 alone"), HasSubstr("sequence"))));
  release = Request("release", "10");
  release.set_commitment("HD-2");
  EXPECT_THAT(service_->Record(release),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("P4, local, 2024 has no contract HD-2")));
  release.clear_commitment();
  EXPECT_THAT(service_->Record(release), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("commitment")));
  v1::RecordRequest plan = Request("plan", "10");
  plan.set_commitment("HD-1");
  EXPECT_THAT(service_->Record(plan), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not for the kind")));
  v1::RecordRequest payment = Request("disbursement", "10");
  payment.set_number("HD-3");
  EXPECT_THAT(service_->Record(payment), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("number")));
}

TEST_F(OpenItemsTest, AnAdvanceIsNamedByItsContractWhileItIsTheOnlyOneOpen) {
  const uint64_t first = PayInAdvance("40").sequence();
  v1::RecordRequest clearing = Request("advance-clearing", "40");
  clearing.set_advance("HD-1");
  EXPECT_EQ(Record(clearing).event().advance_cleared().advance(), first);
  EXPECT_THAT(service_->Record(clearing), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no advance of")));
  const uint64_t second = PayInAdvance("20").sequence();
  const uint64_t third = PayInAdvance("30").sequence();
  EXPECT_THAT(service_->Record(clearing),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr(absl::StrCat(second)), HasSubstr(absl::StrCat(third)),
                             HasSubstr("name one of them by its sequence"))));
}

TEST_F(OpenItemsTest, AreListedWithWhatIsLeftAsOfADateAsKnownAtAMoment) {
  v1::RecordRequest payment = Request("disbursement", "100");
  payment.set_commitment("HD-1");
  payment.set_effective("2024-03-01");
  const uint64_t paid = Record(payment).sequence();
  const uint64_t advance = PayInAdvance("50").sequence();
  v1::RecordRequest release = Naming("release", "30");
  release.set_commitment(absl::StrCat(contract_));
  release.set_effective("2024-05-01");
  Record(release);

  const v1::OpenItems all = List(Asking("commitment"));
  EXPECT_EQ(all.basis().as_of(), "2024-12-31");
  ASSERT_THAT(all.items(), SizeIs(1));
  const v1::OpenItem& item = all.items(0);
  EXPECT_EQ(item.sequence(), contract_);
  EXPECT_EQ(item.number(), "HD-1");
  EXPECT_EQ(item.counterparty(), "Công ty A");
  EXPECT_EQ(item.until(), "2024-06-30");
  EXPECT_TRUE(item.is_past_until());
  EXPECT_EQ(item.amount(), "300");
  EXPECT_EQ(item.paid(), "150") << "the advance too";
  EXPECT_EQ(item.released(), "30");
  EXPECT_EQ(item.left(), "120");
  EXPECT_EQ(item.days_open(), 334);

  v1::ListOpenItemsRequest april = Asking("commitment");
  april.mutable_question()->set_as_of("2024-04-30");
  EXPECT_EQ(List(april).items(0).left(), "150") << "released later";
  EXPECT_FALSE(List(april).items(0).is_past_until());
  april.mutable_question()->set_known_at(absl::StrCat(paid));
  EXPECT_EQ(List(april).items(0).left(), "200") << "the advance was not known";
  april.mutable_question()->set_as_of("2024-01-31");
  EXPECT_THAT(List(april).items(), SizeIs(0)) << "before it was signed";

  const v1::OpenItems advances = List(Asking("advance"));
  ASSERT_THAT(advances.items(), SizeIs(1));
  EXPECT_EQ(advances.items(0).sequence(), advance);
  EXPECT_EQ(advances.items(0).named_sequence(), contract_);
  EXPECT_EQ(advances.items(0).left(), "50");
}

TEST_F(OpenItemsTest, WhatIsUsedUpIsNotOpenAndWhatWasReversedIsNotListed) {
  v1::RecordRequest payment = Request("disbursement", "300");
  payment.set_commitment("HD-1");
  const uint64_t paid = Record(payment).sequence();
  v1::ListOpenItemsRequest open = Asking("commitment");
  open.set_open_only(true);
  EXPECT_THAT(List(open).items(), SizeIs(0));
  EXPECT_THAT(List(Asking("commitment")).items(), SizeIs(1));
  for (const uint64_t sequence : {paid, contract_}) {
    v1::ReverseRequest reversal;
    reversal.set_sequence(sequence);
    reversal.set_reason("a mistake");
    reversal.mutable_options()->set_actor("test");
    reversal.mutable_options()->set_key(absl::StrCat("reversal of ", sequence));
    ASSERT_THAT(service_->Reverse(reversal), IsOk());
  }
  EXPECT_THAT(List(Asking("commitment")).items(), SizeIs(0));
  EXPECT_THAT(service_->ListOpenItems(Asking("plan"), Page<v1::ListOpenItemsResponse>().sink()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("wanted commitment or advance")));
}

TEST_F(OpenItemsTest, ComeInPagesByTheirSequence) {
  for (int i = 2; i <= 7; ++i) {
    v1::RecordRequest contract = Request("commitment", "10");
    contract.set_number(absl::StrCat("HD-", i));
    Record(contract);
  }
  v1::ListOpenItemsRequest request = Asking("commitment");
  request.set_page_size(3);
  std::vector<std::string> numbers;
  int pages = 0;
  do {
    Page<v1::ListOpenItemsResponse> page;
    ASSERT_THAT(service_->ListOpenItems(request, page.sink()), IsOk());
    EXPECT_EQ(page.merged.part().has_basis(), pages == 0);
    for (const v1::OpenItem& item : page.merged.part().items()) numbers.push_back(item.number());
    request.set_page_token(page.merged.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 3);
  EXPECT_THAT(numbers, ::testing::ElementsAre("HD-1", "HD-2", "HD-3", "HD-4", "HD-5", "HD-6", "HD-7"));
}

}  // namespace
}  // namespace tranche
