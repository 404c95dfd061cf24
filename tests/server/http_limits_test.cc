// What is too much for a server over HTTP, and what it does then.
#include "server/http_limits.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "server/connect.h"
#include "tests/server/http_client.h"
#include "tests/server/http_served.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class HttpLimitsTest : public HttpServed {};

TEST_F(HttpLimitsTest, WhatIsTooLargeIsRefusedBeforeItIsRead) {
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

TEST_F(HttpLimitsTest, AHeadIsTooLargeAsAWholeThoughItsFieldsComeAFewAtATime) {
  HttpLimits limits;
  limits.header_bytes = 2000;
  const std::string address = Serve(limits);
  std::string fields;  // each piece ends with the beginning of the next field, so that all before it are read
  while (fields.size() < 400) fields += ":\r\na";
  HttpClient client(address);
  client.Send(absl::StrCat("GET /healthz HTTP/1.1\r\nHost: ", address, "\r\na"));
  for (int i = 0; i < 8; ++i) {
    absl::SleepFor(absl::Milliseconds(10));
    client.Send(fields);
  }
  client.Send(":\r\n\r\n");
  EXPECT_EQ(client.Read().status, 431);
  HttpClient fitting(address);
  fitting.Send(absl::StrCat("GET /healthz HTTP/1.1\r\nHost: ", address, "\r\na", fields, fields, ":\r\n\r\n"));
  EXPECT_EQ(fitting.Read().status, 200);
}

TEST_F(HttpLimitsTest, WhatStandsAroundChunksIsNotEndless) {
  const std::string address = Serve();
  std::string fields;
  while (fields.size() < (200 << 10)) fields += "a: b\r\n";
  for (const std::string& body : {absl::StrCat("1;x=", std::string(200 << 10, 'x')), absl::StrCat("0\r\n", fields)}) {
    HttpClient client(address);
    client.Send(absl::StrCat("POST ", kCallsPath, "GetLedger HTTP/1.1\r\nHost: ", address, "\r\n", kUnaryJson,
                             "Transfer-Encoding: chunked\r\n\r\n", body));
    EXPECT_EQ(client.Read().status, 413) << body.substr(0, 10);
  }
}

TEST_F(HttpLimitsTest, OnlySoManyLargeMessagesAreReceivedAtOnce) {
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

TEST_F(HttpLimitsTest, HalfAndMalformedRequestsEndTheirOwnConnectionOnly) {
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

TEST_F(HttpLimitsTest, OnlySoManyWaitForWhatIsNotThereYet) {
  HttpLimits limits;
  limits.waiting = 1;
  const std::string address = Serve(limits);
  const auto ask_for = [](uint64_t at_least, HttpClient* client) {
    client->Send(absl::StrCat("POST ", kCallsPath, "GetLedger HTTP/1.1\r\nHost: ", client->address(), "\r\n",
                              kUnaryJson, "Tranche-At-Least: ", at_least, "\r\nContent-Length: 2\r\n\r\n{}"));
  };
  const uint64_t next = Head() + 1;
  HttpClient first(address);
  ask_for(next, &first);
  absl::SleepFor(absl::Milliseconds(100));
  HttpClient second(address);
  const absl::Time began = absl::Now();
  ask_for(next, &second);
  const HttpReply at_once = second.Read();
  EXPECT_LT(absl::Now() - began, absl::Seconds(3));
  EXPECT_EQ(at_once.headers.at("tranche-head"), absl::StrCat(next - 1)) << "with what there is";
  ask_for(next - 1, &second);
  EXPECT_EQ(second.Read().status, 200) << "there is nothing to wait for";
  EXPECT_EQ(second.Call("Record", Payment("awaited")).status, 200);
  EXPECT_EQ(first.Read().status, 200);
  ask_for(next + 1, &first);
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_EQ(second.Call("Record", Payment("awaited again")).status, 200);
  EXPECT_EQ(first.Read().status, 200) << "its place was given back";
}

TEST_F(HttpLimitsTest, WorkAboveTheLimitIsRefusedAtOnceAndRecordingHasAPlaceOfItsOwn) {
  HoldStatus();
  HttpLimits limits;
  limits.asking = 2;
  limits.asking_threads = 1;
  const std::string address = Serve(limits);
  HttpClient first(address);
  HttpClient second(address);
  AskStatus(&first);
  gate_.AwaitWaiting(1);
  AskStatus(&second);
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

TEST_F(HttpLimitsTest, ARehearsalTakesItsTurnWithQuestionsNotWithRecordings) {
  HoldStatus();
  HttpLimits limits;
  limits.asking = 1;
  limits.asking_threads = 1;
  const std::string address = Serve(limits);
  HttpClient asking(address);
  AskStatus(&asking);
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

TEST_F(HttpLimitsTest, ACallerWhoseTimeIsOverIsToldSo) {
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

TEST_F(HttpLimitsTest, AConnectionTooManyIsToldSo) {
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

}  // namespace
}  // namespace tranche
