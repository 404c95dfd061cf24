// Who comes in through the door for gRPC, and as whom; asked as the command line asks.
#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "access/access_control.h"
#include "events/mutex.h"
#include "gmock/gmock.h"
#include "proto/service.grpc.pb.h"
#include "server/grpc_peer.h"
#include "server/grpc_server.h"
#include "server/remote_ledger.h"
#include "tests/server/test_certificates.h"
#include "tests/server/unanswered_calls.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Says who asks.
class CallsOfSomebody final : public UnansweredCalls {
 public:
  explicit CallsOfSomebody(Caller caller) : caller_(std::move(caller)) {}

  absl::StatusOr<v1::GetLedgerResponse> GetLedger(const v1::GetLedgerRequest&) const override {
    v1::GetLedgerResponse response;
    response.mutable_terms()->set_name(caller_.actor);
    return response;
  }

 private:
  const Caller caller_;
};

class GrpcAccessTest : public ::testing::Test {
 protected:
  IssuedToken Issue() {
    return *IssueToken(path_, {"lan", "", clock_.Now() + absl::Hours(1)}, clock_.Now(), SystemRandomBytes);
  }

  void Serve(const std::optional<TlsKeys>& tls) {
    const auto calls_of = [](const Caller& caller) { return std::make_shared<CallsOfSomebody>(caller); };
    auto server = GrpcServer::Start(nullptr, "127.0.0.1:0", options_, {&access_, calls_of, tls, nullptr, hold_back_});
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }

  void ServeTls() { Serve(TlsKeys{of_server_.certificate, of_server_.key, authority_.certificate}); }

  std::string Https() const { return absl::StrCat("https://", server_->address()); }

  // As whom a call is answered.
  static absl::StatusOr<std::string> Asked(const std::string& address, const RemoteEntry& entry) {
    const auto ledger = ConnectToLedger(address, absl::Seconds(20), entry);
    if (!ledger.ok()) return ledger.status();
    const auto answer = (*ledger)->GetLedger({});
    if (!answer.ok()) return answer.status();
    return answer->terms().name();
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.File("access");
  FakeClock clock_{absl::FromUnixSeconds(1800000000)};
  AccessControl access_{path_, &clock_, SystemRandomBytes, [](const std::string&) {}};
  GrpcServerOptions options_;
  std::function<void(absl::Duration, const std::function<bool()>&)> hold_back_;
  TestCertificate authority_ = MakeAuthority("authority");
  TestCertificate of_server_ = MakeCertificate("server", authority_);
  std::unique_ptr<GrpcServer> server_;
};

TEST_F(GrpcAccessTest, ATokenMeansItsActorAndNothingElseDoes) {
  const IssuedToken issued = Issue();
  Serve(std::nullopt);
  EXPECT_THAT(Asked(server_->address(), {issued.text, ""}), IsOkAndHolds(std::string("lan")));
  EXPECT_THAT(Asked(server_->address(), {}), StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(Asked(server_->address(), {MakeToken(SystemRandomBytes), ""}),
              StatusIs(absl::StatusCode::kUnauthenticated));
  const auto ledger = ConnectToLedger(server_->address(), absl::Seconds(20), {issued.text, ""});
  ASSERT_THAT(ledger, IsOk());
  ASSERT_THAT(RevokeCredential(path_, issued.credential.id(), clock_.Now()), IsOk());
  EXPECT_EQ((*ledger)->GetLedger({}).status(), NobodyKnown());
  EXPECT_EQ((*ledger)->ListEvents({}, [](const auto&) { return absl::OkStatus(); }), NobodyKnown());
}

TEST_F(GrpcAccessTest, OfTwoTokensNeitherCounts) {
  const std::string token = Issue().text;
  Serve(std::nullopt);
  const auto stub =
      v1::LedgerService::NewStub(grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials()));
  for (const char* const other : {"Bearer nobody", ""}) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
    if (*other != '\0') context.AddMetadata("authorization", other);
    v1::GetLedgerResponse answer;
    EXPECT_EQ(stub->GetLedger(&context, {}, &answer).ok(), *other == '\0') << other;
  }
}

TEST_F(GrpcAccessTest, OverTlsTheServerIsCheckedAndATokenGoesNowhereElse) {
  const std::string token = Issue().text;
  ServeTls();
  EXPECT_THAT(Asked(Https(), {token, authority_.certificate}), IsOkAndHolds(std::string("lan")));
  EXPECT_THAT(Asked(absl::StrCat(Https(), "/"), {token, authority_.certificate}), IsOkAndHolds(std::string("lan")));
  EXPECT_THAT(Asked(Https(), {"", authority_.certificate}), StatusIs(absl::StatusCode::kUnauthenticated));
  const uint64_t let_in = access_.counters().let_in;
  for (const RemoteEntry& entry : {RemoteEntry{token, MakeAuthority("other").certificate}, RemoteEntry{token, ""}})
    EXPECT_FALSE(ConnectToLedger(Https(), absl::Seconds(1), entry).ok());
  EXPECT_FALSE(ConnectToLedger(server_->address(), absl::Seconds(1), {token, ""}).ok());  // without TLS
  EXPECT_EQ(access_.counters().let_in, let_in);
}

TEST_F(GrpcAccessTest, AnotherMachineIsAskedOverTlsAlone) {
  EXPECT_THAT(ConnectToLedger("203.0.113.5:8081", absl::Seconds(1)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("https://203.0.113.5:8081")));
  for (const char* const wrong : {"https://", "https://ledger.example", "https://ledger.example:", "https://a/b:1",
                                  "https://lan@ledger.example:1", "http://127.0.0.1:1"})
    EXPECT_THAT(ConnectToLedger(wrong, absl::Seconds(1)), StatusIs(absl::StatusCode::kInvalidArgument)) << wrong;
  EXPECT_THAT(GrpcServer::Start(nullptr, "0.0.0.0:0"), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(GrpcServer::Start(nullptr, "0.0.0.0:0", {}, {&access_, nullptr, std::nullopt}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(GrpcAccessTest, EachFailureIsHeldBackLongerAndATokenThatCountsIsNot) {
  const std::string token = Issue().text;
  Mutex mutex;
  std::vector<absl::Duration> delays;
  hold_back_ = [&](absl::Duration delay, const std::function<bool()>& is_over) {
    const MutexLock lock(mutex);
    delays.push_back(delay);
    EXPECT_FALSE(is_over());
  };
  Serve(std::nullopt);
  for (int i = 0; i < 3; ++i)
    EXPECT_THAT(Asked(server_->address(), {MakeToken(SystemRandomBytes), ""}),
                StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(Asked(server_->address(), {token, ""}), IsOkAndHolds(std::string("lan")));
  server_ = nullptr;
  const MutexLock lock(mutex);
  EXPECT_THAT(delays, ElementsAre(absl::Milliseconds(100), absl::Milliseconds(200), absl::Milliseconds(400)));
  EXPECT_EQ(access_.counters().failed, 3u);
}

TEST_F(GrpcAccessTest, WhoIsHeldBackTakesNoPlaceFromOthers) {
  const std::string token = Issue().text;
  Mutex mutex;
  Signal changed;
  int held = 0;
  bool is_open = false;
  hold_back_ = [&](absl::Duration, const std::function<bool()>&) {
    const MutexLock lock(mutex);
    ++held;
    changed.WakeAll();
    while (!is_open) changed.Wait(mutex);
  };
  options_.calls_max = 1;
  options_.held_back_max = 2;
  Serve(std::nullopt);
  const std::string address = server_->address();
  const RemoteEntry stranger = {MakeToken(SystemRandomBytes), ""};
  std::vector<std::thread> strangers;
  for (int i = 1; i <= 2; ++i) {
    strangers.emplace_back(
        [&] { EXPECT_THAT(Asked(address, stranger), StatusIs(absl::StatusCode::kUnauthenticated)); });
    const MutexLock lock(mutex);
    while (held < i) changed.Wait(mutex);
  }
  EXPECT_THAT(Asked(address, stranger), StatusIs(absl::StatusCode::kUnauthenticated))
      << "one too many is not held back";
  EXPECT_THAT(Asked(address, {token, ""}), IsOkAndHolds(std::string("lan")));
  {
    const MutexLock lock(mutex);
    EXPECT_EQ(held, 2);
    is_open = true;
    changed.WakeAll();
  }
  for (std::thread& each : strangers) each.join();
}

TEST(AddressOfPeerTest, IsTheAddressAlone) {
  EXPECT_EQ(AddressOfPeer("ipv4:203.0.113.5:4711"), "203.0.113.5");
  EXPECT_EQ(AddressOfPeer("ipv6:[2001:db8::1]:4711"), "2001:db8::1");
  EXPECT_EQ(AddressOfPeer("ipv6:%5B::1%5D:4711"), "::1");
  EXPECT_EQ(AddressOfPeer("unix:/run/x"), "unix:/run/x");
}

}  // namespace
}  // namespace tranche
