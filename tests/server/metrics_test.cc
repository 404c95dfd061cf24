#include "server/metrics.h"

#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "proof/key_file.h"
#include "server/calls.h"
#include "server/grpc_server.h"
#include "server/http_server.h"
#include "server/remote_ledger.h"
#include "server/server_watch.h"
#include "service/keys.h"
#include "service/ledger_service.h"
#include "service/timed_log.h"
#include "tests/replay/small_history.h"
#include "tests/server/http_client.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Exchange Refused(const std::string& code) {
  Exchange exchange;
  exchange.call = "Record";
  exchange.work = WorkKind::kRecording;
  exchange.code = code;
  return exchange;
}

TEST(ServerMetricsTest, SaysOfACopyWhatItsNodeDoes) {
  ServerMetrics metrics;
  EXPECT_THAT(metrics.Text({7}), Not(HasSubstr("\ntranche_decides ")));
  ServerMetrics::CopyFacts facts;
  facts.log_head = 9;
  facts.heard_at = absl::FromUnixMillis(1'700'000'000'500);
  facts.decides = true;
  facts.takeovers = 2;
  facts.clock_ahead = absl::Milliseconds(-250);
  facts.appended = 5;
  facts.unknown = 1;
  metrics.ObserveCopy([&] { return facts; });
  EXPECT_THAT(metrics.Text({7}),
              AllOf(HasSubstr("tranche_log_head 9\n"), HasSubstr("tranche_log_lag_events 2\n"),
                    HasSubstr("tranche_log_heard_timestamp_seconds 1700000000.5\n"), HasSubstr("tranche_decides 1\n"),
                    HasSubstr("tranche_takeovers_total 2\n"), HasSubstr("tranche_clock_ahead_seconds -0.25\n"),
                    HasSubstr("tranche_log_appends_total{outcome=\"appended\"} 5\n"),
                    HasSubstr("tranche_log_appends_total{outcome=\"unknown\"} 1\n")));
  facts.decides = false;
  facts.appended = 6;
  EXPECT_THAT(metrics.Text({12}), AllOf(HasSubstr("tranche_log_lag_events 0\n"), HasSubstr("tranche_decides 0\n"),
                                        HasSubstr("tranche_log_appends_total{outcome=\"appended\"} 6\n")));
}

TEST(ServerMetricsTest, MeasuresEachCallAtItsDoorAndEachAppend) {
  ServerMetrics metrics;
  Exchange balance;
  balance.door = Door::kGrpc;
  balance.work = WorkKind::kAsking;
  balance.call = "GetBalance";
  balance.duration = absl::Milliseconds(30);
  balance.received_bytes = 12;
  balance.sent_bytes = 345;
  metrics.Begun(balance.door, balance.work);
  metrics.Done(balance);
  metrics.Appended(3, absl::Milliseconds(2), true);
  metrics.Appended(1, absl::Milliseconds(2), false);
  EXPECT_THAT(
      metrics.Text({7, 5, absl::FromUnixSeconds(1'700'000'000)}),
      AllOf(HasSubstr("# TYPE tranche_call_seconds histogram\n"),
            HasSubstr("tranche_call_seconds_bucket{call=\"GetBalance\",door=\"grpc\",le=\"0.025\"} 0\n"),
            HasSubstr("tranche_call_seconds_bucket{call=\"GetBalance\",door=\"grpc\",le=\"0.05\"} 1\n"),
            HasSubstr("tranche_received_bytes_total{door=\"grpc\"} 12\n"),
            HasSubstr("tranche_sent_bytes_total{door=\"grpc\"} 345\n"), HasSubstr("tranche_appended_events_total 3\n"),
            HasSubstr("tranche_append_seconds_count 1\n"), HasSubstr("tranche_failed_appends_total 1\n"),
            HasSubstr("tranche_head 7\n"), HasSubstr("tranche_checkpoint_size 5\n"),
            HasSubstr("tranche_checkpoint_timestamp_seconds 1700000000\n")));
}

TEST(ServerMetricsTest, CountsWhatIsInFlightUntilItIsDone) {
  ServerMetrics metrics;
  const std::string line = "tranche_in_flight{door=\"http\",work=\"recording\"}";
  metrics.Begun(Door::kHttp, WorkKind::kRecording);
  metrics.Begun(Door::kHttp, WorkKind::kRecording);
  EXPECT_THAT(metrics.Text({}), HasSubstr(line + " 2\n"));
  metrics.Done(Refused("guard.paid-out"));
  EXPECT_THAT(metrics.Text({}), HasSubstr(line + " 1\n"));
}

TEST(ServerMetricsTest, HasABoundedNumberOfSeriesWhateverTheCodesAre) {
  ServerMetrics metrics;
  for (int i = 0; i < 1000; ++i) metrics.Done(Refused(absl::StrCat("code.", i)));
  EXPECT_THAT(metrics.Text({}), AllOf(HasSubstr("{code=\"code.0\",door=\"http\"} 1\n"),
                                      HasSubstr("{code=\"other\",door=\"http\"} 488\n"), Not(HasSubstr("code.999"))));
}

TEST(ServerMetricsTest, CountsFailedEntriesByReasonWhereCallersAreAsked) {
  ServerMetrics metrics;
  EXPECT_THAT(metrics.Text({}), Not(HasSubstr("tranche_failed_entries_total{")));
  ServerMetrics::Facts facts;
  facts.failed_entries = {3, 1};
  metrics.Text(facts);
  facts.failed_entries = {5, 1};
  EXPECT_THAT(metrics.Text(facts), AllOf(HasSubstr("tranche_failed_entries_total{reason=\"unknown\"} 5\n"),
                                         HasSubstr("tranche_failed_entries_total{reason=\"too-many\"} 1\n")));
}

// A ledger that is served at both doors, watched.
class ServedMetricsTest : public ::testing::Test {
 protected:
  ServedMetricsTest() : history_(&ledger_) {
    ledger_.Close();
    v1::GenerateKeyRequest key;
    key.set_file(LedgerKeyPath(ledger_.directory()));
    EXPECT_TRUE(GenerateKey(key).ok());
    const auto measure = [this](const TimedAppend& append) {
      watch_.metrics().Appended(append.events, append.duration, append.status.ok());
    };
    service_ =
        LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock(), TimingAppends({}, measure))
            .value();
    calls_ = std::make_unique<Calls>(service_.get());
    http_ = HttpServer::Listen(calls_.get(), "127.0.0.1:0", {}, {nullptr, std::nullopt, {}, &watch_}).value();
    grpc_ = GrpcServer::Start(service_.get(), "127.0.0.1:0", {}, {nullptr, nullptr, std::nullopt, &watch_}).value();
  }

  std::string Metrics() { return HttpClient(http_->address()).Ask("GET", "/metrics").body; }

  TestLedger ledger_;
  SmallHistory history_;
  ServerWatch watch_;
  std::unique_ptr<LedgerService> service_;
  std::unique_ptr<Calls> calls_;
  std::unique_ptr<HttpServer> http_;
  std::unique_ptr<GrpcServer> grpc_;
};

TEST_F(ServedMetricsTest, CountsCallsRefusalsAndEventsOfBothDoors) {
  HttpClient client(http_->address());
  const std::string payment =
      R"({"kind": "disbursement", "unit": "P1", "source": "national", "area": "fairs", "fiscalYear": 2024, )"
      R"("amount": "1", "effective": "2024-03-05", "options": {"actor": "test", "key": "1"}})";
  ASSERT_EQ(client.Call("Record", payment).status, 200);
  ASSERT_EQ(client.Call("GetBalance", R"({"question": {"unit": "nowhere"}})").status, 400);
  ASSERT_TRUE(ConnectToLedger(grpc_->address(), absl::Minutes(1)).value()->GetStatus({}).ok());
  const uint64_t head = service_->head();
  EXPECT_THAT(Metrics(),
              AllOf(HasSubstr("tranche_call_seconds_count{call=\"Record\",door=\"http\"} 1\n"),
                    HasSubstr("tranche_call_seconds_count{call=\"GetStatus\",door=\"grpc\"} 1\n"),
                    HasSubstr("tranche_refusals_total{code=\"name.unknown\",door=\"http\"} 1\n"),
                    HasSubstr("tranche_appended_events_total 1\n"),
                    HasSubstr(absl::StrCat("tranche_head ", head, "\n")), HasSubstr("tranche_http_connections 2\n"),
                    HasSubstr("tranche_in_flight{door=\"http\",work=\"recording\"} 0\n"),
                    HasSubstr("tranche_in_flight{door=\"http\",work=\"upkeep\"} 1\n")));
}

TEST_F(ServedMetricsTest, HasNoTextOfACallerInIt) {
  HttpClient client(http_->address());
  client.Call("NoSuchCallOfMine", "{}");
  client.Ask("GET", "/my-secret-path?token=1");
  client.Call("GetBalance", R"({"question": {"unit": "my-secret-unit"}})");
  EXPECT_THAT(Metrics(), AllOf(HasSubstr("tranche_call_seconds_count{call=\"other\",door=\"http\"} 2\n"),
                               Not(HasSubstr("secret")), Not(HasSubstr("NoSuchCallOfMine"))));
}

TEST_F(ServedMetricsTest, SaysHowOldTheNewestCheckpointIs) {
  EXPECT_THAT(Metrics(), Not(HasSubstr("tranche_checkpoint_size ")));
  ASSERT_EQ(HttpClient(http_->address()).Call("PublishCheckpoint", R"({"actor": "test"})").status, 200);
  const uint64_t head = service_->head();
  EXPECT_THAT(Metrics(), AllOf(HasSubstr(absl::StrCat("tranche_checkpoint_size ", head, "\n")),
                               HasSubstr(absl::StrCat("tranche_checkpoint_timestamp_seconds ",
                                                      absl::ToUnixSeconds(ledger_.clock().Now()), "\n"))));
}

TEST_F(ServedMetricsTest, AnswersAsPrometheusReads) {
  const HttpReply reply = HttpClient(http_->address()).Ask("GET", "/metrics");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers.at("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(HttpClient(http_->address()).Ask("POST", "/metrics").status, 405);
}

}  // namespace
}  // namespace tranche
