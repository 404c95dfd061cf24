// Callers of a server over HTTP that asks who they are.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "access/access_control.h"
#include "gmock/gmock.h"
#include "server/connect.h"
#include "server/http_limits.h"
#include "server/http_server.h"
#include "server/server_watch.h"
#include "service/ledger_service.h"
#include "tests/replay/small_history.h"
#include "tests/server/http_client.h"
#include "tests/server/unanswered_calls.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {

inline constexpr char kJson[] = "Content-Type: application/json\r\n";

// Records under the actor who calls, whatever the request says. "guest" may ask only when that is said.
class CallsUnderTheirActor final : public UnansweredCalls {
 public:
  CallsUnderTheirActor(const LedgerService* service, Caller caller, const std::atomic<bool>* guests_may)
      : service_(*service), caller_(std::move(caller)), guests_may_(*guests_may) {}

  absl::StatusOr<v1::GetLedgerResponse> GetLedger(const v1::GetLedgerRequest& request) const override {
    return service_.GetLedger(request);
  }
  absl::StatusOr<v1::GetBalanceResponse> GetBalance(const v1::GetBalanceRequest& request) const override {
    return service_.GetBalance(request);
  }
  absl::Status CheckMayAsk() const override {
    return caller_.actor == "guest" && !guests_may_ ? absl::PermissionDeniedError("no role") : absl::OkStatus();
  }
  absl::StatusOr<v1::RecordResponse> Record(const v1::RecordRequest& request) const override {
    v1::RecordRequest as_caller = request;
    as_caller.mutable_options()->set_actor(caller_.actor);
    return service_.Record(as_caller);
  }

 private:
  const LedgerService& service_;
  const Caller caller_;
  const std::atomic<bool>& guests_may_;
};

// A server over HTTP that asks who calls, and a token of the actor "lan".
class HttpAccess : public ::testing::Test {
 protected:
  HttpAccess() : history_(&ledger_) {
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
    calls_ = std::make_unique<Calls>(service_.get(), [this](const Caller& caller) {
      return std::make_shared<CallsUnderTheirActor>(service_.get(), caller, &guests_may_);
    });
    token_ = Issue().text;
  }

  IssuedToken Issue(absl::Duration life = absl::Hours(24), const std::string& actor = "lan") {
    return *IssueToken(path_, {actor, "", clock_.Now() + life}, clock_.Now(), SystemRandomBytes);
  }

  const std::string& Serve(const std::optional<TlsKeys>& tls = std::nullopt, const AttemptLimits& attempts = {}) {
    access_ = std::make_unique<AccessControl>(
        path_, &clock_, SystemRandomBytes, [](const std::string&) {}, AccessLimits{attempts, {}});
    auto server = HttpServer::Listen(calls_.get(), "127.0.0.1:0", limits_, {access_.get(), tls, {}, &watch_});
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    return server_->address();
  }

  static AttemptLimits WithoutDelay(uint64_t most = 1000) {
    AttemptLimits limits;
    limits.at_an_address = most;
    limits.first_delay = absl::ZeroDuration();
    return limits;
  }

  static std::string Bearer(const std::string& token) { return absl::StrCat("Authorization: Bearer ", token, "\r\n"); }

  std::string Origin() const { return absl::StrCat("Origin: http://", server_->address(), "\r\n"); }

  static HttpReply Status(HttpClient* client, const std::string& headers) {
    return client->Ask("POST", absl::StrCat(kCallsPath, "GetLedger"), absl::StrCat(kJson, headers), "{}");
  }

  // The header Cookie of a new session.
  std::string SignIn(HttpClient* client) {
    const HttpReply reply =
        client->Ask("POST", "/session", absl::StrCat(kJson, Origin()), absl::StrCat(R"({"token": ")", token_, "\"}"));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, R"({"actor":"lan"})");
    const std::string cookie = reply.headers.at("set-cookie");
    EXPECT_THAT(cookie, ::testing::AllOf(::testing::StartsWith("tranche="), ::testing::HasSubstr("; HttpOnly"),
                                         ::testing::HasSubstr("; SameSite=Strict"), ::testing::HasSubstr("; Path=/"),
                                         ::testing::HasSubstr("; Max-Age=43200"),
                                         ::testing::Not(::testing::HasSubstr("tranche_"))));
    return absl::StrCat("Cookie: ", cookie.substr(0, cookie.find(';')), "\r\n");
  }

  static std::string Payment(const std::string& actor) {
    return absl::StrCat(R"({"kind": "disbursement", "unit": "P1", "source": "national", "area": "fairs", )",
                        R"("fiscalYear": 2024, "amount": "1", "effective": "2024-03-05", )",
                        R"("options": {"key": "one", "actor": ")", actor, "\"}}");
  }

  TestLedger ledger_;
  SmallHistory history_;
  TemporaryDirectory directory_;
  std::string path_ = directory_.File("access");
  FakeClock clock_{absl::FromUnixSeconds(1800000000)};
  std::unique_ptr<LedgerService> service_;
  std::atomic<bool> guests_may_ = false;
  std::unique_ptr<Calls> calls_;
  std::string token_;
  std::unique_ptr<AccessControl> access_;
  HttpLimits limits_;
  ServerWatch watch_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace tranche
