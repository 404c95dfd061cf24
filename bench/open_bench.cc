// BM_Open/events:N: opening a ledger for writing and for reading, compared with
// opening raw RocksDB on the same files. The first question of the process is timed
// too.
#include <benchmark/benchmark.h>

#include "bench/interleaved.h"
#include "bench/synthetic_ledger.h"
#include "events/check.h"

namespace tranche {
namespace {

void BM_Open(benchmark::State& state) {
  SyntheticOptions options;
  options.events = static_cast<uint64_t>(state.range(0));
  options.seed = 7;
  SyntheticLedger& synthetic = RecordedLedger(options);
  SystemClock clock;
  synthetic.Close();
  const auto open = [&](Ledger::Access access) {
    const auto ledger = Ledger::Open(synthetic.directory(), access, &clock);
    TRANCHE_CHECK(ledger.ok(), ledger.status().ToString());
  };
  const auto raw = [&] {
    const auto database =
        storage::Database::Open(synthetic.directory() + "/rocksdb", storage::Database::Mode::kReadOnly);
    TRANCHE_CHECK(database.ok(), database.status().ToString());
  };
  RunInterleaved({{"write", 1, nullptr, [&] { open(Ledger::Access::kWrite); }},
                  {"read", 1, nullptr, [&] { open(Ledger::Access::kReadOnly); }},
                  {"raw_read", 1, nullptr, raw}},
                 state);
  synthetic.Reopen();
}

BENCHMARK(BM_Open)
    ->ArgName("events")
    ->Arg(10'000)
    ->Arg(1'000'000)
    ->Arg(10'000'000)
    ->UseManualTime()
    ->Iterations(9)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tranche
