// The benchmarks' own main: what they recorded is closed and removed before the program ends,
// because RocksDB does not outlive main.
#include <benchmark/benchmark.h>

#include "bench/synthetic_ledger.h"

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  tranche::ForgetRecordedLedger();
  return 0;
}
