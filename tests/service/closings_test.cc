// Closing and reopening through the service, and closings as moments of knowledge.
#include "service/closings.h"

#include <cstdint>
#include <limits>
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

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string CodeOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->code() : status.ToString();
}

// P1 and P3, national, 2024: a plan and a tranche of 100, and 60 paid.
class ServedClosingsTest : public ::testing::Test {
 protected:
  ServedClosingsTest() {
    for (const char* unit : {"P1", "P3"}) {
      ledger_.Record(EventBuilder::Plan(unit, "national", 2024, 100));
      ledger_.Record(EventBuilder::Tranche(1, unit, "national", 2024, 100));
      ledger_.Record(EventBuilder::Disbursement(unit, "national", 2024, 60).On("2024-06-01"));
    }
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
  }

  v1::ClosePeriodRequest Closing() {
    v1::ClosePeriodRequest request;
    request.set_fiscal_year(2024);
    request.mutable_options()->set_key("closing " + std::to_string(++keys_));
    request.mutable_options()->set_actor("lan");
    return request;
  }

  v1::Receipt Closed(const v1::ClosePeriodRequest& request) {
    const auto closed = service_->ClosePeriod(request);
    EXPECT_THAT(closed, IsOk());
    return closed.ok() ? closed->receipt() : v1::Receipt();
  }

  absl::StatusOr<v1::RecordResponse> Pay(const std::string& unit, const std::string& late_reason) {
    v1::RecordRequest request;
    request.set_kind("disbursement");
    request.set_unit(unit);
    request.set_source("national");
    request.set_fiscal_year(2024);
    request.set_amount("5");
    request.set_effective("2024-12-20");
    request.mutable_options()->set_key("payment " + std::to_string(++keys_));
    request.mutable_options()->set_actor("lan");
    request.mutable_options()->set_late_reason(late_reason);
    return service_->Record(request);
  }

  static v1::QuestionText Question(const std::string& unit, const std::string& known_at) {
    v1::QuestionText question;
    if (!unit.empty()) question.set_unit(unit);
    question.set_fiscal_year(2024);
    question.set_as_of("2024-12-31");
    question.set_known_at(known_at);
    return question;
  }

  // What is disbursed; of a refusal its code.
  std::string Disbursed(const std::string& unit, const std::string& known_at) {
    v1::GetBalanceRequest request;
    *request.mutable_question() = Question(unit, known_at);
    const auto balance = service_->GetBalance(request);
    return balance.ok() ? balance->report().total().disbursed() : CodeOf(balance.status());
  }

  TestLedger ledger_;
  std::unique_ptr<LedgerService> service_;
  int keys_ = 0;
};

TEST_F(ServedClosingsTest, TheClosedFiguresTodaysAndWhyTheyDiffer) {
  const v1::Receipt closed = Closed(Closing());
  EXPECT_EQ(closed.event().period_closed().through(), 20241231) << "the whole year, if nothing else is said";
  EXPECT_EQ(CodeOf(Pay("P1", "").status()), "closing.late");
  const auto late = Pay("P1", "the voucher came late");
  ASSERT_THAT(late, IsOk());
  EXPECT_EQ(late->receipt().event().late_for(), closed.sequence());
  EXPECT_EQ(Disbursed("P1", "close:2024"), "60");
  EXPECT_EQ(Disbursed("P1", std::to_string(late->receipt().sequence())), "65");
  EXPECT_EQ(Disbursed("", "CLOSE:2024"), "120");
  v1::RestateRequest request;
  *request.mutable_question() = Question("P1", "");
  request.mutable_question()->clear_known_at();
  request.set_from("close:2024");
  v1::RestateResponse restated;
  ASSERT_THAT(service_->Restate(request,
                                [&](const v1::RestateResponse& part) {
                                  restated.MergeFrom(part);
                                  return absl::OkStatus();
                                }),
              IsOk());
  ASSERT_EQ(restated.part().postings_size(), 1);
  EXPECT_EQ(restated.part().postings(0).late_for(), closed.sequence());
  EXPECT_THAT(restated.part().postings(0).because(), HasSubstr("the voucher came late"));
}

TEST_F(ServedClosingsTest, AMomentIsTheNewestClosingOfAllThatIsAskedFor) {
  EXPECT_EQ(Disbursed("", "close:2024"), "moment.not-closed");
  v1::ClosePeriodRequest of_one = Closing();
  of_one.add_units("P1");
  const v1::Receipt one = Closed(of_one);
  EXPECT_EQ(Disbursed("P1", "close:2024"), "60");
  EXPECT_EQ(Disbursed("P3", "close:2024"), "moment.not-closed");
  EXPECT_EQ(Disbursed("", "close:2024"), "moment.closed-in-parts");
  EXPECT_EQ(Disbursed("region:a", "close:2024"), "moment.closed-in-parts");
  EXPECT_EQ(Disbursed("P1", "close:2023"), "moment.not-closed");
  ASSERT_THAT(Pay("P1", "late"), IsOk());
  Closed(Closing());
  EXPECT_EQ(Disbursed("P1", "close:2024"), "65") << "the newest";
  EXPECT_EQ(Disbursed("N", "close:2024"), "125");
  v1::ReopenPeriodRequest reopening;
  reopening.set_closing(one.sequence() + 2);
  reopening.mutable_options()->set_key("reopening");
  reopening.mutable_options()->set_actor("lan");
  EXPECT_EQ(CodeOf(service_->ReopenPeriod(reopening).status()), "request.field-missing");
  reopening.set_reason("corrected");
  ASSERT_THAT(service_->ReopenPeriod(reopening), IsOk());
  EXPECT_EQ(Disbursed("P1", "close:2024"), "60") << "the one that is left";
}

TEST_F(ServedClosingsTest, ARegionIsClosedAsTheUnitsThatCountInItThen) {
  v1::ClosePeriodRequest request = Closing();
  request.add_units("region:a");
  request.add_sources("national");
  const v1::Receipt closed = Closed(request);
  EXPECT_THAT(closed.event().period_closed().unit_ids(), ElementsAre("P1", "P2", "P5", "Q1", "region:a"));
  EXPECT_EQ(Disbursed("region:a", "close:2024"), "moment.closed-in-parts") << "other sources are open";
  v1::ClosePeriodRequest nation = Closing();
  nation.add_units("N");
  nation.set_through("2024-06-30");
  EXPECT_THAT(Closed(nation).event().period_closed().unit_ids(), IsEmpty()) << "all";
}

TEST_F(ServedClosingsTest, AUnitIsClosedIfAllThatCountsInItByTheBoundariesOfTheQuestionIs) {
  v1::ClosePeriodRequest old = Closing();
  for (const char* unit : {"P1", "P2"}) old.add_units(unit);
  Closed(old);
  const auto disbursed = [&](const std::string& unit, const std::string& boundaries) {
    v1::GetBalanceRequest request;
    *request.mutable_question() = Question(unit, "close:2024");
    request.mutable_question()->set_boundaries(boundaries);
    const auto balance = service_->GetBalance(request);
    return balance.ok() ? balance->report().total().disbursed() : CodeOf(balance.status());
  };
  EXPECT_EQ(disbursed("P1", "2024-12-31"), "60");
  EXPECT_EQ(disbursed("Q1", "2025-07-01"), "moment.closed-in-parts") << "Q1 itself is open";
  v1::ClosePeriodRequest merged = Closing();
  merged.add_units("Q1");
  merged.set_through("2025-12-31");
  EXPECT_THAT(Closed(merged).event().period_closed().unit_ids(), ElementsAre("P1", "P2", "Q1"));
  EXPECT_EQ(disbursed("Q1", "2025-07-01"), "60");
}

TEST_F(ServedClosingsTest, EventsOfAUnitHaveTheClosingsThatItIsIn) {
  const v1::Receipt all = Closed(Closing());
  v1::ClosePeriodRequest of_one = Closing();
  of_one.add_units("P3");
  of_one.add_sources("local");
  const v1::Receipt one = Closed(of_one);
  v1::ReopenPeriodRequest reopening;
  reopening.set_closing(one.sequence());
  reopening.set_reason("corrected");
  reopening.mutable_options()->set_key("reopening");
  reopening.mutable_options()->set_actor("minh");
  ASSERT_THAT(service_->ReopenPeriod(reopening), IsOk());
  const auto listed = [&](const std::string& unit, const std::string& source, int year) {
    v1::ListEventsRequest request;
    request.set_unit(unit);
    request.set_source(source);
    request.set_fiscal_year(year);
    request.set_after(all.sequence() - 1);
    std::vector<Sequence> sequences;
    EXPECT_THAT(service_->ListEvents(request,
                                     [&](const v1::ListEventsResponse& part) {
                                       for (const v1::Event& event : part.part().events())
                                         sequences.push_back(event.sequence());
                                       return absl::OkStatus();
                                     }),
                IsOk());
    return sequences;
  };
  EXPECT_THAT(listed("P1", "local", 2024), ElementsAre(all.sequence()));
  EXPECT_THAT(listed("P3", "national", 2024), ElementsAre(all.sequence()));
  EXPECT_THAT(listed("P3", "local", 2024), ElementsAre(all.sequence(), one.sequence(), one.sequence() + 1));
  EXPECT_THAT(listed("P3", "local", 2025), IsEmpty());
}

TEST_F(ServedClosingsTest, WhatCannotBeReadIsToldByItsField) {
  v1::ClosePeriodRequest request = Closing();
  request.set_fiscal_year(0);
  EXPECT_EQ(CodeOf(service_->ClosePeriod(request).status()), "request.field-missing");
  for (const int32_t year : {24, 2024 + (1 << 28), std::numeric_limits<int32_t>::max()}) {
    request.set_fiscal_year(year);
    EXPECT_EQ(CodeOf(service_->ClosePeriod(request).status()), "year.out-of-range") << year;
    v1::GetBalanceRequest balance;
    balance.mutable_question()->set_fiscal_year(year);
    EXPECT_THAT(service_->GetBalance(balance), IsOk()) << year;
  }
  request.set_fiscal_year(2024);
  request.set_through("yesterday");
  EXPECT_THAT(service_->ClosePeriod(request).status().message(), HasSubstr("through: "));
  request.clear_through();
  v1::ConfirmedText& confirmed = *request.add_confirmed();
  confirmed.set_unit("P1");
  confirmed.set_source("national");
  confirmed.set_amount("many");
  EXPECT_THAT(service_->ClosePeriod(request).status().message(), HasSubstr("confirmed: "));
  confirmed.set_amount("61");
  EXPECT_EQ(CodeOf(service_->ClosePeriod(request).status()), "closing.not-confirmed");
  confirmed.set_amount("60");
  EXPECT_THAT(service_->ClosePeriod(request), IsOk());
}

TEST_F(ServedClosingsTest, ClosingsAreListedWithWhoClosedAndWhoOpenedAgain) {
  v1::ClosePeriodRequest request = Closing();
  request.set_year_end(true);
  request.set_reason("settlement");
  const v1::Receipt closed = Closed(request);
  v1::ReopenPeriodRequest reopening;
  reopening.set_closing(closed.sequence());
  reopening.set_reason("corrected");
  reopening.mutable_options()->set_key("reopening");
  reopening.mutable_options()->set_actor("minh");
  ASSERT_THAT(service_->ReopenPeriod(reopening), IsOk());
  const auto all = service_->ListClosings({});
  ASSERT_THAT(all, IsOk());
  ASSERT_EQ(all->list().closings_size(), 1);
  const v1::ClosingRow& row = all->list().closings(0);
  EXPECT_EQ(row.closing(), closed.sequence());
  EXPECT_EQ(row.through(), "2024-12-31");
  EXPECT_TRUE(row.year_end());
  EXPECT_EQ(row.actor(), "lan");
  EXPECT_EQ(row.reason(), "settlement");
  EXPECT_EQ(row.reopening(), closed.sequence() + 1);
  v1::ListClosingsRequest in_force;
  in_force.set_in_force_only(true);
  EXPECT_EQ(service_->ListClosings(in_force)->list().closings_size(), 0);
  in_force.set_known_at(std::to_string(closed.sequence()));
  EXPECT_EQ(service_->ListClosings(in_force)->list().closings_size(), 1) << "as known then";
  v1::ListClosingsRequest of_year;
  of_year.set_fiscal_year(2025);
  EXPECT_EQ(service_->ListClosings(of_year)->list().closings_size(), 0);
}

TEST_F(ServedClosingsTest, AFileSaysWhyItIsLateForItsRowsOrEachRowItself) {
  const v1::Receipt closed = Closed(Closing());
  v1::ImportRequest request;
  request.set_file("late.csv");
  request.set_content(
      "kind,unit_id,source,fiscal_year,amount_vnd,effective_date,late_reason\n"
      "disbursement,P1,national,2024,3,2024-06-01,\n"
      "disbursement,P3,national,2024,2,2024-06-02,found in a drawer\n"
      "plan,P3,national,2025,2,2024-06-02,\n");
  request.mutable_options()->set_actor("lan");
  EXPECT_EQ(CodeOf(service_->Import(request).status()), "closing.late");
  request.mutable_options()->set_late_reason("the vouchers came late");
  const auto imported = service_->Import(request);
  ASSERT_THAT(imported, IsOk());
  v1::ListEventsRequest events;
  std::vector<std::string> reasons;
  ASSERT_THAT(service_->ListEvents(events,
                                   [&](const v1::ListEventsResponse& part) {
                                     for (const v1::Event& event : part.part().events()) {
                                       if (event.late_for() == closed.sequence())
                                         reasons.push_back(event.late_reason());
                                     }
                                     return absl::OkStatus();
                                   }),
              IsOk());
  EXPECT_THAT(reasons, ElementsAre("the vouchers came late", "found in a drawer"));
  request.mutable_options()->clear_late_reason();
  EXPECT_EQ(service_->Import(request)->report().already_recorded(), 3) << "the same file, whatever is said of it";
  v1::ListEventsRequest plans;
  plans.set_kind("plan");
  plans.set_fiscal_year(2025);
  ASSERT_THAT(service_->ListEvents(plans,
                                   [&](const v1::ListEventsResponse& part) {
                                     for (const v1::Event& plan : part.part().events())
                                       EXPECT_EQ(plan.late_reason(), "") << "it is late for nothing";
                                     return absl::OkStatus();
                                   }),
              IsOk());
}

}  // namespace
}  // namespace tranche
