// Replay, rebuild and verify of one ledger, each compared with merely reading and parsing the
// same log.
//
//   BM_Replay/events:N   replay into balances, and scan + parse, on one thread and on two
//   BM_ReplayPeers       the same, on two threads, compared with PostgreSQL's and SQLite's rebuild of a daily
//   projection BM_ReplayRebuild     rebuild of an index with nothing to replace, compared with the same BM_ReplayVerify
//   verify, compared with scan + parse + SHA-256 of every event, on two threads: of the log as it
//                        is, and of one row an event (rows_hash), which stays the same whatever the log becomes
#include <benchmark/benchmark.h>
#include <openssl/evp.h>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/interleaved.h"
#include "bench/peer_events.h"
#include "bench/peers/peers.h"
#include "bench/raw_database.h"
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

// Calls `each` with the ends, both included, of as many parts of the log as there are threads, each on its own.
void InParts(Sequence head, int threads, const std::function<void(Sequence first, Sequence last)>& each) {
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i)
    running.emplace_back([&, i] { each(head * i / threads + 1, head * (i + 1) / threads); });
  for (std::thread& thread : running) thread.join();
}

// Scans and parses the whole log; `each` is called with what was read.
void Scan(const Ledger& ledger, int threads, const std::function<void(absl::string_view bytes)>& each) {
  InParts(ledger.head(), threads, [&](Sequence first, Sequence last) {
    const absl::Status visited = ledger.log().Visit(first, last, [&](const v1::Event&, absl::string_view bytes) {
      each(bytes);
      return absl::OkStatus();
    });
    TRANCHE_CHECK(visited.ok(), visited.ToString());
  });
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

// Folds the log into the balance of every line, and visits each.
void ReplayAll(const Ledger& ledger, size_t threads) {
  const auto replayed = Replay(ledger.View(), ledger.head(), nullptr, nullptr, threads);
  TRANCHE_CHECK(replayed.ok() && replayed->counts.events() == ledger.head(), "replay failed");
  const absl::Status visited = replayed->balances->Visit([](const BudgetLine& line, Measure, AmountSum amount) {
    benchmark::DoNotOptimize(line.unit.data());
    benchmark::DoNotOptimize(amount);
    return absl::OkStatus();
  });
  TRANCHE_CHECK(visited.ok(), visited.ToString());
}

void BM_Replay(benchmark::State& state) {
  const Ledger& ledger = Recorded(state).ledger();
  const auto items = static_cast<int64_t>(ledger.head());
  RunInterleaved({{"ours_2", items, nullptr, [&] { ReplayAll(ledger, 2); }},
                  {"ours_1", items, nullptr, [&] { ReplayAll(ledger, 1); }},
                  {"scan_2", items, nullptr, [&] { Scan(ledger, 2, Ignore); }},
                  {"scan_1", items, nullptr, [&] { Scan(ledger, 1, Ignore); }}},
                 state);
}

void CompareWithPeers(SyntheticLedger& synthetic, const Contender& ours, benchmark::State& state) {
  BenchDirectory directory;
  const std::vector<std::unique_ptr<Peer>> peers = MakePeers(directory.path());
  PeerEvents source(&synthetic.ledger());
  source.LoadInto(peers);
  std::vector<Contender> contenders = {ours};
  for (const auto& peer : peers)
    contenders.push_back({peer->name(), ours.items, nullptr,
                          [&peer] { TRANCHE_CHECK(peer->Rebuild().ok(), peer->name(), " does not rebuild"); }});
  RunInterleaved(contenders, state);
}

void BM_ReplayPeers(benchmark::State& state) {
  SyntheticLedger& synthetic = Recorded(state);
  CompareWithPeers(synthetic, {"ours", state.range(0), nullptr, [&] { ReplayAll(synthetic.ledger(), 2); }}, state);
}

void BM_ReplayRebuild(benchmark::State& state) {
  SyntheticLedger& synthetic = Recorded(state);
  const auto rebuild = [&] {
    const auto report = Rebuild(synthetic.directory(), nullptr);
    TRANCHE_CHECK(report.ok() && report->rows_different() == 0, "rebuild failed");
  };
  CompareWithPeers(synthetic, {"ours", state.range(0), [&] { synthetic.Close(); }, rebuild}, state);
  synthetic.Reopen();
}

// Each event of the log in a row of its own.
void CopyTo(RawDatabase* rows, const Ledger& ledger) {
  constexpr size_t kRowsAtOnce = 10'000;
  std::vector<std::string> values;
  Sequence next = 1;
  const auto put = [&] {
    rows->Put(next, values);
    next += values.size();
    values.clear();
  };
  const absl::Status visited = ledger.log().Visit(1, ledger.head(), [&](const v1::Event&, absl::string_view bytes) {
    values.emplace_back(bytes);
    if (values.size() == kRowsAtOnce) put();
    return absl::OkStatus();
  });
  TRANCHE_CHECK(visited.ok(), visited.ToString());
  put();
}

void BM_ReplayVerify(benchmark::State& state) {
  SyntheticLedger& synthetic = Recorded(state);
  const Ledger& ledger = synthetic.ledger();
  const Sequence head = ledger.head();
  const auto items = static_cast<int64_t>(head);
  BenchDirectory directory;
  RawDatabase rows(directory.path());
  CopyTo(&rows, ledger);
  const auto verify = [&] {
    const auto report = Verify(synthetic.directory(), nullptr);
    TRANCHE_CHECK(report.ok() && report->findings().empty(), "verify found something");
  };
  const auto scan_rows = [&] {
    InParts(head, 2, [&](Sequence first, Sequence last) {
      v1::Event event;
      rows.Visit(first, last, [&](absl::string_view bytes) {
        TRANCHE_CHECK(event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())), "no event");
        Hash(bytes);
      });
    });
  };
  RunInterleaved({{"ours", items, nullptr, verify},
                  {"rows_hash_2", items, nullptr, scan_rows},
                  {"scan_hash_2", items, nullptr, [&] { Scan(ledger, 2, Hash); }},
                  {"scan_hash_1", items, nullptr, [&] { Scan(ledger, 1, Hash); }}},
                 state);
}

BENCHMARK(BM_Replay)->ArgName("events")->Arg(1'000'000)->UseManualTime()->Iterations(9)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_ReplayPeers)
    ->ArgName("events")
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Iterations(7)
    ->Unit(benchmark::kMillisecond);
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
