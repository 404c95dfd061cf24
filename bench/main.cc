// The benchmarks' own main: closes and removes recorded ledgers before main returns, because
// RocksDB does not survive static destruction.
#include <benchmark/benchmark.h>

#include "bench/synthetic_ledger.h"

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  tranche::ForgetRecordedLedger();
  return 0;
}
