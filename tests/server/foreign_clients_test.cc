// Clients of other languages, built from proto/ alone, ask a served ledger.
#include <array>
#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/grpc_server.h"
#include "service/ledger_service.h"
#include "tests/replay/small_history.h"

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

TEST(ForeignClientsTest, PythonAsksAndIsRefusedWithTheDataOfTheRefusal) {
  if (!OutputOf("/usr/bin/python3 -c 'import grpc, google.protobuf'").empty()) {
    GTEST_SKIP() << "python3-grpcio and python3-protobuf are not installed";
  }
  TestLedger ledger;
  const SmallHistory history(&ledger);
  ledger.Close();
  const auto service = LedgerService::Open(ledger.directory(), Ledger::Access::kReadOnly, &ledger.clock()).value();
  const auto server = GrpcServer::Start(service.get(), "127.0.0.1:0").value();
  EXPECT_EQ(OutputOf(absl::StrCat("/usr/bin/python3 ", TRANCHE_SOURCE_DIR, "/tests/server/python_client.py ",
                                  TRANCHE_SOURCE_DIR, " ", server->address())),
            "disbursed 26\nplans 2\nrefused INVALID_ARGUMENT name.unknown\n");
}

}  // namespace
}  // namespace tranche
