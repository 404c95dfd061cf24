#include "service/ledger_service.h"

#include <google/protobuf/util/message_differencer.h>

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "service/request_field.h"
#include "tests/service/ledger_service_fixture.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// All pages of `page_size` rows of an answer, merged.
template <typename Response, typename Request, typename Call>
Response AllPages(Request request, uint32_t page_size, const Call& call) {
  Response all;
  request.set_page_size(page_size);
  do {
    Page<Response> page;
    EXPECT_THAT(call(request, page.sink()), IsOk());
    all.mutable_part()->MergeFrom(page.merged.part());
    request.set_page_token(page.merged.next_page_token());
  } while (!request.page_token().empty());
  return all;
}

v1::ExplainRequest ExplainAll() {
  v1::ExplainRequest request;
  request.mutable_question()->set_as_of("2024-12-31");
  return request;
}

TEST_F(LedgerServiceTest, PagesOfAnyLengthAreTheWholeAnswer) {
  const auto explain = [&](const auto& request, const auto& sink) { return service_->Explain(request, sink); };
  const auto events = [&](const auto& request, const auto& sink) { return service_->ListEvents(request, sink); };
  const auto replay = [&](const auto& request, const auto& sink) { return service_->Replay(request, nullptr, sink); };
  v1::ReplayRequest watched;
  watched.set_watch(true);
  const auto explained = AllPages<v1::ExplainResponse>(ExplainAll(), 0, explain);
  const auto listed = AllPages<v1::ListEventsResponse>(v1::ListEventsRequest(), 0, events);
  const auto replayed = AllPages<v1::ReplayResponse>(watched, 0, replay);
  EXPECT_THAT(explained.part().postings(), SizeIs(8));
  EXPECT_EQ(explained.part().total().disbursed(), "26");
  v1::ReplayRequest unwatched;
  const auto balances = AllPages<v1::ReplayResponse>(unwatched, 0, replay);
  EXPECT_THAT(replayed.part().balances(), SizeIs(5));
  EXPECT_THAT(balances.part().balances(), SizeIs(5));
  EXPECT_THAT(balances.part().steps(), IsEmpty());
  for (const uint32_t size : {1u, 2u, 3u, 100u}) {
    using google::protobuf::util::MessageDifferencer;
    EXPECT_TRUE(
        MessageDifferencer::Equals(AllPages<v1::ExplainResponse>(ExplainAll(), size, explain).part(), explained.part()))
        << size;
    EXPECT_TRUE(MessageDifferencer::Equals(
        AllPages<v1::ListEventsResponse>(v1::ListEventsRequest(), size, events).part(), listed.part()))
        << size;
    EXPECT_TRUE(MessageDifferencer::Equals(AllPages<v1::ReplayResponse>(watched, size, replay).part(), replayed.part()))
        << size;
    EXPECT_TRUE(
        MessageDifferencer::Equals(AllPages<v1::ReplayResponse>(unwatched, size, replay).part(), balances.part()))
        << size;
  }
}

TEST_F(LedgerServiceTest, WhoeverFoldsTheEventsOfTheCatalogueKnowsEveryName) {
  const auto events = [&](const auto& request, const auto& sink) {
    return service_->ListCatalogueEvents(request, sink);
  };
  const auto listed = AllPages<v1::ListCatalogueEventsResponse>(v1::ListCatalogueEventsRequest(), 0, events);
  Catalogue folded;
  for (const v1::Event& event : listed.part().events()) EXPECT_THAT(folded.Apply(event), IsOk());
  const auto names = service_->Names();
  ASSERT_THAT(names, IsOk());
  EXPECT_EQ(folded.terms().ledger_id(), (*names)->terms().ledger_id());
  EXPECT_EQ(folded.units().size(), (*names)->units().size());
  EXPECT_EQ(folded.areas().size(), (*names)->areas().size());
  const auto in_pages = AllPages<v1::ListCatalogueEventsResponse>(v1::ListCatalogueEventsRequest(), 3, events);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(in_pages.part(), listed.part()));
  v1::ListCatalogueEventsRequest early;
  early.set_known_at("1");
  EXPECT_THAT(AllPages<v1::ListCatalogueEventsResponse>(early, 0, events).part().events(), SizeIs(1));
}

TEST_F(LedgerServiceTest, PagesTellOfTheMomentOfTheFirstOne) {
  v1::ListEventsRequest request;
  Page<v1::ListEventsResponse> whole;
  ASSERT_THAT(service_->ListEvents(request, whole.sink()), IsOk());
  request.set_page_size(5);
  Page<v1::ListEventsResponse> first;
  ASSERT_THAT(service_->ListEvents(request, first.sink()), IsOk());
  EXPECT_THAT(first.merged.part().events(), SizeIs(5));
  ASSERT_THAT(RecordPlan("between two pages"), IsOk());
  request.set_page_size(0);
  request.set_page_token(first.merged.next_page_token());
  Page<v1::ListEventsResponse> rest;
  ASSERT_THAT(service_->ListEvents(request, rest.sink()), IsOk());
  EXPECT_EQ(5 + rest.merged.part().events_size(), whole.merged.part().events_size());
}

TEST_F(LedgerServiceTest, ATokenGoesOnWithItsOwnRequestOnly) {
  v1::ExplainRequest request = ExplainAll();
  request.set_page_size(1);
  Page<v1::ExplainResponse> page;
  ASSERT_THAT(service_->Explain(request, page.sink()), IsOk());
  request.mutable_question()->set_as_of("2024-06-30");
  request.set_page_token(page.merged.next_page_token());
  EXPECT_THAT(service_->Explain(request, page.sink()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("page_token")));
  for (const char* token : {"x", "1.2.3", "1.5.20240101.1.0.zz", "1.99999999.20240101.1.0.0000000000000000"}) {
    request.set_page_token(token);
    EXPECT_FALSE(service_->Explain(request, page.sink()).ok()) << token;
  }
}

TEST_F(LedgerServiceTest, ATokenWithAPlaceBeyondItsMomentIsNone) {
  v1::ListEventsRequest request;
  request.set_page_size(1);
  Page<v1::ListEventsResponse> page;
  ASSERT_THAT(service_->ListEvents(request, page.sink()), IsOk());
  std::vector<std::string> parts = absl::StrSplit(page.merged.next_page_token(), '.');
  ASSERT_THAT(parts, SizeIs(6));
  for (const char* sequence : {"18446744073709551615", "99999999"}) {
    parts[3] = sequence;
    request.set_page_token(absl::StrJoin(parts, "."));
    EXPECT_THAT(service_->ListEvents(request, page.sink()),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no token of a page")));
  }
}

TEST_F(LedgerServiceTest, ARequestWithAFieldOfAnotherKindIsRefused) {
  v1::RecordRequest request;
  request.set_kind("estimate");
  request.set_unit("VN34-01");
  request.set_fiscal_year(2026);
  request.set_amount("1 billion");
  request.set_effective("2026-01-01");
  request.mutable_options()->set_actor("an");
  request.set_tranche(7);
  EXPECT_THAT(service_->Record(request), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("tranche is not for")));
  request.set_kind("plan");
  request.set_source("local");
  request.set_measure("plan");
  EXPECT_THAT(service_->Record(request), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("measure is not for")));
}

TEST_F(LedgerServiceTest, ACallerThatHasEnoughEndsTheStream) {
  int parts = 0;
  const auto twice = [&parts](const auto&) {
    return ++parts < 2 ? absl::OkStatus() : absl::CancelledError("the client went away");
  };
  EXPECT_THAT(service_->ListEvents({}, twice), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(parts, 2);
  v1::ReplayRequest watched;
  watched.set_watch(true);
  parts = 0;
  EXPECT_THAT(service_->Replay(watched, nullptr, twice), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(parts, 2);
  parts = 0;
  EXPECT_THAT(service_->Explain(ExplainAll(), twice), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(parts, 2);
}

// The epochs of this ledger are of a few events.
TEST_F(LedgerServiceTest, AnExplanationOfNothingAsksItsCallerAfterEachEpoch) {
  v1::ExplainRequest request = ExplainAll();
  request.mutable_question()->set_project("none");
  Page<v1::ExplainResponse> whole;
  ASSERT_THAT(service_->Explain(request, whole.sink()), IsOk());
  EXPECT_THAT(whole.merged.part().postings(), IsEmpty());
  EXPECT_GT(whole.parts.size(), 3u);
  int parts = 0;
  const auto twice = [&parts](const auto&) {
    return ++parts < 2 ? absl::OkStatus() : absl::CancelledError("the client went away");
  };
  EXPECT_THAT(service_->Explain(request, twice), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(parts, 2);
}

TEST_F(LedgerServiceTest, ARefusalNamesTheFieldAsData) {
  v1::GetBalanceRequest request;
  request.mutable_question()->set_known_at("tomorrow");
  const absl::Status status = service_->GetBalance(request).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("known_at: found \"tomorrow\"")));
  const auto refusal = RefusalOf(status);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->code(), "moment.not-read");
  ASSERT_THAT(refusal->within(), SizeIs(1));
  EXPECT_EQ(refusal->within(0).text(), kAtFieldText);
  EXPECT_EQ(refusal->within(0).fields(0).text(), "known_at");
}

TEST_F(LedgerServiceTest, AnInstantIsReadAsTablesPrintIt) {
  const auto head_known_at = [&](const std::string& known_at) {
    v1::GetBalanceRequest request;
    request.mutable_question()->set_known_at(known_at);
    const auto answer = service_->GetBalance(request);
    EXPECT_THAT(answer, IsOk()) << known_at;
    return answer.ok() ? answer->report().basis().known_at_sequence() : 0;
  };
  const Sequence head = service_->GetLedger({})->head();
  for (const char* text : {"2026-01-01 07:00:00 +07:00", "2026-01-01T07:00:00+07:00", "2026-01-01T00:00:00Z"})
    EXPECT_EQ(head_known_at(text), head) << text;
  EXPECT_LT(head_known_at("2025-12-31 23:59:59 +00:00"), head);
}

TEST_F(LedgerServiceTest, TheTermsOfALedgerAreReadBesideIt) {
  const auto terms = ReadTerms(ledger_.directory());
  ASSERT_THAT(terms, IsOk());
  EXPECT_EQ(terms->ledger_id(), TestTerms().ledger_id());
  EXPECT_THAT(ReadTerms(ledger_.directory() + "/none"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(LedgerServiceTest, AReceiptSaysWhatWasUnderstoodAndWhatAReversalTakesBack) {
  ASSERT_THAT(RecordPlan("k1"), IsOk());
  v1::ReverseRequest request;
  request.set_sequence(service_->GetLedger({})->head());
  request.set_reason("typed twice");
  request.mutable_options()->set_key("k2");
  request.mutable_options()->set_actor("test");
  request.mutable_options()->set_dry_run(true);
  const auto reversal = service_->Reverse(request);
  ASSERT_THAT(reversal, IsOk());
  EXPECT_EQ(reversal->receipt().event().reason(), "typed twice");
  EXPECT_EQ(reversal->receipt().reversed().plan_approved().amount(), 7);
}

TEST_F(LedgerServiceTest, AClockThatIsWrongIsAskedAbout) {
  EXPECT_THAT(service_->CheckClock(), IsOk());
  ledger_.clock().Set(absl::FromUnixSeconds(0));
  const absl::Status behind = service_->CheckClock();
  ASSERT_TRUE(RefusalOf(behind).has_value());
  EXPECT_EQ(RefusalOf(behind)->code(), "clock.behind-head");
}

TEST_F(LedgerServiceTest, ARestatementComesWithItsBalancesFirst) {
  v1::RestateRequest request;
  request.mutable_question()->set_as_of("2024-12-31");
  request.set_from(std::to_string(history_.executed.sequence));
  Page<v1::RestateResponse> page;
  ASSERT_THAT(service_->Restate(request, page.sink()), IsOk());
  EXPECT_EQ(page.parts.front().part().change().disbursed(), "6");
  EXPECT_THAT(page.parts.front().part().postings(), IsEmpty());
  EXPECT_THAT(page.merged.part().postings(), SizeIs(3));
}

TEST_F(LedgerServiceTest, ATimelineIsOfTheMoneyInQuestion) {
  v1::GetTimelineRequest request;
  request.mutable_question()->set_unit("P1");
  request.mutable_question()->set_as_of("2024-12-31");
  request.set_pairs_max(100);
  const auto response = service_->GetTimeline(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->timeline().events(), 7U);
  EXPECT_THAT(response->timeline().pairs(), SizeIs(6));
  request.mutable_question()->set_unit("nobody");
  EXPECT_THAT(service_->GetTimeline(request), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(LedgerServiceTest, TheHashOfADocumentIsRecordedWithIt) {
  v1::RecordRequest request = PlanRequest("with a document");
  request.mutable_document()->set_sha256(std::string(32, 'h'));
  const auto recorded = service_->Record(request);
  ASSERT_THAT(recorded, IsOk());
  EXPECT_EQ(recorded->receipt().event().document().sha256(), std::string(32, 'h'));
  request.mutable_document()->set_sha256("short");
  request.mutable_options()->set_key("with another");
  EXPECT_THAT(service_->Record(request),
              StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("document_sha256"), HasSubstr("32 bytes"))));
}

TEST_F(LedgerServiceTest, ListsWhatThereIs) {
  const auto units = service_->ListUnits({});
  ASSERT_THAT(units, IsOk());
  EXPECT_GT(units->list().units_size(), 3);
  const auto sources = service_->ListSources({});
  ASSERT_THAT(sources, IsOk());
  EXPECT_GT(sources->list().terms_size(), 1);
  v1::ListUnitsRequest request;
  request.set_on("1900-01-01");
  EXPECT_EQ(service_->ListUnits(request)->list().units_size(), 0);
}

}  // namespace
}  // namespace tranche
