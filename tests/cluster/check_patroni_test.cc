#include "cluster/check_patroni.h"

#include <fstream>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cluster/patroni_file.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/http_get.h"
#include "tests/cluster/small_http_server.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche::cluster {
namespace {

using ::testing::HasSubstr;

// As the API of 3.0.2 and of 4.1 answers, in what is looked at.
constexpr char kStatus[] = R"({"state": "running", "role": "master", "server_version": 150014, "timeline": 2,
  "dcs_last_seen": 1732791000, "patroni": {"version": "4.1.4", "scope": "tranche", "name": "db-1"}})";
constexpr char kConfig[] = R"({"ttl": 20, "loop_wait": 2, "retry_timeout": 5, "maximum_lag_on_failover": 1048576,
  "primary_start_timeout": 0, "synchronous_mode": true, "synchronous_mode_strict": true,
  "postgresql": {"use_pg_rewind": true, "parameters": {"max_connections": 100}}})";
constexpr char kCluster[] = R"({"members": [
  {"name": "db-1", "role": "leader", "state": "running", "api_url": "{url}/one/patroni", "host": "10.0.0.1", "port": 5432},
  {"name": "db-2", "role": "sync_standby", "state": "streaming", "api_url": "{url}/two/patroni", "lag": 0}],
  "scope": "tranche"})";
constexpr char kFile[] =
    "scope: tranche\n"
    "name: db-1\n\n"
    "etcd3:\n"
    "  hosts: 10.0.0.1:2379,10.0.0.2:2379\n"
    "watchdog:\n"
    "  mode: required  # off, automatic, required\n";

class CheckPatroniTest : public ::testing::Test {
 protected:
  // `changes` are made in all that Patroni answers.
  v1::ClusterCheck CheckWith(std::vector<std::pair<std::string, std::string>> changes,
                             const std::string& file = kFile) {
    SmallHttpServer server;
    changes.emplace_back("{url}", server.url());
    const auto text = [&](const char* answer) { return absl::StrReplaceAll(answer, changes); };
    server.Answer({{"/patroni", text(kStatus)},
                   {"/config", text(kConfig)},
                   {"/cluster", text(kCluster)},
                   {"/one/patroni", text(kStatus)},
                   {"/two/patroni", text(kStatus)}});
    PatroniPlaces places = {server.url(), "", [](const std::string& url) { return HttpGet(url, absl::Seconds(20)); }};
    if (!file.empty()) {
      places.config_file = directory_.File("patroni.yml");
      std::ofstream(places.config_file) << file;
    }
    v1::ClusterCheck check;
    AddPatroni(places, &check);
    return check;
  }

  // The points that are not fine, a line each: "ttl: 20, wanted >= 30; WRONG".
  static std::string NotFine(const v1::ClusterCheck& check) {
    std::string lines;
    for (const v1::CheckedPoint& point : check.points()) {
      if (point.outcome() == v1::CHECK_OUTCOME_FINE) continue;
      EXPECT_TRUE(point.has_why()) << point.DebugString();
      absl::StrAppend(&lines, point.point(), ": ", point.found(), ", ",
                      v1::CheckOutcome_Name(point.outcome()).substr(sizeof("CHECK_OUTCOME_") - 1), "\n");
    }
    return lines;
  }

  TemporaryDirectory directory_;
};

TEST_F(CheckPatroniTest, FindsNothingWhereAllIsAsItShouldBe) {
  const v1::ClusterCheck check = CheckWith({});
  EXPECT_EQ(NotFine(check), "");
  EXPECT_EQ(check.wrong(), 0);
  EXPECT_GE(check.points_size(), 10);
}

TEST_F(CheckPatroniTest, RefusesAVersionThatLosesDataThroughEtcd3) {
  const std::pair<std::string, std::string> debian = {"4.1.4", "3.0.2"};
  const std::string both = "patroni.version: 3.0.2, etcd3, WRONG\n";
  EXPECT_EQ(NotFine(CheckWith({debian})), both + both) << "each node";
  const std::string v2 = absl::StrReplaceAll(kFile, {{"etcd3:", "etcd:"}});
  EXPECT_EQ(NotFine(CheckWith({debian}, v2)), "");
  EXPECT_EQ(NotFine(CheckWith({{"4.1.4", "3.0.3"}})), "");
  EXPECT_EQ(NotFine(CheckWith({{"4.1.4", "2.1.9"}})), absl::StrReplaceAll(both + both, {{"3.0.2", "2.1.9"}}));
  EXPECT_EQ(NotFine(CheckWith({{"4.1.4", "new"}}, v2)),
            absl::StrReplaceAll(both + both, {{"3.0.2, etcd3", "new, etcd"}}));
}

TEST_F(CheckPatroniTest, SaysWhatWasNotLookedAtWithoutTheFile) {
  EXPECT_EQ(NotFine(CheckWith({}, "")), "patroni.yml: , UNKNOWN\n");
  const v1::ClusterCheck old = CheckWith({{"4.1.4", "3.0.2"}}, "");
  EXPECT_EQ(NotFine(old), "patroni.yml: , UNKNOWN\npatroni.version: 3.0.2, WRONG\npatroni.version: 3.0.2, WRONG\n");
  EXPECT_THAT(old.points(old.points_size() - 2).why().what().text(), HasSubstr("show with --patroni-config"));
  EXPECT_EQ(NotFine(CheckWith({}, "scope: x\n")), "watchdog.mode: , ADVISED\npatroni.store: , UNKNOWN\n");
}

TEST_F(CheckPatroniTest, FindsEachSettingThatLosesData) {
  const struct {
    std::string before, after, found;
  } kBad[] = {
      {R"("synchronous_mode": true)", R"("synchronous_mode": false)", "synchronous_mode: false, WRONG\n"},
      {R"("synchronous_mode": true, )", "", "synchronous_mode: false, WRONG\n"},
      {R"("synchronous_mode_strict": true)", R"("synchronous_mode_strict": "off")",
       "synchronous_mode_strict: off, WRONG\n"},
      {R"(failover": 1048576)", R"(failover": 0)", "maximum_lag_on_failover: 0, WRONG\n"},
      {R"("retry_timeout": 5)", R"("retry_timeout": 10)", "ttl: 20, WRONG\n"},
      {R"("max_connections": 100)", R"("synchronous_commit": "off")",
       "postgresql.parameters.synchronous_commit: off, WRONG\n"},
      {R"("dcs_last_seen")", R"("pause": true, "dcs_last_seen")", "pause: true, WRONG\n"},
      {"sync_standby", "replica", "synchronous standbys: 0, WRONG\n"},
      {R"("state": "streaming")", R"("state": "stopped")", "synchronous standbys: 0, WRONG\n"},
      {R"("primary_start_timeout": 0)", R"("primary_start_timeout": 300)", "primary_start_timeout: 300, ADVISED\n"},
      {R"("use_pg_rewind": true, )", "", "use_pg_rewind: false, ADVISED\n"},
  };
  for (const auto& bad : kBad) EXPECT_EQ(NotFine(CheckWith({{bad.before, bad.after}})), bad.found);
}

TEST_F(CheckPatroniTest, KnowsTheDefaultsOfPatroniAndItsQuorum) {
  EXPECT_EQ(NotFine(CheckWith({{R"("maximum_lag_on_failover": 1048576,)", ""}})), "");
  EXPECT_EQ(NotFine(CheckWith({{R"("ttl": 20, "loop_wait": 2, "retry_timeout": 5,)", ""}})), "");
  EXPECT_EQ(NotFine(CheckWith({{R"("synchronous_mode": true)", R"("synchronous_mode": "quorum")"},
                               {"sync_standby", "quorum_standby"}})),
            "");
}

TEST_F(CheckPatroniTest, WhatDoesNotAnswerIsWrong) {
  EXPECT_THAT(NotFine(CheckWith({{"/two/patroni", "/gone"}})), "patroni: , WRONG\n");
  EXPECT_THAT(NotFine(CheckWith({{R"({"ttl")", "[] x"}})), "patroni: , WRONG\n") << "no JSON";
  v1::ClusterCheck check;
  AddPatroni({"https://db-1:8008", "", [](const std::string& url) { return HttpGet(url, absl::Seconds(20)); }}, &check);
  EXPECT_EQ(check.wrong(), 3);
}

TEST(PatroniFileTest, FindsTheStoreAndTheWatchdog) {
  const PatroniFile file =
      ParsePatroniFile("# etcd3:\r\nscope: 'x'\r\netcd:\r\n  host: a\r\nwatchdog:\r\n  mode: \"off\"\r\n");
  EXPECT_EQ(file.store, "etcd");
  EXPECT_EQ(file.watchdog, "off");
  EXPECT_EQ(ParsePatroniFile("etcd:\n  host: a\netcd3:\n  host: b\n").store, "etcd3") << "which asks for most";
  EXPECT_EQ(ParsePatroniFile("postgresql:\n  etcd3: x\n  mode: required\n").store, "");
  EXPECT_EQ(ParsePatroniFile("restapi:\n  mode: required\n").watchdog, "");
}

TEST(HttpGetTest, SaysWhyThereIsNoAnswer) {
  SmallHttpServer silent;  // which takes no connection from the kernel's queue
  const absl::Duration soon = absl::Milliseconds(300);
  EXPECT_THAT(HttpGet(silent.url(), soon), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("does not answer")));
  EXPECT_THAT(HttpGet("http://127.0.0.1:1/x", absl::Seconds(20)), StatusIs(absl::StatusCode::kUnavailable));
  for (const char* url : {"", "127.0.0.1:8008", "https://127.0.0.1", "http://", "http://:8008/"})
    EXPECT_THAT(HttpGet(url, soon), StatusIs(absl::StatusCode::kInvalidArgument)) << url;
}

}  // namespace
}  // namespace tranche::cluster
