// The events of a ledger, listed: between which, from which end, of which document, in which order.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "service/event_filter.h"
#include "service/moment.h"
#include "tests/service/ledger_service_fixture.h"
#include "tests/support/event_builder.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using EventListsTest = LedgerServiceTest;

std::vector<uint64_t> SequencesOf(const v1::EventList& list) {
  std::vector<uint64_t> sequences;
  for (const v1::Event& event : list.events()) sequences.push_back(event.sequence());
  return sequences;
}

TEST_F(EventListsTest, EventsAreListedBetweenTwoSequencesFromEitherEnd) {
  v1::ListEventsRequest request;
  request.set_after(history_.plan.sequence);
  request.set_before(history_.reversal.sequence);
  request.set_page_size(2);
  Page<v1::ListEventsResponse> first;
  ASSERT_THAT(service_->ListEvents(request, first.sink()), IsOk());
  EXPECT_THAT(SequencesOf(first.merged.part()), ElementsAre(history_.other_plan.sequence, history_.tranche.sequence));
  EXPECT_NE(first.merged.next_page_token(), "");
  request.set_newest(true);
  Page<v1::ListEventsResponse> last;
  ASSERT_THAT(service_->ListEvents(request, last.sink()), IsOk());
  EXPECT_THAT(SequencesOf(last.merged.part()), ElementsAre(history_.executed.sequence, history_.late.sequence));
  EXPECT_EQ(last.merged.next_page_token(), "");
  request.set_kind("disbursement");
  Page<v1::ListEventsResponse> payments;
  ASSERT_THAT(service_->ListEvents(request, payments.sink()), IsOk());
  EXPECT_THAT(SequencesOf(payments.merged.part()), ElementsAre(history_.paid.sequence, history_.late.sequence));
}

TEST_F(EventListsTest, TheNewestEventsNeedAPageThatIsNotEndless) {
  v1::ListEventsRequest request;
  request.set_newest(true);
  Page<v1::ListEventsResponse> page;
  EXPECT_THAT(service_->ListEvents(request, page.sink()), StatusIs(absl::StatusCode::kInvalidArgument));
  request.set_page_size(1001);
  EXPECT_THAT(service_->ListEvents(request, page.sink()), StatusIs(absl::StatusCode::kInvalidArgument));
}

// A filter passes over most events by a look at their bytes: what may be damaged is read.
TEST_F(EventListsTest, AFilterPassesOverTheEventOfThePlaceAlone) {
  ASSERT_THAT(ledger_.Reopen(Ledger::Access::kReadOnly), IsOk());
  const auto moment = Moment::Of(ledger_->View(), Day("2026-01-01"));
  ASSERT_THAT(moment, IsOk());
  v1::ListEventsRequest request;
  request.set_kind("refund");
  const auto filter = EventFilter::Read(request, *moment);
  ASSERT_THAT(filter, IsOk());
  const Sequence plan = history_.plan.sequence;
  const std::string bytes = ledger_->log().ReadBytes(plan).value();
  EXPECT_FALSE(filter->MayPass(bytes, plan));
  EXPECT_TRUE(filter->MayPass(bytes, plan + 1)) << "it is not the event of that place";
  EXPECT_TRUE(filter->MayPass(bytes.substr(0, bytes.size() - 1), plan)) << "it is cut off";
  EXPECT_TRUE(filter->MayPass("", plan));
}

TEST_F(EventListsTest, AListedEventSaysWhichOneReversesIt) {
  v1::ListEventsRequest request;
  request.set_after(history_.paid.sequence - 1);
  request.set_before(history_.paid.sequence + 1);
  Page<v1::ListEventsResponse> page;
  ASSERT_THAT(service_->ListEvents(request, page.sink()), IsOk());
  ASSERT_THAT(page.merged.reversed(), SizeIs(1));
  EXPECT_EQ(page.merged.reversed(0).sequence(), history_.paid.sequence);
  EXPECT_EQ(page.merged.reversed(0).reversed_by(), history_.reversal.sequence);
  request.set_known_at(std::to_string(history_.reversal.sequence - 1));
  Page<v1::ListEventsResponse> before;
  ASSERT_THAT(service_->ListEvents(request, before.sink()), IsOk());
  EXPECT_THAT(before.merged.part().events(), SizeIs(1));
  EXPECT_THAT(before.merged.reversed(), IsEmpty());
}

TEST_F(EventListsTest, AListedReversalComesWithWhatItReverses) {
  v1::ListEventsRequest request;
  request.set_after(history_.late.sequence);
  Page<v1::ListEventsResponse> page;
  ASSERT_THAT(service_->ListEvents(request, page.sink()), IsOk());
  EXPECT_THAT(SequencesOf(page.merged.part()), ElementsAre(history_.reversal.sequence, history_.paid_again.sequence));
  ASSERT_THAT(page.merged.reversed_events(), SizeIs(1));
  EXPECT_EQ(page.merged.reversed_events(0).sequence(), history_.paid.sequence);
  EXPECT_EQ(page.merged.reversed_events(0).disbursement_made().amount(), 20);
}

TEST_F(EventListsTest, EventsAreListedByTheNumberOfTheirDocumentHoweverItIsWritten) {
  v1::RecordRequest plan = PlanRequest("with a number");
  plan.mutable_document()->set_number("2174/QĐ-BCT");
  const auto recorded = service_->Record(plan);
  ASSERT_THAT(recorded, IsOk());
  const auto listed = [&](const std::string& number, bool newest) {
    v1::ListEventsRequest request;
    request.set_document_number(number);
    request.set_newest(newest);
    request.set_page_size(5);
    Page<v1::ListEventsResponse> page;
    EXPECT_THAT(service_->ListEvents(request, page.sink()), IsOk()) << number;
    return SequencesOf(page.merged.part());
  };
  for (const char* number : {"2174/QĐ-BCT", "2174/qd", "74 QD bct", "2174"}) {
    EXPECT_THAT(listed(number, false), ElementsAre(recorded->receipt().sequence())) << number;
    EXPECT_THAT(listed(number, true), ElementsAre(recorded->receipt().sequence())) << number;
  }
  EXPECT_THAT(listed("2175/QĐ", false), IsEmpty());
}

// What is passed over by its bytes is what would not pass.
TEST_F(EventListsTest, KindsAndDatesPickWhatTheyPickOfAllEvents) {
  const auto list = [&](const v1::ListEventsRequest& request) {
    Page<v1::ListEventsResponse> page;
    EXPECT_THAT(service_->ListEvents(request, page.sink()), IsOk());
    return page.merged.part();
  };
  const v1::EventList all = list({});
  size_t found = 0;
  for (const auto& [word, kind] :
       {std::pair("plan", v1::Event::kPlanApproved), {"reversal", v1::Event::kEventReversed}}) {
    for (const char* from : {"", "2024-02-01"}) {
      for (const char* to : {"", "2024-02-29"}) {
        v1::ListEventsRequest request;
        request.set_kind(word);
        if (*from != 0) request.set_from(from);
        if (*to != 0) request.set_to(to);
        std::vector<Sequence> wanted;
        for (const v1::Event& event : all.events()) {
          const bool is_in_time =
              (*from == 0 || event.effective_date() >= 20240201) && (*to == 0 || event.effective_date() <= 20240229);
          if (event.kind_case() == kind && is_in_time) wanted.push_back(event.sequence());
        }
        found += wanted.size();
        EXPECT_THAT(SequencesOf(list(request)), ElementsAreArray(wanted)) << word << from << to;
        request.set_newest(true);
        request.set_page_size(100);
        EXPECT_THAT(SequencesOf(list(request)), ElementsAreArray(wanted)) << word << from << to;
      }
    }
  }
  EXPECT_GT(found, 4u);
}

TEST_F(EventListsTest, ANumberOfADocumentWithoutLetterOrDigitIsRefused) {
  for (const char* number : {"", " / "}) {
    v1::ListEventsRequest request;
    request.set_document_number(number);
    Page<v1::ListEventsResponse> page;
    EXPECT_THAT(service_->ListEvents(request, page.sink()),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         AllOf(HasSubstr("document_number"), HasSubstr("at least one letter or digit"))));
  }
}

TEST_F(EventListsTest, EventsAreListedByTheMoneyThatTheyMove) {
  const auto listed = [&](const v1::ListEventsRequest& request) {
    Page<v1::ListEventsResponse> page;
    EXPECT_THAT(service_->ListEvents(request, page.sink()), IsOk());
    return SequencesOf(page.merged.part());
  };
  v1::ListEventsRequest request;
  request.set_source("local");
  EXPECT_THAT(listed(request), SizeIs(2)) << "the event that defines it, and the plan";
  request.set_fiscal_year(2024);
  EXPECT_THAT(listed(request), ElementsAre(history_.other_plan.sequence));
  request.set_source("national");
  request.set_area("fairs");
  EXPECT_THAT(listed(request), ElementsAre(history_.paid.sequence, history_.executed.sequence, history_.late.sequence,
                                           history_.reversal.sequence, history_.paid_again.sequence));
  request.set_unit("P3");
  EXPECT_THAT(listed(request), IsEmpty());
  request.clear_unit();
  request.set_fiscal_year(2023);
  EXPECT_THAT(listed(request), IsEmpty());
}

}  // namespace
}  // namespace tranche
