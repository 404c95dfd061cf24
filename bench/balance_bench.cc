// What it measures: BM_Balance/events:N, the balance of one province of a ledger with N
// events, as of a day in the middle and as known halfway.
#include <benchmark/benchmark.h>

#include "bench/synthetic_history.h"
#include "ledger/check.h"
#include "projections/balances.h"

namespace tranche {
namespace {

void BM_Balance(benchmark::State& state) {
  SyntheticLedger synthetic;
  for (int64_t written = 0; written < state.range(0); written += 1000) {
    const auto receipts = synthetic.ledger().Append(synthetic.NextCommands(1000));
    TRANCHE_CHECK(receipts.ok(), receipts.status().ToString());
  }
  Question question;
  question.unit = "P7";
  question.fiscal_year = 2023;
  question.as_of = CivilDate::Parse("2023-06-30").value();
  question.boundaries = question.as_of;
  question.known_at = synthetic.ledger().head() / 2;
  for (auto _ : state) {
    const auto report = Balance(synthetic.ledger(), question, {});
    TRANCHE_CHECK(report.ok(), report.status().ToString());
    benchmark::DoNotOptimize(report->total().executed());
  }
}

BENCHMARK(BM_Balance)->ArgName("events")->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace tranche
