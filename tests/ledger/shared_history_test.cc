// Random histories of nodes that share a log in memory. TRANCHE_SEED fixes the seed of the first one, TRANCHE_ROUNDS
// how many there are.
#include "tests/support/shared_history.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/support/environment_number.h"
#include "tests/support/memory_shared_log.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using Outcome = MemorySharedLog::Outcome;

// Calls that end badly, up to three, after none to two that end well.
void Upset(MemorySharedLog* log, uint64_t number) {
  std::vector<Outcome> script(number % 3, Outcome::kAnswered);
  for (number /= 3; script.size() < 5 && number % 2 == 0; number /= 10) script.push_back(Outcome(1 + number / 2 % 4));
  log->Script(std::move(script));
}

TEST(SharedHistoryTest, NodesTheLogAndTheOracleAgreeWhateverHappens) {
  const uint64_t first = NumberFromEnvironment("TRANCHE_SEED", 1);
  const uint64_t rounds = NumberFromEnvironment("TRANCHE_ROUNDS", 12);
  SharedHistory::Counts all;
  for (uint64_t seed = first; seed < first + rounds && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("TRANCHE_SEED=", seed));
    MemorySharedLog log(TestTerms().ledger_id());
    SharedHistory history(seed, 2 + static_cast<int>(seed % 2),
                          {&log, [&] { log.Expire(); }, [&](uint64_t number) { Upset(&log, number); },
                           [&](uint64_t last) { log.SetBack(last); }});
    history.Run(120);
    const SharedHistory::Counts& counts = history.counts();
    all.accepted += counts.accepted, all.refused += counts.refused, all.deposed += counts.deposed;
    all.unknown += counts.unknown, all.power_cuts += counts.power_cuts, all.set_backs += counts.set_backs;
  }
  if (rounds < 12) return;
  const int least = static_cast<int>(rounds);
  EXPECT_GT(all.accepted, 20 * least);
  EXPECT_GT(all.refused, least);
  EXPECT_GT(all.deposed, least / 2);
  EXPECT_GT(all.unknown, least / 2);
  EXPECT_GT(all.power_cuts, least);
  EXPECT_GT(all.set_backs, least / 2);
}

}  // namespace
}  // namespace tranche
