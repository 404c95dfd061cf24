// Roles and tokens that are revoked while payments are in flight at both doors. The log is then read from its beginning
// by a plain reference, which knows who had which role after each event.
//
// TRANCHE_ROUNDS is the number of rounds (default 6), TRANCHE_SEED the seed of the first.
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "access/access_control.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "nlohmann/json.hpp"
#include "server/calls.h"
#include "server/connect.h"
#include "server/grpc_server.h"
#include "server/http_server.h"
#include "server/remote_ledger.h"
#include "service/calls_of_actor.h"
#include "service/ledger_service.h"
#include "tests/server/http_client.h"
#include "tests/server/payments.h"
#include "tests/service/payment_request.h"
#include "tests/support/environment_number.h"
#include "tests/support/event_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

constexpr char kToday[] = "2026-01-01";  // of the ledger's clock
constexpr int kOfficers = 3;
constexpr int64_t kAmountMax = 100;
constexpr auto kPatience = absl::Seconds(60);

// What became of a payment: its sequence, or the code of its refusal.
struct Told {
  Sequence sequence = 0;
  std::string code;
};

// Pays `amount` under the idempotency key `key`.
using Pay = std::function<Told(const std::string& key, int64_t amount)>;

std::string Officer(int number) { return absl::StrCat("officer", number); }

std::string CodeOf(const absl::Status& status) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  return refusal ? refusal->code() : "none";
}

v1::RecordRequest Payment(const std::string& key, int64_t amount) {
  v1::RecordRequest request = PaymentRequest(absl::StrCat(amount), "2024-03-05");
  request.mutable_options()->set_key(key);
  request.mutable_options()->set_actor("chi");  // whoever calls is the actor
  return request;
}

class RevocationRaceTest : public ::testing::Test {
 protected:
  RevocationRaceTest() {
    ledger_.Record(EventBuilder::Actor("chi").On(kToday));
    ledger_.Record(EventBuilder::Grant("chi", v1::ROLE_ADMINISTRATOR).On(kToday));
    for (int officer = 0; officer < kOfficers; ++officer)
      ledger_.Record(EventBuilder::Actor(Officer(officer)).On(kToday));
    ledger_.Record(EventBuilder::Plan("P1", "national", 2024, 1'000'000'000));
    ledger_.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 1'000'000'000));
    ledger_.Close();
    service_ = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock()).value();
    const CallsOfCaller calls_of = [this](const Caller& caller) {
      return std::make_shared<const CallsOfActor>(service_.get(), caller);
    };
    calls_ = std::make_unique<Calls>(service_.get(), calls_of);
    http_ = HttpServer::Listen(calls_.get(), "127.0.0.1:0", {}, {&access_, std::nullopt, {}, nullptr}).value();
    GrpcEntry entry;
    entry.access = &access_;
    entry.calls_of = calls_of;
    entry.hold_back = [](absl::Duration, const std::function<bool()>&) {};
    grpc_ = GrpcServer::Start(service_.get(), "127.0.0.1:0", {}, entry).value();
  }

  static AccessLimits WithoutDelay() {
    AccessLimits limits;
    limits.attempts.at_an_address = 1'000'000;
    limits.attempts.first_delay = absl::ZeroDuration();
    return limits;
  }

  IssuedToken Issue(const std::string& actor) {
    return *IssueToken(path_, {actor, "", clock_.Now() + absl::Hours(1)}, clock_.Now(), SystemRandomBytes);
  }

  // Pays at the one door, and at the other.
  Pay OverHttp(const std::string& token) {
    const auto client = std::make_shared<HttpClient>(http_->address());
    return [client, token](const std::string& key, int64_t amount) -> Told {
      const nlohmann::json body = {{"kind", "disbursement"},
                                   {"unit", "P1"},
                                   {"source", "national"},
                                   {"fiscalYear", 2024},
                                   {"amount", std::to_string(amount)},
                                   {"effective", "2024-03-05"},
                                   {"options", {{"key", key}, {"actor", "chi"}}}};
      const HttpReply reply = client->Ask(
          "POST", absl::StrCat(kCallsPath, "Record"),
          absl::StrCat("Content-Type: application/json\r\nAuthorization: Bearer ", token, "\r\n"), body.dump());
      const nlohmann::json answer = nlohmann::json::parse(reply.body, nullptr, false);
      if (reply.status != 200)
        return {0, answer.is_object() ? answer["details"][0]["debug"]["code"].get<std::string>() : reply.body};
      Sequence sequence = 0;
      EXPECT_TRUE(absl::SimpleAtoi(answer["receipt"]["sequence"].get<std::string>(), &sequence));
      return {sequence, ""};
    };
  }
  Pay OverGrpc(const std::string& token) {
    const std::shared_ptr<LedgerCalls> remote = ConnectToLedger(grpc_->address(), kPatience, {token, ""}).value();
    return [remote](const std::string& key, int64_t amount) -> Told {
      const auto answer = remote->Record(Payment(key, amount));
      if (!answer.ok()) return {0, CodeOf(answer.status())};
      return {answer->receipt().sequence(), ""};
    };
  }

  Sequence Grant(const std::string& officer, const std::string& key) {
    v1::GrantRoleRequest request;
    request.set_actor(officer);
    request.set_role("officer");
    request.add_kinds("disbursement");
    request.set_amount_max(absl::StrCat(kAmountMax));
    request.mutable_options()->set_key(key);
    return AsAdministrator().GrantRole(request).value().receipt().sequence();
  }
  Sequence Revoke(Sequence grant, const std::string& key) {
    v1::RevokeRoleRequest request;
    request.set_grant(grant);
    request.set_reason("moved");
    request.mutable_options()->set_key(key);
    return AsAdministrator().RevokeRole(request).value().receipt().sequence();
  }
  CallsOfActor AsAdministrator() { return CallsOfActor(service_.get(), {"chi"}); }

  // Pays until one of the refusals `last` comes; those of too large amounts are expected in between.
  void PayUntil(const Pay& pay, const std::set<std::string>& last, const std::string& keys, uint64_t seed,
                const std::atomic<bool>* is_over = nullptr) {
    std::mt19937_64 random(seed);
    const absl::Cleanup wake = [this] { acknowledged_.Wake(); };
    for (int count = 0; !HasFailure(); ++count) {
      const std::string key = absl::StrCat(keys, "-", count);
      const int64_t amount = 1 + static_cast<int64_t>(random() % (kAmountMax * 6 / 5));
      const bool was_over = is_over != nullptr && *is_over;
      const Told told = pay(key, amount);
      if (last.contains(told.code)) return;
      if (told.code == "authority.amount" && amount > kAmountMax) continue;
      EXPECT_EQ(told.code, "") << key;
      EXPECT_LE(amount, kAmountMax);
      EXPECT_FALSE(was_over) << key << " was sent after the revocation, and is event " << told.sequence;
      acknowledged_.Add(key, told.sequence);
    }
  }

  // The log is as it was acknowledged, and lawful.
  void CheckLog() {
    Reference reference;
    for (Sequence after = 0; after < service_->head();) {
      const auto events = service_->EventsAfter(after, 1000);
      ASSERT_THAT(events, IsOk());
      for (const v1::Event& event : events->events()) reference.Read(event);
      after += static_cast<Sequence>(events->events_size());
    }
    EXPECT_EQ(reference.payments(), acknowledged_.all());
    v1::GetBalanceRequest question;
    question.mutable_question()->set_unit("P1");
    question.mutable_question()->set_as_of("2024-12-31");
    EXPECT_EQ(service_->GetBalance(question).value().report().total().disbursed(), absl::StrCat(reference.disbursed()));
  }

  TestLedger ledger_;
  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("access");
  FakeClock clock_{absl::FromUnixSeconds(1800000000)};
  AccessControl access_{path_, &clock_, SystemRandomBytes, [](const std::string&) {}, WithoutDelay()};
  std::unique_ptr<LedgerService> service_;
  std::unique_ptr<Calls> calls_;
  std::unique_ptr<HttpServer> http_;
  std::unique_ptr<GrpcServer> grpc_;
  Acknowledged acknowledged_;
  const uint64_t first_seed_ = NumberFromEnvironment("TRANCHE_SEED", 20261127);
  const uint64_t rounds_ = NumberFromEnvironment("TRANCHE_ROUNDS", 6);
};

TEST_F(RevocationRaceTest, NothingIsPaidAfterTheRevocationOfTheRole) {
  std::vector<Sequence> grants;
  std::vector<Pay> payers;
  for (int officer = 0; officer < kOfficers; ++officer) {
    grants.push_back(Grant(Officer(officer), absl::StrCat("first-", officer)));
    const std::string token = Issue(Officer(officer)).text;
    payers.push_back(OverHttp(token));
    payers.push_back(OverGrpc(token));
  }
  for (uint64_t seed = first_seed_; seed < first_seed_ + rounds_ && !HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("TRANCHE_SEED=", seed));
    std::mt19937_64 random(seed);
    std::vector<std::thread> threads;
    for (size_t payer = 0; payer < payers.size(); ++payer)
      threads.emplace_back([&, payer, keys = absl::StrCat(seed, "-", payer), own = random()] {
        PayUntil(payers[payer], {"authority.no-grant"}, keys, own);
      });
    for (int officer = 0; officer < kOfficers; ++officer) {
      acknowledged_.AwaitCount(acknowledged_.all().size() + random() % 20);
      Revoke(grants[static_cast<size_t>(officer)], absl::StrCat("revoked-", seed, "-", officer));
    }
    for (std::thread& thread : threads) thread.join();
    for (int officer = 0; officer < kOfficers; ++officer)
      grants[static_cast<size_t>(officer)] = Grant(Officer(officer), absl::StrCat("again-", seed, "-", officer));
  }
  CheckLog();
  EXPECT_GT(acknowledged_.all().size(), 0u);
}

TEST_F(RevocationRaceTest, NothingThatIsSentAfterTheRevocationOfATokenIsPaid) {
  for (int officer = 0; officer < kOfficers; ++officer) Grant(Officer(officer), absl::StrCat("role-", officer));
  for (uint64_t seed = first_seed_; seed < first_seed_ + rounds_ && !HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("TRANCHE_SEED=", seed));
    std::mt19937_64 random(seed);
    std::vector<std::thread> threads;
    std::vector<IssuedToken> tokens;
    std::vector<std::atomic<bool>> are_revoked(kOfficers);
    for (int officer = 0; officer < kOfficers; ++officer) {
      tokens.push_back(Issue(Officer(officer)));
      const std::string token = tokens.back().text;
      for (const Pay& pay : {OverHttp(token), OverGrpc(token)}) {
        const std::string keys = absl::StrCat(seed, "-", threads.size());
        std::atomic<bool>* const is_over = &are_revoked[static_cast<size_t>(officer)];
        threads.emplace_back(
            [this, pay, keys, is_over, own = random()] { PayUntil(pay, {"access.who"}, keys, own, is_over); });
      }
    }
    for (int officer = 0; officer < kOfficers; ++officer) {
      acknowledged_.AwaitCount(acknowledged_.all().size() + random() % 20);
      ASSERT_THAT(RevokeCredential(path_, tokens[static_cast<size_t>(officer)].credential.id(), clock_.Now()), IsOk());
      are_revoked[static_cast<size_t>(officer)] = true;
    }
    for (std::thread& thread : threads) thread.join();
  }
  CheckLog();
  EXPECT_GT(acknowledged_.all().size(), 0u);
}

}  // namespace
}  // namespace tranche
