// The streams of a ledger with more than a few parts: how much comes at once, and how a caller ends them.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "service/ledger_service.h"
#include "service/new_ledger.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::SizeIs;

constexpr uint64_t kEvents = 10'000;
constexpr int kRowsMax = 256;

// One synthetic ledger for all tests, which only ask.
class LongAnswersTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    open_ = new Opened();
    v1::GenerateRequest request;
    request.set_directory(open_->directory.File("ledger"));
    request.set_events(kEvents);
    request.set_seed(7);
    request.set_late("5%");
    ASSERT_THAT(GenerateLedger(request, absl::ZeroDuration(), nullptr), IsOk());
    auto service = LedgerService::Open(request.directory(), Ledger::Access::kReadOnly, &open_->clock);
    ASSERT_THAT(service, IsOk());
    open_->service = *std::move(service);
  }
  static void TearDownTestSuite() { delete open_; }

  const LedgerService& service() { return *open_->service; }

 private:
  struct Opened {
    TemporaryDirectory directory;
    FakeClock clock{absl::FromUnixSeconds(1795316400)};
    std::unique_ptr<LedgerService> service;
  };
  inline static Opened* open_ = nullptr;
};

v1::ReplayRequest Watched() {
  v1::ReplayRequest request;
  request.set_watch(true);
  return request;
}

v1::ExplainRequest ExplainAll() {
  v1::ExplainRequest request;
  request.mutable_question()->set_as_of("2024-12-31");
  return request;
}

v1::RestateRequest RestateAll() {
  v1::RestateRequest request;
  request.mutable_question()->set_as_of("2024-12-31");
  request.set_from("100");
  return request;
}

v1::ListEventsRequest EventsOfNoSuchKind() {
  v1::ListEventsRequest request;
  request.set_kind("BalancesCommitted");
  return request;
}

int RowsOf(const v1::ReplayReport& part) { return part.steps_size() + part.balances_size(); }
int RowsOf(const v1::EventList& part) { return part.events_size(); }
int RowsOf(const v1::Explanation& part) { return part.postings_size(); }
int RowsOf(const v1::Restatement& part) { return part.postings_size(); }

// How many rows each part of an answer has.
template <typename Response, typename Call>
std::vector<int> RowsOfParts(const Call& call) {
  std::vector<int> rows;
  const Sink<Response> sink = [&rows](const Response& response) {
    rows.push_back(RowsOf(response.part()));
    return absl::OkStatus();
  };
  EXPECT_THAT(call(sink), IsOk());
  return rows;
}

int Sum(const std::vector<int>& rows) {
  int sum = 0;
  for (const int each : rows) sum += each;
  return sum;
}

TEST_F(LongAnswersTest, NoPartHasMoreRowsThanAFew) {
  const auto listed =
      RowsOfParts<v1::ListEventsResponse>([&](const auto& sink) { return service().ListEvents({}, sink); });
  const auto explained =
      RowsOfParts<v1::ExplainResponse>([&](const auto& sink) { return service().Explain(ExplainAll(), sink); });
  const auto restated =
      RowsOfParts<v1::RestateResponse>([&](const auto& sink) { return service().Restate(RestateAll(), sink); });
  const auto replayed =
      RowsOfParts<v1::ReplayResponse>([&](const auto& sink) { return service().Replay({}, nullptr, sink); });
  const auto watched =
      RowsOfParts<v1::ReplayResponse>([&](const auto& sink) { return service().Replay(Watched(), nullptr, sink); });
  EXPECT_EQ(Sum(listed), static_cast<int>(kEvents));
  for (const std::vector<int>& rows : {listed, explained, restated, replayed, watched}) {
    EXPECT_THAT(rows, Each(Le(kRowsMax)));
    EXPECT_GT(Sum(rows), 10 * kRowsMax);
  }
  EXPECT_GE(Sum(watched), static_cast<int>(kEvents) + Sum(replayed));
}

// What a replay says at the end, as the last of its steps on each line and measure left it.
TEST_F(LongAnswersTest, TheBalancesOfAReplayAreWhatItsStepsLeft) {
  using Balance = std::tuple<std::string, std::string, int, std::string, std::string, size_t>;
  const auto of = [](const v1::BudgetLine& line, const std::string& measure) {
    return Balance(line.unit_id(), line.source_id(), line.fiscal_year(), line.area_id(), line.project_id(),
                   IndexOf(*MeasureNamed(measure)));
  };
  std::map<Balance, std::string> left;
  v1::ReplayReport counts;
  const auto watch = [&](const v1::ReplayResponse& response) {
    for (const v1::PostingRow& step : response.part().steps()) {
      if (!step.measure().empty()) left[of(step.line(), step.measure())] = step.balance_after();
    }
    if (response.part().replayed_to() > 0) counts = response.part();
    return absl::OkStatus();
  };
  ASSERT_THAT(service().Replay(Watched(), nullptr, watch), IsOk());
  EXPECT_EQ(counts.replayed_to(), kEvents);
  EXPECT_EQ(counts.events(), kEvents);
  std::vector<std::pair<Balance, std::string>> balances;
  bool has_counts = false;
  const auto take = [&](const v1::ReplayResponse& response) {
    has_counts = has_counts || response.part().replayed_to() > 0;
    for (const v1::LineBalance& balance : response.part().balances()) {
      EXPECT_TRUE(has_counts);
      balances.emplace_back(of(balance.line(), balance.measure()), balance.amount());
    }
    return absl::OkStatus();
  };
  ASSERT_THAT(service().Replay({}, nullptr, take), IsOk());
  EXPECT_EQ(balances, (std::vector<std::pair<Balance, std::string>>(left.begin(), left.end())));
}

TEST_F(LongAnswersTest, APageOfAReplayHasSoManyStepsAndBalances) {
  v1::ReplayRequest request;
  request.set_to("1000");
  request.set_watch(true);
  v1::ReplayReport whole;
  ASSERT_THAT(service().Replay(request, nullptr,
                               [&](const v1::ReplayResponse& response) {
                                 whole.MergeFrom(response.part());
                                 return absl::OkStatus();
                               }),
              IsOk());
  v1::ReplayReport pages;
  request.set_page_size(300);
  do {
    v1::ReplayResponse page;
    ASSERT_THAT(service().Replay(request, nullptr,
                                 [&](const v1::ReplayResponse& response) {
                                   page.MergeFrom(response);
                                   return absl::OkStatus();
                                 }),
                IsOk());
    EXPECT_LE(RowsOf(page.part()), 300);
    pages.MergeFrom(page.part());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(pages.SerializeAsString(), whole.SerializeAsString());
}

v1::GetBalanceRequest BalanceBy(const std::vector<std::string>& by) {
  v1::GetBalanceRequest request;
  request.mutable_question()->set_as_of("2024-12-31");
  *request.mutable_by() = {by.begin(), by.end()};
  return request;
}

// All pages of a balance; every one has the total of all rows.
v1::BalanceReport AllPagesOf(const LedgerService& service, v1::GetBalanceRequest request, uint32_t size) {
  v1::BalanceReport all;
  request.set_page_size(size);
  do {
    const auto page = service.GetBalance(request);
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return all;
    EXPECT_LE(page->report().rows_size(), static_cast<int>(size));
    EXPECT_GT(page->report().rows_size(), 0);
    if (all.has_total()) {
      EXPECT_EQ(page->report().total().SerializeAsString(), all.total().SerializeAsString());
      all.mutable_rows()->MergeFrom(page->report().rows());
    } else {
      all = page->report();
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

TEST_F(LongAnswersTest, PagesOfABalanceAreTheWholeBalance) {
  const std::vector<std::vector<std::string>> some = {{"unit"},           {"area"},         {"project"},
                                                      {"region", "year"}, {"year", "unit"}, {"area", "source", "unit"}};
  for (const std::vector<std::string>& by : some) {
    const auto whole = service().GetBalance(BalanceBy(by));
    ASSERT_THAT(whole, IsOk());
    EXPECT_EQ(whole->next_page_token(), "");
    const auto rows = static_cast<uint32_t>(whole->report().rows_size());
    ASSERT_GT(rows, 1u);
    for (const uint32_t size : {rows / 7 + 1, rows - 1, rows, rows + 1}) {
      EXPECT_EQ(AllPagesOf(service(), BalanceBy(by), size).SerializeAsString(), whole->report().SerializeAsString())
          << size << " of " << rows << " rows by " << by.front();
    }
  }
}

TEST_F(LongAnswersTest, SubtotalsAreTheReportByTheseAlone) {
  v1::GetBalanceRequest request = BalanceBy({"region", "unit"});
  request.add_subtotals_by("region");
  const auto both = service().GetBalance(request);
  ASSERT_THAT(both, IsOk());
  const auto rows = service().GetBalance(BalanceBy({"region", "unit"}));
  const auto subtotals = service().GetBalance(BalanceBy({"region"}));
  ASSERT_THAT(rows, IsOk());
  ASSERT_THAT(subtotals, IsOk());
  EXPECT_FALSE(rows->has_subtotals());
  ASSERT_GT(subtotals->report().rows_size(), 1);
  EXPECT_EQ(both->report().SerializeAsString(), rows->report().SerializeAsString());
  EXPECT_EQ(both->subtotals().SerializeAsString(), subtotals->report().SerializeAsString());
}

TEST_F(LongAnswersTest, SubtotalsComeWithTheFirstPage) {
  v1::GetBalanceRequest request = BalanceBy({"unit"});
  request.add_subtotals_by("year");
  request.set_page_size(3);
  const auto first = service().GetBalance(request);
  ASSERT_THAT(first, IsOk());
  EXPECT_TRUE(first->has_subtotals());
  request.set_page_token(first->next_page_token());
  const auto second = service().GetBalance(request);
  ASSERT_THAT(second, IsOk());
  EXPECT_GT(second->report().rows_size(), 0);
  EXPECT_FALSE(second->has_subtotals());
}

TEST_F(LongAnswersTest, ADimensionOfSubtotalsThatIsNoneIsNamed) {
  v1::GetBalanceRequest request = BalanceBy({"unit"});
  request.add_subtotals_by("regio");
  EXPECT_THAT(service().GetBalance(request),
              StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("subtotals_by"), HasSubstr("region"))));
}

TEST_F(LongAnswersTest, ATokenOfABalanceIsOfItsOwnRequest) {
  v1::GetBalanceRequest request = BalanceBy({"unit", "year"});
  request.set_page_size(3);
  const auto page = service().GetBalance(request);
  ASSERT_THAT(page, IsOk());
  v1::GetBalanceRequest other = BalanceBy({"unit"});
  other.set_page_token(page->next_page_token());
  EXPECT_THAT(service().GetBalance(other), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("page_token")));
  std::vector<std::string> parts = absl::StrSplit(page->next_page_token(), '.');
  for (const char* place : {"x", "~UzAx", "~UzAx~MjAyNA~", "~!~"}) {  // S01, which has no year, and so on
    parts[3] = place;
    request.set_page_token(absl::StrJoin(parts, "."));
    EXPECT_THAT(service().GetBalance(request),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no token of a page")))
        << place;
  }
}

// The second page of a replay, which reads the steps of the first one again and gives none of them.
TEST_F(LongAnswersTest, AReplayIsEndedWhileItHasNoRowToGive) {
  v1::ReplayRequest request = Watched();
  request.set_page_size(9'000);
  std::string next;
  const auto first_page = [&next](const v1::ReplayResponse& response) {
    next = response.next_page_token();
    return absl::OkStatus();
  };
  ASSERT_THAT(service().Replay(request, nullptr, first_page), IsOk());
  request.set_page_token(next);
  uint64_t last_done = 0;
  const auto progress = [&last_done](uint64_t done, uint64_t) { last_done = done; };
  int parts = 0;
  const auto sink = [&parts](const v1::ReplayResponse& response) {
    ++parts;
    EXPECT_EQ(RowsOf(response.part()), 0);
    return absl::CancelledError("the client went away");
  };
  EXPECT_THAT(service().Replay(request, progress, sink), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(parts, 1);
  EXPECT_GT(last_done, 0u);
  EXPECT_LT(last_done, kEvents);  // it is ended where it is, not at the end
}

TEST_F(LongAnswersTest, AFilterThatFindsNothingIsEndedToo) {
  const auto parts = RowsOfParts<v1::ListEventsResponse>(
      [&](const auto& sink) { return service().ListEvents(EventsOfNoSuchKind(), sink); });
  EXPECT_THAT(parts, SizeIs(kEvents / 4096));
  EXPECT_EQ(Sum(parts), 0);
  int asked = 0;
  const auto sink = [&asked](const v1::ListEventsResponse&) {
    ++asked;
    return absl::CancelledError("the client went away");
  };
  EXPECT_THAT(service().ListEvents(EventsOfNoSuchKind(), sink), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace tranche
