// Clients of other languages, built from proto/ alone, ask a served ledger.
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "access/access_control.h"
#include "access/credentials.h"
#include "access/secrets.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/calls.h"
#include "server/grpc_server.h"
#include "server/http_server.h"
#include "service/calls_of_actor.h"
#include "service/ledger_service.h"
#include "tests/replay/small_history.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

// What a command prints, errors included.
std::string OutputOf(const std::string& command) {
  std::string output;
  FILE* const pipe = ::popen(absl::StrCat(command, " 2>&1").c_str(), "r");
  std::array<char, 4096> bytes{};
  for (size_t read = 1; read > 0;) {
    read = std::fread(bytes.data(), 1, bytes.size(), pipe);
    output.append(bytes.data(), read);
  }
  ::pclose(pipe);
  return output;
}

// A ledger with a small history, served at both doors.
class ForeignClientsTest : public ::testing::Test {
 protected:
  ForeignClientsTest() : history_(&ledger_) {
    ledger_.Close();
    service_ = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock()).value();
    calls_ = std::make_unique<Calls>(service_.get());
    http_ = HttpServer::Listen(calls_.get(), "127.0.0.1:0").value();
    grpc_ = GrpcServer::Start(service_.get(), "127.0.0.1:0").value();
  }

  // What the client of that name in tests/server/node_clients prints; nothing where its packages are not installed.
  // more  further arguments.
  static std::optional<std::string> Node(const std::string& client, const std::string& address,
                                         const std::string& more = "") {
    const std::string folder = absl::StrCat(TRANCHE_SOURCE_DIR, "/tests/server/node_clients");
    if (!std::filesystem::exists(absl::StrCat(folder, "/node_modules/.package-lock.json"))) return std::nullopt;
    return OutputOf(absl::StrCat("node ", folder, "/", client, " ", TRANCHE_SOURCE_DIR, " ", address, " ", more));
  }

  TestLedger ledger_;
  SmallHistory history_;
  std::unique_ptr<LedgerService> service_;
  std::unique_ptr<Calls> calls_;
  std::unique_ptr<HttpServer> http_;
  std::unique_ptr<GrpcServer> grpc_;
};

constexpr char kNoPackages[] = "the npm packages of tests/server/node_clients are not installed; ./dev test does that";

TEST_F(ForeignClientsTest, PythonAsksAndIsRefusedWithTheDataOfTheRefusal) {
  if (!OutputOf("/usr/bin/python3 -c 'import grpc, google.protobuf'").empty()) {
    GTEST_SKIP() << "python3-grpcio and python3-protobuf are not installed";
  }
  EXPECT_EQ(OutputOf(absl::StrCat("/usr/bin/python3 ", TRANCHE_SOURCE_DIR, "/tests/server/python_client.py ",
                                  TRANCHE_SOURCE_DIR, " ", grpc_->address())),
            "disbursed 26\nplans 2\nrefused INVALID_ARGUMENT name.unknown\n");
}

TEST_F(ForeignClientsTest, NodeAsksAndRecordsByGrpc) {
  const std::optional<std::string> printed = Node("grpc_client.mjs", grpc_->address());
  if (!printed) GTEST_SKIP() << kNoPackages;
  EXPECT_EQ(*printed, "disbursed 26\nrecorded once\nplans 2\nrefused INVALID_ARGUMENT name.unknown\n");
}

TEST_F(ForeignClientsTest, NodeAsksAndRecordsByConnectInBothEncodings) {
  const std::optional<std::string> printed = Node("connect_client.mjs", absl::StrCat("http://", http_->address()));
  if (!printed) GTEST_SKIP() << kNoPackages;
  const std::string once = "plan 100\nrecorded once\nplans 2\nrefused InvalidArgument name.unknown\n";
  EXPECT_EQ(*printed, once + once);
}

TEST_F(ForeignClientsTest, NodeAsksAndRecordsAsTheDescriptionInOpenApiSays) {
  const std::optional<std::string> printed = Node("openapi_client.mjs", absl::StrCat("http://", http_->address()));
  if (!printed) GTEST_SKIP() << kNoPackages;
  EXPECT_EQ(*printed,
            "openapi 3.1\n"
            "GetBalance request as described\nGetBalance 200 as described\n"
            "GetBalanceByAddress 200 as described\n"
            "Record request as described\nRecord 200 as described\n"
            "GetBalance request as described\nGetBalance 400 as described\n"
            "refused name.unknown\n"
            "a wrong field is data must NOT have additional properties\n"
            "readyz 200 as described\n");
}

TEST_F(ForeignClientsTest, NodeShowsWhoItIsAsTheDescriptionInOpenApiSays) {
  const TemporaryDirectory directory;
  FakeClock clock{absl::FromUnixSeconds(1800000000)};
  const auto issued =
      IssueToken(directory.File("access"), {"lan", "", clock.Now() + absl::Hours(1)}, clock.Now(), SystemRandomBytes);
  ASSERT_TRUE(issued.ok());
  AccessControl access(directory.File("access"), &clock, SystemRandomBytes, [](const std::string&) {});
  const Calls calls(service_.get(), [this](const Caller& caller) {
    return std::make_shared<const CallsOfActor>(service_.get(), caller);
  });
  const auto server = HttpServer::Listen(&calls, "127.0.0.1:0", {}, {&access});
  ASSERT_TRUE(server.ok());
  const std::optional<std::string> printed =
      Node("openapi_client.mjs", absl::StrCat("http://", (*server)->address()), issued->text);
  if (!printed) GTEST_SKIP() << kNoPackages;
  EXPECT_EQ(*printed,
            "openapi 3.1\n"
            "shown by token or session\n"
            "described true\n"
            "GetLedger request as described\nGetLedger 401 as described\n"
            "GetLedger request as described\nGetLedger 403 as described\n"
            "checkpoint 403 as described\n"
            "session 200 as described\n"
            "readyz 200 as described\n");
}

}  // namespace
}  // namespace tranche
