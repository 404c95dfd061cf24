// Long answers over HTTP, in parts.
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "server/connect.h"
#include "server/http_limits.h"
#include "tests/server/http_client.h"
#include "tests/server/http_served.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class HttpStreamsTest : public HttpServed {};

TEST_F(HttpStreamsTest, ALongAnswerIsAStreamOfPartsInEitherEncoding) {
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

TEST_F(HttpStreamsTest, WhoDoesNotWaitGetsNothingButTheEndOfTheTime) {
  MakeManyParts(1);
  HttpClient client(Serve());
  const std::string no_time = absl::StrCat(kStreamJson, "Connect-Timeout-Ms: 0\r\n");
  for (int i = 0; i < 50; ++i) {
    const HttpReply reply = client.Ask("POST", absl::StrCat(kCallsPath, "ListEvents"), no_time, Enveloped("{}"));
    EXPECT_EQ(reply.status, 200);
    EXPECT_THAT(Opened(reply.body).parts, IsEmpty());
    EXPECT_THAT(Opened(reply.body).end, StartsWith(R"({"error":{"code":"deadline_exceeded")"));
  }
  server_->Stop();
  EXPECT_EQ(made_, 0) << "what nobody waits for was begun";
}

TEST_F(HttpStreamsTest, AStreamThatAlwaysHasAPartAtHandEndsInTimeToo) {
  constexpr int kParts = 40'000;  // 2.6 GB
  MakeManyParts(kParts);
  HttpClient client(Serve());
  client.Send(absl::StrCat("POST ", kCallsPath, "ListEvents HTTP/1.1\r\nHost: ", client.address(), "\r\n", kStreamJson,
                           "Connect-Timeout-Ms: 100\r\nContent-Length: 7\r\n\r\n", Enveloped("{}")));
  EXPECT_EQ(client.ReadHead().status, 200);
  std::string last;
  for (std::string chunk = client.ReadChunk(); !chunk.empty(); chunk = client.ReadChunk()) last = std::move(chunk);
  EXPECT_THAT(last, HasSubstr(R"({"error":{"code":"deadline_exceeded")"));
  server_->Stop();
  EXPECT_LT(made_, kParts);
}

TEST_F(HttpStreamsTest, ASlowReaderHoldsBackItsOwnStreamOnly) {
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

}  // namespace
}  // namespace tranche
