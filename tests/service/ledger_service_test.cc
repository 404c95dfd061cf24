#include "service/ledger_service.h"

#include <google/protobuf/util/message_differencer.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "service/request_field.h"
#include "tests/replay/small_history.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class LedgerServiceTest : public ::testing::Test {
 protected:
  LedgerServiceTest() : history_(&ledger_) {
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
  }

  static v1::RecordRequest PlanRequest(const std::string& key) {
    v1::RecordRequest request;
    request.set_kind("plan");
    request.set_unit("P2");
    request.set_source("local");
    request.set_fiscal_year(2024);
    request.set_amount("7");
    request.set_effective("2024-01-01");
    request.mutable_options()->set_key(key);
    request.mutable_options()->set_actor("test");
    return request;
  }
  absl::Status RecordPlan(const std::string& key) { return service_->Record(PlanRequest(key)).status(); }

  TestLedger ledger_;
  SmallHistory history_;
  std::unique_ptr<LedgerService> service_;
};

// All parts of a page, merged.
template <typename Response>
struct Page {
  Response merged;
  std::vector<Response> parts;

  Sink<Response> sink() {
    return [this](const Response& part) {
      parts.push_back(part);
      merged.MergeFrom(part);
      return absl::OkStatus();
    };
  }
};

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

std::vector<uint64_t> SequencesOf(const v1::EventList& list) {
  std::vector<uint64_t> sequences;
  for (const v1::Event& event : list.events()) sequences.push_back(event.sequence());
  return sequences;
}

TEST_F(LedgerServiceTest, EventsAreListedBetweenTwoSequencesFromEitherEnd) {
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

TEST_F(LedgerServiceTest, TheNewestEventsNeedAPageThatIsNotEndless) {
  v1::ListEventsRequest request;
  request.set_newest(true);
  Page<v1::ListEventsResponse> page;
  EXPECT_THAT(service_->ListEvents(request, page.sink()), StatusIs(absl::StatusCode::kInvalidArgument));
  request.set_page_size(1001);
  EXPECT_THAT(service_->ListEvents(request, page.sink()), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(LedgerServiceTest, AListedEventSaysWhichOneReversesIt) {
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

TEST_F(LedgerServiceTest, AListedReversalComesWithWhatItReverses) {
  v1::ListEventsRequest request;
  request.set_after(history_.late.sequence);
  Page<v1::ListEventsResponse> page;
  ASSERT_THAT(service_->ListEvents(request, page.sink()), IsOk());
  EXPECT_THAT(SequencesOf(page.merged.part()), ElementsAre(history_.reversal.sequence, history_.paid_again.sequence));
  ASSERT_THAT(page.merged.reversed_events(), SizeIs(1));
  EXPECT_EQ(page.merged.reversed_events(0).sequence(), history_.paid.sequence);
  EXPECT_EQ(page.merged.reversed_events(0).disbursement_made().amount(), 20);
}

TEST_F(LedgerServiceTest, EventsAreListedByTheNumberOfTheirDocumentHoweverItIsWritten) {
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

TEST_F(LedgerServiceTest, ANumberOfADocumentWithoutLetterOrDigitIsRefused) {
  for (const char* number : {"", " / "}) {
    v1::ListEventsRequest request;
    request.set_document_number(number);
    Page<v1::ListEventsResponse> page;
    EXPECT_THAT(service_->ListEvents(request, page.sink()),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         AllOf(HasSubstr("document_number"), HasSubstr("at least one letter or digit"))));
  }
}

TEST_F(LedgerServiceTest, EventsAreListedByTheMoneyThatTheyMove) {
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

TEST_F(LedgerServiceTest, AnOpenLedgerIsVerifiedWhileOthersRecordInIt) {
  const auto before = service_->GetStatus({});
  ASSERT_THAT(before, IsOk());
  std::vector<v1::VerifyLedgerResponse> parts;
  const auto record_meanwhile = [&](const v1::VerifyLedgerResponse& part) {
    parts.push_back(part);
    return RecordPlan(absl::StrCat("meanwhile ", parts.size()));
  };
  ASSERT_THAT(service_->VerifyLedger({}, record_meanwhile), IsOk());
  ASSERT_GT(parts.size(), 2U);
  EXPECT_EQ(parts.front().events_total(), 0U);
  for (const v1::VerifyLedgerResponse& part : parts) EXPECT_EQ(part.has_report(), &part == &parts.back());
  const v1::VerifyReport& report = parts.back().report();
  EXPECT_THAT(report.findings(), IsEmpty()) << report.DebugString();
  EXPECT_GT(report.rows(), 0U);
  // What was recorded before the database was opened for it may be among what it checks.
  EXPECT_GE(report.events(), before->report().head());
  EXPECT_LT(report.events(), service_->GetStatus({})->report().head());
  EXPECT_EQ(parts.back().events_done(), report.events());
  EXPECT_EQ(parts.back().events_total(), report.events());
}

TEST_F(LedgerServiceTest, AVerificationGivesTheRootOfWhatItChecked) {
  v1::VerifyReport report;
  ASSERT_THAT(service_->VerifyLedger({},
                                     [&](const v1::VerifyLedgerResponse& part) {
                                       report = part.report();
                                       return absl::OkStatus();
                                     }),
              IsOk());
  EXPECT_EQ(report.root(), service_->GetStatus({})->report().root());
}

TEST_F(LedgerServiceTest, TheStatusSaysWhatWasVerifiedAndSinceWhenNothingWas) {
  const auto ignore = [](const v1::VerifyLedgerResponse&) { return absl::OkStatus(); };
  const absl::Time opened = ledger_.clock().Now();
  ledger_.clock().Advance(absl::Hours(1));
  v1::VerifiedEvents verified = service_->GetStatus({})->verified();
  EXPECT_EQ(verified.events(), 0U);
  EXPECT_EQ(FromTimestamp(verified.at()), opened);
  ASSERT_THAT(service_->VerifyLedger({}, ignore), IsOk());
  const Sequence head = service_->head();
  ledger_.clock().Advance(absl::Hours(1));
  ASSERT_THAT(RecordPlan("afterwards"), IsOk());
  verified = service_->GetStatus({})->verified();
  EXPECT_EQ(verified.events(), head);
  EXPECT_EQ(FromTimestamp(verified.at()), opened + absl::Hours(1));
  // One that is ended says nothing.
  const auto leave = [](const v1::VerifyLedgerResponse&) { return absl::CancelledError("the caller went away"); };
  EXPECT_FALSE(service_->VerifyLedger({}, leave).ok());
  EXPECT_EQ(service_->GetStatus({})->verified().events(), head);
}

TEST_F(LedgerServiceTest, AVerificationIsEndedByWhoeverHasGone) {
  for (const bool is_counting : {false, true}) {
    int parts_after = 0;
    const auto sink = [&](const v1::VerifyLedgerResponse& part) {
      const bool is_enough = (part.events_total() > 0) == is_counting;
      if (parts_after > 0) ++parts_after;
      if (is_enough && parts_after == 0) parts_after = 1;
      return is_enough ? absl::CancelledError("the caller went away") : absl::OkStatus();
    };
    EXPECT_THAT(service_->VerifyLedger({}, sink), StatusIs(absl::StatusCode::kCancelled)) << is_counting;
    EXPECT_EQ(parts_after, 1) << is_counting;
  }
}

TEST_F(LedgerServiceTest, OneVerificationRunsAtATime) {
  absl::Status second;
  const auto ask_again = [&](const v1::VerifyLedgerResponse&) {
    second = service_->VerifyLedger({}, [](const v1::VerifyLedgerResponse&) { return absl::OkStatus(); });
    return absl::OkStatus();
  };
  ASSERT_THAT(service_->VerifyLedger({}, ask_again), IsOk());
  EXPECT_THAT(second, StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("one verification runs at a time")));
  const auto ignore = [](const v1::VerifyLedgerResponse&) { return absl::OkStatus(); };
  EXPECT_THAT(service_->VerifyLedger({}, ignore), IsOk());
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
