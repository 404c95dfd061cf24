// Calls over HTTP, and what comes with their answers.
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "server/connect.h"
#include "service/copies.h"
#include "tests/server/http_client.h"
#include "tests/server/http_served.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class HttpCallsTest : public HttpServed {
 protected:
  // From now on VerifyLedger finds that a row is missing.
  void FindAMissingRow() {
    for (Call& row : rows_) {
      if (row.method->name() != "VerifyLedger") continue;
      row.stream = [](const LedgerCalls&, const Message&, const Sink<Message>& sink) {
        v1::VerifyLedgerResponse part;
        v1::Finding& finding = *part.mutable_report()->add_findings();
        finding.set_message("as it was found");
        *finding.mutable_why() =
            *RefusalOf(Refuse(absl::StatusCode::kDataLoss, "index.missing-row", "the row is missing"));
        return sink(part);
      };
    }
  }
};

TEST_F(HttpCallsTest, AQuestionIsAnsweredByPostAndByGetOnOneConnection) {
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

TEST_F(HttpCallsTest, AnAnswerSaysHowFarTheLedgerIsAndWaitsForWhatItIsAskedToHave) {
  HttpClient client(Serve());
  const std::string call = absl::StrCat(kCallsPath, "GetLedger");
  const uint64_t head = Head();
  EXPECT_EQ(client.Ask("POST", call, kUnaryJson, "{}").headers.at("tranche-head"), absl::StrCat(head));
  std::atomic<bool> is_answered = false;
  HttpReply waited;
  std::thread waiter([&] {
    HttpClient other(server_->address());
    waited = other.Ask("POST", call, absl::StrCat(kUnaryJson, "Tranche-At-Least: ", head + 1, "\r\n"), "{}");
    is_answered = true;
  });
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_FALSE(is_answered);
  EXPECT_EQ(client.Call("Record", Payment("awaited")).status, 200);
  waiter.join();
  EXPECT_EQ(waited.status, 200);
  EXPECT_EQ(waited.headers.at("tranche-head"), absl::StrCat(head + 1));
  const HttpReply typed = client.Ask("POST", call, absl::StrCat(kUnaryJson, "Tranche-Max-Age: soon\r\n"), "{}");
  EXPECT_EQ(typed.status, 400);
  EXPECT_THAT(typed.body, HasSubstr("freshness.seconds"));
  const HttpReply of_its_own = client.Ask("POST", call, absl::StrCat(kUnaryJson, "Tranche-Max-Age: 0\r\n"), "{}");
  EXPECT_EQ(of_its_own.status, 200) << "it is no copy";
  EXPECT_EQ(of_its_own.headers.count("tranche-age"), 0);
}

// The address of a balance with these fields of its question in JSON, and what follows.
std::string BalanceAt(const std::string& question, const std::string& rest = "&lasting=1") {
  std::string target = absl::StrCat(kCallsPath, R"(GetBalance?connect=v1&encoding=json&message={"question":{)",
                                    question, R"(},"by":["unit"],"subtotalsBy":["region"]})", rest);
  return absl::StrReplaceAll(target, {{"\"", "%22"}, {"{", "%7B"}, {"}", "%7D"}});
}

TEST_F(HttpCallsTest, ABalanceWithBothTimesPinnedIsTheSameForEverAndIsKeptByWhoAskedAlone) {
  HttpClient client(Serve());
  const std::string pinned = BalanceAt(absl::StrCat(R"("asOf":"2024-12-31","knownAt":")", Head(), "\""));
  const HttpReply before = client.Ask("GET", pinned);
  EXPECT_EQ(before.status, 200);
  EXPECT_EQ(before.headers.at("cache-control"), "private, max-age=31536000, immutable");
  EXPECT_EQ(before.headers.at("vary"), "Authorization, Cookie");
  EXPECT_THAT(before.body, AllOf(HasSubstr(R"("disbursed":"26")"), Not(HasSubstr(R"("root")"))));
  const HttpReply recorded = client.Call(
      "Record",
      R"({"kind": "disbursement", "unit": "P1", "source": "national", "fiscalYear": 2024, "area": "fairs", "amount": "3",
                    "effective": "2024-03-05", "options": {"key": "later", "actor": "lan"}})");
  EXPECT_THAT(recorded.body, HasSubstr(R"("sequence")"));
  EXPECT_EQ(client.Ask("GET", pinned).body, before.body);
}

TEST_F(HttpCallsTest, ABalanceLastsHoweverItIsAskedForAndIsKeptOnlyByItsAddress) {
  HttpClient client(Serve());
  const std::string question = absl::StrCat(R"({"question": {"asOf": "2024-12-31", "knownAt": ")", Head(), "\"}");
  const HttpReply posted = client.Call("GetBalance", absl::StrCat(question, R"(, "lasting": true})"));
  EXPECT_EQ(posted.headers.at("cache-control"), "no-store");
  EXPECT_THAT(posted.body, AllOf(HasSubstr(R"("lasts":true)"), Not(HasSubstr(R"("root")"))));
  EXPECT_THAT(client.Call("GetBalance", absl::StrCat(question, "}")).body,
              AllOf(HasSubstr(R"("root")"), Not(HasSubstr("lasts"))));
  const std::string address = BalanceAt(absl::StrCat(R"("asOf":"2024-12-31","knownAt":")", Head(), "\""), "");
  const HttpReply in_message =
      client.Ask("GET", absl::StrReplaceAll(address, {{"%7B%22question", "%7B%22lasting%22:true,%22question"}}));
  EXPECT_EQ(in_message.headers.at("cache-control"), "private, max-age=31536000, immutable");
  EXPECT_EQ(in_message.body, client.Ask("GET", absl::StrCat(address, "&lasting=1")).body);
}

TEST_F(HttpCallsTest, WhatMayChangeIsKeptByNobody) {
  HttpClient client(Serve());
  const std::string known = absl::StrCat(R"("knownAt":")", Head(), "\"");
  for (const std::string& target : {BalanceAt(known), BalanceAt(R"("asOf":"2024-12-31")"),
                                    BalanceAt(R"("asOf":"2024-12-31","knownAt":"2024-12-31")"),
                                    BalanceAt(absl::StrCat(R"("asOf":"2024-12-31",)", known), ""),
                                    BalanceAt(absl::StrCat(R"("asOf":"2024-12-31",)", known), "&lasting=0")}) {
    const HttpReply reply = client.Ask("GET", target);
    EXPECT_EQ(reply.status, 200) << target;
    EXPECT_EQ(reply.headers.at("cache-control"), "no-store") << target;
    EXPECT_THAT(reply.body, HasSubstr(R"("root")")) << target;
  }
  const HttpReply refused = client.Ask("GET", BalanceAt(R"("unit":"Hn","asOf":"2024-12-31","knownAt":"1")"));
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.headers.at("cache-control"), "no-store");
}

TEST_F(HttpCallsTest, ARefusalComesWithItsStatusAndItsData) {
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

TEST_F(HttpCallsTest, ARefusalIsToldInTheLanguageThatIsAskedFor) {
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

TEST_F(HttpCallsTest, FindingsAreToldInTheLanguageThatIsAskedFor) {
  FindAMissingRow();
  HttpClient client(Serve());
  const auto found = [&](const std::string& language) {
    return client
        .Ask("POST", absl::StrCat(kCallsPath, "VerifyLedger"),
             absl::StrCat(kStreamJson, "Accept-Language: ", language, "\r\n"), Enveloped("{}"))
        .body;
  };
  EXPECT_THAT(found("vi-VN, en"), AllOf(HasSubstr(R"("message":"thiếu dòng này")"), HasSubstr("index.missing-row")));
  EXPECT_THAT(found("en"), HasSubstr(R"("message":"the row is missing")"));
  EXPECT_THAT(found("fr"), HasSubstr(R"("message":"as it was found")"));
}

TEST_F(HttpCallsTest, ANameOfElsewhereIsTurnedAway) {
  HttpClient client(Serve());
  for (const char* const host : {"evil.example", "evil.example:8080", "127.0.0.1", "127.0.0.1:1"}) {
    client.Send(absl::StrCat("GET /healthz HTTP/1.1\r\nHost: ", host, "\r\n\r\n"));
    const HttpReply reply = client.Read();
    EXPECT_EQ(reply.status, 421) << host;
    EXPECT_THAT(reply.body, HasSubstr("server.wrong-host"));
  }
  EXPECT_THAT(HttpServer::Listen(calls_.get(), server_->address()),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("cannot listen on 127.0.0.1:")));
}

TEST_F(HttpCallsTest, WhoIsAskedIsSaidOnce) {
  const std::string address = Serve();
  const auto status = [&address](const std::string& line, const std::string& hosts) {
    HttpClient client(address);
    client.Send(absl::StrCat(line, "\r\n", hosts, "\r\n"));
    return client.Read().status;
  };
  const std::string own = absl::StrCat("Host: ", address, "\r\n");
  const std::string absolute = absl::StrCat("GET http://", address, "/healthz HTTP/1.1");
  for (const std::string& line : {std::string("GET /healthz HTTP/1.1"), absolute}) {
    EXPECT_EQ(status(line, own), 200) << line;
    EXPECT_EQ(status(line, ""), 400) << line;
    EXPECT_EQ(status(line, own + own), 400) << line;
    EXPECT_EQ(status(line, own + "Host: evil.example\r\n"), 400) << line;
    EXPECT_EQ(status(line, "host: evil.example\r\n" + own), 400) << line;
  }
  EXPECT_EQ(status("GET /healthz HTTP/1.0", ""), 421);
  EXPECT_EQ(status("GET /healthz HTTP/1.0", own + own), 400);
}

// A server of HTTP/1.0 on the way does not see where such a body ends, and takes its rest for the next request.
TEST_F(HttpCallsTest, ARequestOfHttp10HasNoChunks) {
  const std::string address = Serve();
  HttpClient client(address);
  client.Send(absl::StrCat("POST ", kCallsPath, "GetLedger HTTP/1.0\r\nHost: ", address,
                           "\r\nContent-Type: application/json\r\nConnection: keep-alive\r\n"
                           "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"));
  const HttpReply answer = client.Read();
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("server.chunks-of-http-1-0"));
  EXPECT_TRUE(client.IsClosed());
}

TEST_F(HttpCallsTest, AnAbsoluteTargetIsTakenAndItsAuthorityIsWhoIsAsked) {
  const std::string address = Serve();
  const std::string port = address.substr(address.rfind(':'));
  const auto get = [&address](const std::string& target, const std::string& host) {
    HttpClient client(address);
    client.Send(absl::StrCat("GET ", target, " HTTP/1.1\r\nHost: ", host, "\r\n\r\n"));
    return client.Read();
  };
  const std::string own = absl::StrCat("http://", address);
  EXPECT_EQ(get(own + "/healthz", address).body, "ok\n");
  EXPECT_EQ(get(own + "/healthz?x=/", "evil.example").body, "ok\n") << "the field does not count";
  EXPECT_EQ(get(absl::StrCat("HTTP://LocalHost", port, "/healthz"), address).body, "ok\n");
  const std::string question = absl::StrCat(kCallsPath, "GetLedger?connect=v1&encoding=json&message={}");
  EXPECT_EQ(get(own + question, address).body, get(question, address).body);
  EXPECT_THAT(get(own + "/nothing", address).body, HasSubstr("nothing is at /nothing;"));
  EXPECT_EQ(get(own + "?x=1", address).status, get("/?x=1", address).status);
  EXPECT_EQ(get(own, address).body, get("/", address).body);
  for (const std::string& elsewhere :
       {std::string("http://evil.example/healthz"), absl::StrCat("http://evil.example", port, "/healthz"),
        std::string("http://127.0.0.1/healthz"), std::string("http://127.0.0.1:1/healthz"),
        absl::StrCat("https://", address, "/healthz"), std::string("http:///healthz"), std::string("http://"),
        absl::StrCat("http://", address, "@evil.example/healthz"), absl::StrCat("http://evil.example@", address, "/"),
        absl::StrCat("http://x:y@", address, "/healthz"), absl::StrCat("http://", address, ":1/healthz"),
        absl::StrCat("http://", address, ".evil.example/"), absl::StrCat("http://", address, "\\.evil.example/"),
        absl::StrCat("http://evil.example#@", address, "/"), absl::StrCat("http://evil.example?", own, "/healthz")}) {
    const HttpReply reply = get(elsewhere, address);
    EXPECT_EQ(reply.status, 421) << elsewhere;
    EXPECT_THAT(reply.body, HasSubstr("server.wrong-host")) << elsewhere;
  }
  for (const char* const none : {"ftp://127.0.0.1/healthz", "//127.0.0.1/healthz", "http:/healthz", "healthz"})
    EXPECT_EQ(get(none, address).status, 404) << none;
}

TEST_F(HttpCallsTest, RequestsThatComeTogetherAreAnsweredInTheirOrder) {
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

TEST_F(HttpCallsTest, WhatManyCallersRecordIsThereThoughSomeAreKilled) {
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

TEST_F(HttpCallsTest, AnswersHeadAsGetWithoutTheBody) {
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
