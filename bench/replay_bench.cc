// Replay, rebuild and verify of one ledger, each compared with merely reading and parsing the
// same log.
//
//   BM_Replay/events:N   replay into balances, and scan + parse, on one thread and on two
//   BM_ReplayRebuild     rebuild, compared with PostgreSQL's and SQLite's rebuild of a daily
//                        projection
//   BM_ReplayVerify      verify, compared with scan + parse + SHA-256 of every event, on two
//                        threads
#include <benchmark/benchmark.h>
#include <openssl/evp.h>

#include <array>

#include "bench/interleaved.h"
#include "bench/peer_events.h"
#include "bench/peers/peers.h"
#include "bench/synthetic_ledger.h"
#include "events/check.h"
#include "log/log_readers.h"
#include "replay/rebuild.h"
#include "replay/replay.h"
#include "replay/verify/verify.h"

namespace tranche {
namespace {

SyntheticLedger& Recorded(const benchmark::State& state) {
  SyntheticOptions options;
  options.events = static_cast<uint64_t>(state.range(0));
  options.seed = 7;
  return RecordedLedger(options);
}

// Scans and parses the whole log, partitioned among threads; `each` is called with what was
// read.
void Scan(const Ledger& ledger, int threads, const std::function<void(absl::string_view bytes)>& each) {
  std::vector<std::thread> running;
  const Sequence head = ledger.head();
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&, i] {
      const absl::Status visited = ledger.log().Visit(head * i / threads + 1, head * (i + 1) / threads,
                                                      [&](const v1::Event&, absl::string_view bytes) {
                                                        each(bytes);
                                                        return absl::OkStatus();
                                                      });
      TRANCHE_CHECK(visited.ok(), visited.ToString());
    });
  }
  for (std::thread& thread : running) thread.join();
}

void Ignore(absl::string_view bytes) { benchmark::DoNotOptimize(bytes.data()); }

void Hash(absl::string_view bytes) {
  thread_local EVP_MD_CTX* const context = EVP_MD_CTX_new();
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  TRANCHE_CHECK(EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1 &&
                    EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1 &&
                    EVP_DigestFinal_ex(context, digest.data(), &size) == 1,
                "SHA-256 failed");
  benchmark::DoNotOptimize(digest);
}

void BM_Replay(benchmark::State& state) {
  const Ledger& ledger = Recorded(state).ledger();
  const auto items = static_cast<int64_t>(ledger.head());
  const auto replay = [&](size_t threads) {
    const auto replayed = Replay(ledger.View(), ledger.head(), nullptr, nullptr, threads);
    TRANCHE_CHECK(replayed.ok() && replayed->counts.events() == ledger.head(), "replay failed");
    const absl::Status visited = replayed->balances->Visit([](const BudgetLine& line, Measure, AmountSum amount) {
      benchmark::DoNotOptimize(line.unit.data());
      benchmark::DoNotOptimize(amount);
      return absl::OkStatus();
    });
    TRANCHE_CHECK(visited.ok(), visited.ToString());
  };
  RunInterleaved({{"ours_2", items, nullptr, [&] { replay(2); }},
                  {"ours_1", items, nullptr, [&] { replay(1); }},
                  {"scan_2", items, nullptr, [&] { Scan(ledger, 2, Ignore); }},
                  {"scan_1", items, nullptr, [&] { Scan(ledger, 1, Ignore); }}},
                 state);
}

void BM_ReplayRebuild(benchmark::State& state) {
  SyntheticLedger& synthetic = Recorded(state);
  const auto items = static_cast<int64_t>(synthetic.ledger().head());
  BenchDirectory directory;
  const std::vector<std::unique_ptr<Peer>> peers = MakePeers(directory.path());
  PeerEvents source(&synthetic.ledger());
  source.LoadInto(peers);
  synthetic.Close();
  std::vector<Contender> contenders = {{"ours", items, nullptr, [&] {
                                          const auto report = Rebuild(synthetic.directory(), nullptr);
                                          TRANCHE_CHECK(report.ok() && report->rows_different() == 0, "rebuild failed");
                                        }}};
  for (const auto& peer : peers)
    contenders.push_back({peer->name(), items, nullptr,
                          [&peer] { TRANCHE_CHECK(peer->Rebuild().ok(), peer->name(), " does not rebuild"); }});
  RunInterleaved(contenders, state);
  synthetic.Reopen();
}

void BM_ReplayVerify(benchmark::State& state) {
  SyntheticLedger& synthetic = Recorded(state);
  const Ledger& ledger = synthetic.ledger();
  const auto items = static_cast<int64_t>(ledger.head());
  const auto verify = [&] {
    const auto report = Verify(synthetic.directory(), nullptr);
    TRANCHE_CHECK(report.ok() && report->findings().empty(), "verify found something");
  };
  RunInterleaved({{"ours", items, nullptr, verify},
                  {"scan_hash_2", items, nullptr, [&] { Scan(ledger, 2, Hash); }},
                  {"scan_hash_1", items, nullptr, [&] { Scan(ledger, 1, Hash); }}},
                 state);
}

BENCHMARK(BM_Replay)->ArgName("events")->Arg(1'000'000)->UseManualTime()->Iterations(9)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_ReplayRebuild)
    ->ArgName("events")
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Iterations(5)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(BM_ReplayVerify)
    ->ArgName("events")
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Iterations(5)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tranche
