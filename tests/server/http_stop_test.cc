// A server over HTTP that stops.
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "server/connect.h"
#include "server/http_limits.h"
#include "tests/server/http_client.h"
#include "tests/server/http_served.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

class HttpStopTest : public HttpServed {};

TEST_F(HttpStopTest, AStopAnswersWhatIsInFlightAndTakesNothingMore) {
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

TEST_F(HttpStopTest, AStreamThatOutlastsTheStopEndsWithItsReason) {
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

}  // namespace
}  // namespace tranche
