// What it measures, on the same bytes and at the same durability (one fsync a batch):
//   BM_RawAppend/batch:N  the rows of the events put into the database as they are
//   BM_Append/batch:N     the same events through Ledger::Append
// The ratio of the two is what deciding, guarding and indexing cost.
#include <benchmark/benchmark.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "bench/synthetic_history.h"
#include "ledger/check.h"
#include "ledger/event_log.h"

namespace tranche {
namespace {

void BM_Append(benchmark::State& state) {
  SyntheticLedger synthetic;
  for (auto _ : state) {
    state.PauseTiming();
    const std::vector<v1::Event> commands = synthetic.NextCommands(state.range(0));
    state.ResumeTiming();
    const auto receipts = synthetic.ledger().Append(commands);
    TRANCHE_CHECK(receipts.ok(), receipts.status().ToString());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void BM_RawAppend(benchmark::State& state) {
  SyntheticLedger synthetic;
  Sequence sequence = synthetic.ledger().head();
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<v1::Event> events = synthetic.NextCommands(state.range(0));
    for (v1::Event& event : events) {
      event.set_sequence(++sequence);
      SetRecordedAt(absl::FromUnixSeconds(1'800'000'000), &event);
    }
    state.ResumeTiming();
    storage::Batch batch = synthetic.ledger().database().NewBatch();
    for (const v1::Event& event : events) EventLog::Stage(event, &batch);
    const absl::Status written = synthetic.ledger().database().Write(batch);
    TRANCHE_CHECK(written.ok(), written.ToString());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(BM_RawAppend)->ArgName("batch")->Arg(1)->Arg(1000)->UseRealTime();
BENCHMARK(BM_Append)->ArgName("batch")->Arg(1)->Arg(1000)->UseRealTime();

}  // namespace
}  // namespace tranche
