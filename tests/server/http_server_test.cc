#include "server/http_server.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "events/mutex.h"
#include "gmock/gmock.h"
#include "server/connect.h"
#include "service/copies.h"
#include "tests/replay/small_history.h"
#include "tests/server/http_client.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using google::protobuf::Message;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kUnaryJson[] = "Content-Type: application/json\r\n";
constexpr char kStreamJson[] = "Content-Type: application/connect+json\r\n";

// Work that goes on until it is let go.
class Gate {
 public:
  void Pass() {
    const MutexLock lock(mutex_);
    ++waiting_;
    changed_.WakeAll();
    while (!is_open_) changed_.Wait(mutex_);
  }
  void AwaitWaiting(int count) {
    const MutexLock lock(mutex_);
    while (waiting_ < count) changed_.Wait(mutex_);
  }
  void Open() {
    const MutexLock lock(mutex_);
    is_open_ = true;
    changed_.WakeAll();
  }

 private:
  Mutex mutex_;
  Signal changed_;
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_open_ ABSL_GUARDED_BY(mutex_) = false;
};

class HttpServerTest : public ::testing::Test {
 protected:
  HttpServerTest() : history_(&ledger_) {
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
    rows_ = Calls(service_.get()).all();
  }

  // From now on GetStatus waits at `gate_`.
  void HoldStatus() {
    rows_[1].answer = [this, answer = rows_[1].answer](const LedgerCalls& calls, const Message& request) {
      gate_.Pass();
      return answer(calls, request);
    };
  }

  // From now on ListEvents gives `parts` parts of 64 KiB, and counts them in `made_`.
  void MakeManyParts(int parts) {
    for (Call& row : rows_) {
      if (row.method->name() != "ListEvents") continue;
      row.stream = [this, parts](const LedgerCalls&, const Message&, const Sink<Message>& sink) {
        v1::ListEventsResponse part;
        part.set_next_page_token(std::string(64 << 10, 'x'));
        for (int i = 0; i < parts && ended_.ok(); ++i) {
          ended_ = sink(part);
          ++made_;
        }
        return ended_;
      };
    }
  }

  const std::string& Serve(const HttpLimits& limits = {}) {
    calls_ = std::make_unique<Calls>(service_.get(), rows_);
    auto server = HttpServer::Listen(calls_.get(), "127.0.0.1:0", limits);
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    return server_->address();
  }

  static std::string Payment(const std::string& key) {
    return absl::StrCat(R"({"kind": "disbursement", "unit": "P1", "source": "national", "area": "fairs", )",
                        R"("fiscalYear": 2024, "amount": "1", "effective": "2024-03-05", )",
                        R"("options": {"actor": "test", "key": ")", key, "\"}}");
  }

  uint64_t Head() { return service_->GetLedger({})->head(); }

  TestLedger ledger_;
  SmallHistory history_;
  std::unique_ptr<LedgerService> service_;
  std::vector<Call> rows_;
  Gate gate_;
  std::atomic<int> made_ = 0;
  absl::Status ended_;  // what the sink of MakeManyParts said last
  std::unique_ptr<Calls> calls_;
  std::unique_ptr<HttpServer> server_;
};

// The messages in a stream of envelopes, and its end.
struct Envelopes {
  std::vector<std::string> parts;
  std::string end;
};

Envelopes Opened(const std::string& body) {
  Envelopes opened;
  for (size_t at = 0; at + 5 <= body.size();) {
    size_t length = 0;
    for (size_t i = 1; i < 5; ++i) length = length << 8 | static_cast<uint8_t>(body[at + i]);
    const std::string bytes = body.substr(at + 5, length);
    if (body[at] == 0) opened.parts.push_back(bytes);
    if (body[at] == 2) opened.end = bytes;
    at += 5 + length;
  }
  return opened;
}

std::string Enveloped(const std::string& message) {
  return std::string({'\0', '\0', '\0', '\0', static_cast<char>(message.size())}) + message;
}

TEST_F(HttpServerTest, AQuestionIsAnsweredByPostAndByGetOnOneConnection) {
  HttpClient client(Serve());
  const HttpReply posted = client.Call("GetBalance", R"({"question": {"unit": "P1", "asOf": "2024-12-31"}})");
  EXPECT_EQ(posted.status, 200);
  EXPECT_EQ(posted.headers.at("content-type"), "application/json");
  EXPECT_EQ(posted.headers.at("cache-control"), "no-store");
  EXPECT_THAT(posted.body, HasSubstr(R"("disbursed":"26")"));
  const HttpReply got = client.Ask(
      "GET", absl::StrCat(kCallsPath, "GetBalance?connect=v1&encoding=json&message=%7B%22question%22:%7B%22unit%22:",
                          "%22P1%22,%22asOf%22:%222024-12-31%22%7D%7D"));
  EXPECT_EQ(got.body, posted.body);
  const HttpReply proto =
      client.Ask("POST", absl::StrCat(kCallsPath, "GetLedger"), "Content-Type: application/proto\r\n");
  v1::GetLedgerResponse ledger;
  EXPECT_TRUE(ledger.ParseFromString(proto.body));
  EXPECT_EQ(ledger.head(), Head());
}

TEST_F(HttpServerTest, ARefusalComesWithItsStatusAndItsData) {
  HttpClient client(Serve());
  const HttpReply unknown = client.Call("GetBalance", R"({"question": {"unit": "Hn"}})");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_THAT(unknown.body, AllOf(StartsWith(R"({"code":"invalid_argument","message":"unit: )"),
                                  HasSubstr(R"("type":"tranche.v1.Refusal")"), HasSubstr(R"("request_field")")));
  EXPECT_EQ(client.Call("Record", "{}").status, 400);
  EXPECT_EQ(client.Call("Nothing", "{}").status, 404);
  EXPECT_EQ(client.Ask("GET", "/nothing").status, 404);
  EXPECT_EQ(client.Ask("DELETE", absl::StrCat(kCallsPath, "GetLedger")).status, 405);
  EXPECT_EQ(client.Ask("POST", absl::StrCat(kCallsPath, "GetLedger"), "Content-Type: text/plain\r\n").status, 415);
  EXPECT_EQ(client.Ask("GET", "/healthz").body, "ok\n");
  EXPECT_EQ(client.Ask("GET", "/readyz").body, "ok\n");
  EXPECT_EQ(client.Ask("POST", "/readyz").status, 405);
}

TEST_F(HttpServerTest, ARefusalIsToldInTheLanguageThatIsAskedFor) {
  HttpClient client(Serve());
  const auto refused = [&](const std::string& language) {
    return client
        .Ask("POST", absl::StrCat(kCallsPath, "GetBalance"),
             absl::StrCat("Content-Type: application/json\r\nAccept-Language: ", language, "\r\n"),
             R"({"question": {"source": "nobody"}})")
        .body;
  };
  EXPECT_THAT(refused("vi-VN,vi;q=0.9,en;q=0.5"),
              AllOf(HasSubstr(R"("type":"tranche.v1.Refusal")"), HasSubstr(R"("type":"tranche.v1.LocalizedMessage")"),
                    HasSubstr(R"("type":"google.rpc.LocalizedMessage")"), HasSubstr(R"("locale":"vi")")));
  EXPECT_THAT(refused("fr, en"), HasSubstr(R"("locale":"en")"));
  EXPECT_THAT(refused("fr"), AllOf(HasSubstr("tranche.v1.Refusal"), Not(HasSubstr("LocalizedMessage"))));
  const HttpReply stream = client.Ask("POST", absl::StrCat(kCallsPath, "ListEvents"),
                                      "Content-Type: application/connect+json\r\nAccept-Language: vi\r\n",
                                      Enveloped(R"({"from": "never"})"));
  EXPECT_THAT(stream.body, HasSubstr(R"("locale":"vi")"));
}

TEST_F(HttpServerTest, ANameOfElsewhereIsTurnedAway) {
  HttpClient client(Serve());
  for (const char* const host : {"evil.example", "evil.example:8080", "127.0.0.1", "127.0.0.1:1"}) {
    client.Send(absl::StrCat("GET /healthz HTTP/1.1\r\nHost: ", host, "\r\n\r\n"));
    const HttpReply reply = client.Read();
    EXPECT_EQ(reply.status, 421) << host;
    EXPECT_THAT(reply.body, HasSubstr("server.wrong-host"));
  }
  client.Send("GET /healthz HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client.Read().status, 421);
  EXPECT_THAT(HttpServer::Listen(calls_.get(), server_->address()),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("cannot listen on 127.0.0.1:")));
}

TEST_F(HttpServerTest, WhatIsTooLargeIsRefusedBeforeItIsRead) {
  HttpLimits limits;
  limits.body_bytes = 1000;
  limits.header_bytes = 2000;
  const std::string address = Serve(limits);
  HttpClient announced(address);
  const HttpReply too_large = announced.Call("GetLedger", std::string(1'000'000, ' '));
  EXPECT_EQ(too_large.status, 413);
  EXPECT_THAT(too_large.body, AllOf(HasSubstr("1000 bytes"), HasSubstr("server.body-too-large")));
  EXPECT_EQ(too_large.headers.at("connection"), "close");
  HttpClient chunked(address);
  chunked.Send(absl::StrCat("POST ", kCallsPath, "GetLedger HTTP/1.1\r\nHost: ", address, "\r\n", kUnaryJson,
                            "Transfer-Encoding: chunked\r\n\r\n7d0\r\n", std::string(2000, ' '), "\r\n"));
  EXPECT_EQ(chunked.Read().status, 413);
  HttpClient header(address);
  EXPECT_EQ(header.Ask("GET", "/healthz", absl::StrCat("X: ", std::string(3000, 'x'), "\r\n")).status, 431);
  HttpClient usual(address);
  EXPECT_EQ(usual.Call("GetLedger", "{}").status, 200);
}

TEST_F(HttpServerTest, OnlySoManyLargeMessagesAreReceivedAtOnce) {
  HttpLimits limits;
  limits.large_bodies = 1;
  const std::string address = Serve(limits);
  const std::string large = absl::StrCat("{", std::string(100'000, ' '), "}");
  HttpClient first(address);
  first.Send(absl::StrCat("POST ", kCallsPath, "GetLedger HTTP/1.1\r\nHost: ", address, "\r\n", kUnaryJson,
                          "Content-Length: ", large.size(), "\r\nExpect: 100-continue\r\n\r\n"));
  EXPECT_EQ(first.ReadHead().status, 100);  // it has its place
  HttpClient second(address);
  const HttpReply busy = second.Call("GetLedger", large);
  EXPECT_EQ(busy.status, 503);
  EXPECT_THAT(busy.body, HasSubstr("server.busy"));
  HttpClient small(address);
  EXPECT_EQ(small.Call("GetLedger", "{}").status, 200);
  first.Send(large);
  EXPECT_EQ(first.Read().status, 200);
  EXPECT_EQ(small.Call("GetLedger", large).status, 200);
}

TEST_F(HttpServerTest, RequestsThatComeTogetherAreAnsweredInTheirOrder) {
  const std::string address = Serve();
  HttpClient client(address);
  client.Send(absl::StrCat("GET /healthz HTTP/1.1\r\nHost: ", address, "\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: ",
                           address, "\r\n\r\nGET /healthz HTTP/1.0\r\nHost: ", address, "\r\n\r\n"));
  EXPECT_EQ(client.Read().status, 200);
  EXPECT_EQ(client.Read().status, 404);
  EXPECT_EQ(client.Read().status, 200);
  EXPECT_TRUE(client.IsClosed());
  HttpClient old(address);
  old.Send(absl::StrCat("GET /events HTTP/1.0\r\nHost: ", address, "\r\n\r\n"));
  EXPECT_EQ(old.Read().status, 505);
}

TEST_F(HttpServerTest, HalfAndMalformedRequestsEndTheirOwnConnectionOnly) {
  HttpLimits limits;
  limits.idle_time = absl::Milliseconds(200);
  const std::string address = Serve(limits);
  HttpClient malformed(address);
  malformed.Send("\x16\x03\x01\r\n\r\n");
  EXPECT_EQ(malformed.Read().status, 400);
  HttpClient idle(address);
  HttpClient half(address);
  half.Send("POST /tranche.v1.LedgerServ");
  HttpClient half_body(address);
  half_body.Send(absl::StrCat("POST ", kCallsPath, "Record HTTP/1.1\r\nHost: ", address, "\r\n", kUnaryJson,
                              "Content-Length: 500\r\n\r\n", Payment("half")));
  EXPECT_TRUE(idle.IsClosed());
  EXPECT_TRUE(half.IsClosed());
  EXPECT_TRUE(half_body.IsClosed());
  HttpClient usual(address);
  EXPECT_EQ(usual.Call("GetLedger", "{}").status, 200);
}

TEST_F(HttpServerTest, WhatManyCallersRecordIsThereThoughSomeAreKilled) {
  const std::string address = Serve();
  const uint64_t head = Head();
  constexpr int kCallers = 16;
  constexpr int kEach = 6;
  std::atomic<int> acknowledged = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      HttpClient client(address);
      for (int i = 0; i < kEach; ++i) {
        const std::string key = absl::StrCat(caller, "-", i);
        if (caller % 4 == 0 && i == kEach - 1) {
          client.Send(absl::StrCat("POST ", kCallsPath, "Record HTTP/1.1\r\nHost: ", address, "\r\n", kUnaryJson,
                                   "Content-Length: ", Payment(key).size(), "\r\n\r\n", Payment(key)));
          return client.Reset();
        }
        // There is money for some of them only.
        acknowledged += client.Call("Record", Payment(key)).status == 200 ? 1 : 0;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  server_->Stop();
  const uint64_t recorded = Head() - head;
  EXPECT_GT(acknowledged, 0);
  EXPECT_GE(recorded, static_cast<uint64_t>(acknowledged));
  EXPECT_EQ(recorded, 34u);  // 60 were allocated, 26 disbursed
  server_ = nullptr;
  service_ = nullptr;
  v1::VerifyRequest request;
  request.set_directory(ledger_.directory());
  const auto report = VerifyLedger(request, &ledger_.clock(), nullptr);
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->findings(), IsEmpty());
}

TEST_F(HttpServerTest, WorkAboveTheLimitIsRefusedAtOnceAndRecordingHasAPlaceOfItsOwn) {
  HoldStatus();
  HttpLimits limits;
  limits.asking = 2;
  limits.asking_threads = 1;
  const std::string address = Serve(limits);
  HttpClient first(address);
  HttpClient second(address);
  const std::string question =
      absl::StrCat("GET ", kCallsPath, "GetStatus?encoding=json&message={} HTTP/1.1\r\nHost: ", address, "\r\n\r\n");
  first.Send(question);
  gate_.AwaitWaiting(1);
  second.Send(question);
  HttpClient third(address);
  HttpReply busy;
  do busy = third.Call("GetLedger", "{}");  // until the second has its place
  while (busy.status == 200);
  EXPECT_EQ(busy.status, 503);
  EXPECT_THAT(busy.body, AllOf(HasSubstr("server.busy"), HasSubstr("try again")));
  EXPECT_EQ(third.Ask("GET", "/readyz").status, 503);
  EXPECT_EQ(third.Ask("GET", "/healthz").status, 200);
  EXPECT_EQ(third.Call("Record", Payment("beside")).status, 200);
  gate_.Open();
  EXPECT_EQ(first.Read().status, 200);
  EXPECT_EQ(second.Read().status, 200);
}

TEST_F(HttpServerTest, ARehearsalTakesItsTurnWithQuestionsNotWithRecordings) {
  HoldStatus();
  HttpLimits limits;
  limits.asking = 1;
  limits.asking_threads = 1;
  const std::string address = Serve(limits);
  HttpClient asking(address);
  asking.Send(
      absl::StrCat("GET ", kCallsPath, "GetStatus?encoding=json&message={} HTTP/1.1\r\nHost: ", address, "\r\n\r\n"));
  gate_.AwaitWaiting(1);
  HttpClient officer(address);
  const std::string rehearsal = absl::StrReplaceAll(Payment("later"), {{R"("key")", R"("dryRun": true, "key")"}});
  const HttpReply busy = officer.Call("Record", rehearsal);
  EXPECT_EQ(busy.status, 503);
  EXPECT_THAT(busy.body, HasSubstr("server.busy"));
  EXPECT_EQ(officer.Call("Record", Payment("now")).status, 200);
  gate_.Open();
  EXPECT_EQ(asking.Read().status, 200);
  const uint64_t head = Head();
  HttpReply rehearsed;
  do rehearsed = officer.Call("Record", rehearsal);  // until the place of the question is free
  while (rehearsed.status == 503);
  EXPECT_THAT(rehearsed.body, HasSubstr(R"("dryRun":true)"));
  EXPECT_EQ(Head(), head);
}

TEST_F(HttpServerTest, ACallerWhoseTimeIsOverIsToldSo) {
  HoldStatus();
  HttpLimits limits;
  limits.asking_threads = 1;
  const std::string address = Serve(limits);
  HttpClient first(address);
  HttpClient second(address);
  const std::string timeout = absl::StrCat(kUnaryJson, "Connect-Timeout-Ms: 20\r\n");
  const HttpReply late = first.Ask("POST", absl::StrCat(kCallsPath, "GetStatus"), timeout, "{}");
  EXPECT_EQ(late.status, 504);
  EXPECT_THAT(late.body, AllOf(HasSubstr(R"("code":"deadline_exceeded")"), HasSubstr("server.deadline")));
  EXPECT_EQ(second.Ask("POST", absl::StrCat(kCallsPath, "GetLedger"), timeout, "{}").status, 504);
  gate_.Open();
  EXPECT_EQ(second.Call("GetStatus", "{}").status, 200);
}

TEST_F(HttpServerTest, AConnectionTooManyIsToldSo) {
  HttpLimits limits;
  limits.connections = 2;
  const std::string address = Serve(limits);
  HttpClient first(address);
  HttpClient second(address);
  EXPECT_EQ(first.Call("GetLedger", "{}").status, 200);
  EXPECT_EQ(second.Call("GetLedger", "{}").status, 200);
  HttpClient third(address);
  EXPECT_EQ(third.Read().status, 503);
  EXPECT_EQ(first.Call("GetLedger", "{}").status, 200);
}

TEST_F(HttpServerTest, AStopAnswersWhatIsInFlightAndTakesNothingMore) {
  HoldStatus();
  const std::string address = Serve();
  HttpClient idle(address);
  EXPECT_EQ(idle.Call("GetLedger", "{}").status, 200);
  HttpClient waiting(address);
  HttpReply reply;
  std::thread asking([&] { reply = waiting.Call("GetStatus", "{}"); });
  gate_.AwaitWaiting(1);
  std::thread stopping([&] { server_->Stop(); });
  EXPECT_TRUE(idle.IsClosed());
  HttpClient late(address);
  EXPECT_EQ(late.Call("GetLedger", "{}").status, 0);
  gate_.Open();
  asking.join();
  stopping.join();
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(reply.body, HasSubstr("head"));
  server_->Stop();
}

TEST_F(HttpServerTest, ALongAnswerIsAStreamOfPartsInEitherEncoding) {
  HttpClient client(Serve());
  const HttpReply json = client.Ask("POST", absl::StrCat(kCallsPath, "ListEvents"), kStreamJson, Enveloped("{}"));
  EXPECT_EQ(json.status, 200);
  EXPECT_EQ(json.headers.at("content-type"), "application/connect+json");
  EXPECT_THAT(absl::StrJoin(Opened(json.body).parts, ""), HasSubstr(R"("eventId":"paid again")"));
  EXPECT_EQ(Opened(json.body).end, "{}");
  const HttpReply proto = client.Ask("POST", absl::StrCat(kCallsPath, "ListEvents"),
                                     "Content-Type: application/connect+proto\r\n", Enveloped(""));
  v1::ListEventsResponse all;
  for (const std::string& part : Opened(proto.body).parts) {
    v1::ListEventsResponse one;
    EXPECT_TRUE(one.ParseFromString(part));
    all.MergeFrom(one);
  }
  EXPECT_EQ(static_cast<uint64_t>(all.part().events_size()), Head());
  const HttpReply refused = client.Ask("POST", absl::StrCat(kCallsPath, "Explain"), kStreamJson,
                                       Enveloped(R"({"question": {"unit": "Hn"}})"));
  EXPECT_EQ(refused.status, 200);
  EXPECT_THAT(Opened(refused.body).parts, IsEmpty());
  EXPECT_THAT(Opened(refused.body).end, StartsWith(R"({"error":{"code":"invalid_argument")"));
}

TEST_F(HttpServerTest, ASlowReaderHoldsBackItsOwnStreamOnly) {
  constexpr int kParts = 2000;  // 128 MB
  MakeManyParts(kParts);
  HttpLimits limits;
  limits.streams = 1;
  const std::string address = Serve(limits);
  HttpClient slow(address);
  slow.Send(absl::StrCat("POST ", kCallsPath, "ListEvents HTTP/1.1\r\nHost: ", address, "\r\n", kStreamJson,
                         "Content-Length: 7\r\n\r\n", Enveloped("{}")));
  int before = -1;
  while (before != made_ || made_ == 0) {
    before = made_;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_LT(made_, kParts / 2);  // the rest waits for room
  HttpClient other(address);
  EXPECT_EQ(other.Call("GetLedger", "{}").status, 200);
  const HttpReply busy = other.Ask("POST", absl::StrCat(kCallsPath, "ListEvents"), kStreamJson, Enveloped("{}"));
  EXPECT_THAT(Opened(busy.body).end, HasSubstr("server.busy"));
  slow.Reset();
  server_->Stop();
  EXPECT_LT(made_, kParts);
  EXPECT_THAT(ended_, StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(HttpServerTest, AStreamThatOutlastsTheStopEndsWithItsReason) {
  MakeManyParts(1'000'000);
  HttpLimits limits;
  limits.stop_time = absl::Milliseconds(20);
  HttpClient reader(Serve(limits));
  HttpReply reply;
  std::thread stopping([&] {
    while (made_ < 10) std::this_thread::yield();
    server_->Stop();
  });
  reply = reader.Ask("POST", absl::StrCat(kCallsPath, "ListEvents"), kStreamJson, Enveloped("{}"));
  stopping.join();
  EXPECT_THAT(Opened(reply.body).end, HasSubstr("server.stopping"));
}

TEST_F(HttpServerTest, AnswersHeadAsGetWithoutTheBody) {
  HttpClient client(Serve());
  const auto head = [&client](const std::string& target) {
    client.Send(absl::StrCat("HEAD ", target, " HTTP/1.1\r\nHost: ", client.address(), "\r\n\r\n"));
    return client.ReadHead();
  };
  EXPECT_EQ(head("/tile/0/000.p/2").headers["content-length"], "64");
  EXPECT_EQ(head("/nothing-there").status, 404);
  EXPECT_EQ(head(absl::StrCat(kCallsPath, "GetLedger?connect=v1&encoding=json&message={}")).status, 200);
  EXPECT_EQ(head(absl::StrCat(kCallsPath, "Record")).status, 405);
  EXPECT_EQ(head("/events?after=0").headers["content-type"], "text/event-stream");
  EXPECT_EQ(client.Ask("GET", "/healthz").body, "ok\n");  // no body was in between
}

}  // namespace
}  // namespace tranche
