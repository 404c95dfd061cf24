// The histories of shared_history_test in a real PostgreSQL, whose answers are not scripted.
#include "tests/support/shared_history.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "postgres/schema.h"
#include "tests/postgres/private_server.h"
#include "tests/support/environment_number.h"
#include "tests/support/test_ledger.h"

namespace tranche::postgres {
namespace {

TEST(PostgresHistoryTest, NodesTheLogAndTheOracleAgree) {
  const PrivateServer& server = PrivateServer::Shared();
  server.NewLedger();  // which makes the roles, too
  const uint64_t first = NumberFromEnvironment("TRANCHE_SEED", 1);
  const uint64_t rounds = NumberFromEnvironment("TRANCHE_ROUNDS", 4);
  int deposed = 0;
  for (uint64_t seed = first; seed < first + rounds && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("TRANCHE_SEED=", seed));
    const std::string schema = "ledger_" + TestTerms().ledger_id();
    server.Run("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
    server.Run(*SchemaSql(TestTerms().ledger_id(), 5));
    const std::unique_ptr<PostgresLog> log = server.Log(TestTerms().ledger_id());
    SharedHistory history(
        seed, 3,
        {log.get(), [&] { server.Run("UPDATE " + schema + ".lease SET expires_at = clock_timestamp()"); }, nullptr,
         nullptr});
    history.Run(100);
    EXPECT_GT(history.counts().accepted, 10);
    deposed += history.counts().deposed;
  }
  EXPECT_TRUE(deposed > 0 || rounds < 4);
}

}  // namespace
}  // namespace tranche::postgres
