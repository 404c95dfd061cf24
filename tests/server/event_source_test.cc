#include "server/event_source.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "server/http_server.h"
#include "tests/server/http_client.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class EventSourceTest : public ::testing::Test {
 protected:
  EventSourceTest() {
    ledger_.Record(EventBuilder::Plan("P1", "national", 2024, 1).Key("first"));
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
    calls_ = std::make_unique<Calls>(service_.get());
    first_head_ = service_->head();
  }

  const std::string& Serve(const HttpLimits& limits = {}) {
    auto server = HttpServer::Listen(calls_.get(), "127.0.0.1:0", limits);
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    return server_->address();
  }

  void Record(const std::string& key) {
    v1::RecordRequest request;
    request.set_kind("plan-adjustment");
    request.set_unit("P1");
    request.set_source("national");
    request.set_fiscal_year(2024);
    request.set_amount("1");
    request.set_effective("2024-01-02");
    request.mutable_options()->set_key(key);
    request.mutable_options()->set_actor("test");
    EXPECT_THAT(service_->Record(request), IsOk());
  }

  // Sequences that a subscription gives, up to `last`.
  static std::vector<uint64_t> Ids(HttpClient* client, uint64_t last) {
    std::vector<uint64_t> ids;
    while (ids.empty() || ids.back() < last) {
      const std::string chunk = client->ReadChunk();
      if (chunk.empty()) break;
      for (absl::string_view line : absl::StrSplit(chunk, '\n')) {
        uint64_t id = 0;
        if (absl::ConsumePrefix(&line, "id: ") && absl::SimpleAtoi(line, &id)) ids.push_back(id);
      }
    }
    return ids;
  }

  static std::vector<uint64_t> From(uint64_t first, uint64_t last) {
    std::vector<uint64_t> numbers;
    for (uint64_t number = first; number <= last; ++number) numbers.push_back(number);
    return numbers;
  }

  static void Subscribe(HttpClient* client, const std::string& target, const std::string& headers = "") {
    client->Send(absl::StrCat("GET ", target, " HTTP/1.1\r\nHost: ", client->address(), "\r\n", headers, "\r\n"));
    const HttpReply head = client->ReadHead();
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.headers.at("content-type"), "text/event-stream");
  }

  TestLedger ledger_;
  std::unique_ptr<LedgerService> service_;
  std::unique_ptr<Calls> calls_;
  uint64_t first_head_ = 0;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(EventSourceTest, EachEventComesOnceAndInOrderFromAnySequenceOn) {
  const std::string address = Serve();
  HttpClient all(address);
  Subscribe(&all, "/events?after=0");
  HttpClient fresh(address);
  Subscribe(&fresh, "/events");
  constexpr int kEach = 40;
  std::vector<std::thread> recorders;
  for (int recorder = 0; recorder < 4; ++recorder) {
    recorders.emplace_back([this, recorder] {
      for (int i = 0; i < kEach; ++i) Record(absl::StrCat(recorder, "-", i));
    });
  }
  const uint64_t last = first_head_ + 4 * kEach;
  EXPECT_EQ(Ids(&all, last), From(1, last));
  EXPECT_EQ(Ids(&fresh, last), From(first_head_ + 1, last));
  for (std::thread& recorder : recorders) recorder.join();
  HttpClient again(address);
  Subscribe(&again, "/events?after=1", absl::StrCat("Last-Event-ID: ", last - 3, "\r\n"));
  EXPECT_EQ(Ids(&again, last), From(last - 2, last));
}

TEST_F(EventSourceTest, WhoHearsNothingHearsThatThereIsNothingAndAStopEndsIt) {
  HttpLimits limits;
  limits.heartbeat = absl::Milliseconds(10);
  limits.followers = 1;
  const std::string address = Serve(limits);
  HttpClient client(address);
  Subscribe(&client, "/events");
  EXPECT_EQ(client.ReadChunk(), kHeartbeat);
  EXPECT_EQ(client.ReadChunk(), kHeartbeat);
  HttpClient second(address);
  EXPECT_EQ(second.Ask("GET", "/events").status, 503);
  EXPECT_EQ(second.Ask("GET", "/events?after=x").status, 400);
  EXPECT_EQ(second.Ask("GET", "/events?after=%zz").status, 400);
  server_->Stop();
  while (!client.ReadChunk().empty()) {
  }
  EXPECT_TRUE(client.IsClosed());
}

// The heartbeat would tell only after 15 seconds.
TEST_F(EventSourceTest, WhoHasLeftHoldsNoPlace) {
  HttpLimits limits;
  limits.followers = 1;
  limits.heartbeat = absl::Hours(1);
  const std::string address = Serve(limits);
  {
    HttpClient leaves(address);
    Subscribe(&leaves, "/events");
    EXPECT_EQ(HttpClient(address).Ask("GET", "/events").status, 503);
  }
  const absl::Time until = absl::Now() + absl::Seconds(30);
  int status = 503;
  while (status == 503 && absl::Now() < until) {
    absl::SleepFor(absl::Milliseconds(20));
    HttpClient next(address);
    next.Send(absl::StrCat("GET /events HTTP/1.1\r\nHost: ", address, "\r\n\r\n"));
    status = next.ReadHead().status;
  }
  EXPECT_EQ(status, 200);
}

TEST_F(EventSourceTest, WhoSendsNoMoreHasAWholeAnswerAndThoseToWhatCameBefore) {
  const std::string address = Serve();
  HttpClient client(address);
  client.Send(absl::StrCat("GET /events HTTP/1.1\r\nHost: ", address,
                           "\r\n\r\nGET /healthz HTTP/1.1\r\nHost: ", address, "\r\n\r\n"));
  client.EndSending();
  const HttpReply followed = client.Read();
  EXPECT_EQ(followed.status, 200);
  EXPECT_EQ(followed.headers.at("content-type"), "text/event-stream");
  const HttpReply next = client.Read();
  EXPECT_EQ(next.status, 200);
  EXPECT_EQ(next.body, "ok\n");
  EXPECT_TRUE(client.IsClosed());
}

TEST_F(EventSourceTest, AFrameHasTheSequenceAndTheEventAndAPartEndsWhenItIsLarge) {
  const auto events = service_->EventsAfter(0, 3);
  ASSERT_THAT(events, IsOk());
  ASSERT_THAT(events->events(), SizeIs(3));
  uint64_t last = 0;
  const auto frames = EventFrames(*events, 1 << 20, &last);
  ASSERT_THAT(frames, IsOk());
  EXPECT_THAT(*frames,
              AllOf(StartsWith("id: 1\ndata: {"), HasSubstr("}\n\nid: 2\ndata: {"), HasSubstr("ledgerCreated")));
  EXPECT_EQ(last, 3u);
  EXPECT_THAT(EventFrames(*events, 1, &last), IsOk());
  EXPECT_EQ(last, 1u);
  EXPECT_THAT(service_->EventsAfter(service_->head(), 3)->events(), IsEmpty());
  EXPECT_THAT(service_->EventsAfter(service_->head() + 5, 3)->events(), IsEmpty());
}

}  // namespace
}  // namespace tranche
