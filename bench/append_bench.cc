// Durable appends through the public API, compared with raw RocksDB puts of the same bytes and with the peers doing the
// same job. One iteration is a round in which each contender runs once; ratio_X is our rate divided by that of X.
//
//   BM_Append/batch:N             one caller, one batch after the other, each durable before the next
//   BM_AppendBytes/batch:N        the same, of commands that are serialized already
//   BM_AppendStream/batch:N       as BM_Append, deciding on the next batch while the last is written
//   BM_AppendBytesStream/batch:N  the same, of commands that are serialized already
//   BM_AppendThreads/N            callers with one event each
//   BM_AppendLate/batch:N         entries up to ten years late, compared with entries of today
//   BM_AppendPeers/batch:N        as BM_AppendBytes, compared with SQLite and PostgreSQL, each after a million events
//   BM_AppendStreamPeers/batch:N  as BM_AppendBytesStream, compared with them
//
// All of one caller but BM_AppendLate also print the processor time of one event in microseconds, which other load on
// the machine does not spoil: of the calling thread, and of the whole process with its background work.
#include <benchmark/benchmark.h>
#include <time.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/interleaved.h"
#include "bench/peer_events.h"
#include "bench/peers/peers.h"
#include "bench/raw_database.h"
#include "bench/synthetic_ledger.h"
#include "events/check.h"
#include "events/instant.h"
#include "ledger/append_stream.h"
#include "log/event_bytes.h"
#include "projections/index/index_rows.h"

namespace tranche {
namespace {

// Events before the first round.
constexpr Sequence kHistory = 200'000;
constexpr Sequence kHistoryBesidePeers = 1'000'000;
constexpr uint64_t kPeerEventsARound = 10'000;

SyntheticOptions Options(uint64_t batch) {
  SyntheticOptions options;
  options.events = 100'000'000;
  options.seed = 1;
  options.commands_at_once = std::max<uint64_t>(batch, 1000);
  return options;
}

using Steady = std::chrono::steady_clock;

double Since(Steady::time_point begin) { return std::chrono::duration<double>(Steady::now() - begin).count(); }

double SecondsOf(clockid_t clock) {
  timespec now = {};
  TRANCHE_CHECK(::clock_gettime(clock, &now) == 0, "no clock ", clock);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// Wall and processor time of the parts of a run that are measured.
class Meter {
 public:
  void Begin() {
    wall_ = Steady::now();
    caller_ -= SecondsOf(CLOCK_THREAD_CPUTIME_ID);
    process_ -= SecondsOf(CLOCK_PROCESS_CPUTIME_ID);
  }
  // Returns the seconds since Begin, in which so many events were appended.
  double End(uint64_t events) {
    const double seconds = Since(wall_);
    caller_ += SecondsOf(CLOCK_THREAD_CPUTIME_ID);
    process_ += SecondsOf(CLOCK_PROCESS_CPUTIME_ID);
    events_ += static_cast<double>(events);
    return seconds;
  }
  void Report(benchmark::State& state) const {
    state.counters["caller_us"] = caller_ / events_ * 1e6;
    state.counters["process_us"] = process_ / events_ * 1e6;
  }

 private:
  Steady::time_point wall_;
  double caller_ = 0;
  double process_ = 0;
  double events_ = 0;
};

EventBytes Serialized(const std::vector<v1::Event>& commands) {
  EventBytes bytes;
  for (const v1::Event& command : commands) bytes.Add(command);
  return bytes;
}

// The bytes that the log stores for each, from the sequence `*next` on.
std::vector<std::string> BytesOf(const std::vector<v1::Event>& commands, Sequence* next) {
  std::vector<std::string> bytes;
  for (v1::Event event : commands) {
    event.set_sequence((*next)++);
    SetRecordedAt(absl::FromUnixSeconds(1'700'000'000), &event);
    bytes.push_back(event.SerializeAsString());
  }
  return bytes;
}

// The batches of one round, and the bytes stored for them.
struct Work {
  std::vector<std::vector<v1::Event>> batches;
  std::vector<EventBytes> serialized;  // the same
  std::vector<std::vector<std::string>> bytes;
  Sequence first = 0;
};

// Waits, so that background flushes and compactions of one turn do not slow the next one.
void Settle() { absl::SleepFor(absl::Milliseconds(600)); }

class AppendRounds {
 public:
  explicit AppendRounds(uint64_t batch, Sequence history = kHistory) : AppendRounds(batch, Options(batch), history) {}
  AppendRounds(uint64_t batch, const SyntheticOptions& options, Sequence history = kHistory)
      : batch_(batch), synthetic_(options), raw_(raw_directory_.path()) {
    synthetic_.RecordTo(history);
    round_ = batch == 1 ? 500 : (kEpochEvents + batch - 1) / batch;  // each round completes an epoch
  }

  int64_t events() const { return static_cast<int64_t>(round_ * batch_); }
  Ledger& ledger() { return synthetic_.ledger(); }

  void Prepare() {
    work_ = Work();
    work_.first = ledger().head() + 1;
    Sequence next = work_.first;
    for (uint64_t i = 0; i < round_; ++i) {
      work_.batches.push_back(synthetic_.Next(batch_));
      work_.serialized.push_back(Serialized(work_.batches.back()));
      work_.bytes.push_back(BytesOf(work_.batches.back(), &next));
    }
    Settle();
  }

  // Each batch is built right before it is appended, as callers do, and only the append is timed. Destroying the
  // receipts is not timed.
  double Append() {
    return AppendEach([this](std::vector<v1::Event> commands) {
      meter_.Begin();
      const auto receipts = ledger().Append(std::move(commands));
      const double seconds = meter_.End(batch_);
      TRANCHE_CHECK(receipts.ok(), receipts.status().ToString());
      return seconds;
    });
  }

  // The same, serialized by their caller before.
  double AppendBytes() {
    return AppendEach([this](const std::vector<v1::Event>& commands) {
      const EventBytes bytes = Serialized(commands);
      meter_.Begin();
      const auto receipt = ledger().AppendBytes(bytes);
      const double seconds = meter_.End(batch_);
      TRANCHE_CHECK(receipt.ok(), receipt.status().ToString());
      return seconds;
    });
  }

  double Stream() {
    return StreamAll(&work_.batches, [](std::vector<v1::Event>& batch, AppendStream* stream) {
      return stream->Append(std::move(batch));
    });
  }

  double StreamBytes() {
    return StreamAll(&work_.serialized,
                     [](const EventBytes& batch, AppendStream* stream) { return stream->AppendBytes(batch); });
  }

  double Raw() {
    Sequence next = work_.first;
    double seconds = 0;
    for (const std::vector<std::string>& bytes : work_.bytes) {
      const std::vector<std::string> made_now = bytes;
      const auto begin = Steady::now();
      raw_.Put(next, made_now);
      seconds += Since(begin);
      next += bytes.size();
    }
    return seconds;
  }

  const Work& work() const { return work_; }
  RawDatabase& raw() { return raw_; }
  const Meter& meter() const { return meter_; }

 private:
  template <typename AppendOne>
  double AppendEach(const AppendOne& append_one) {
    work_ = Work();
    work_.first = ledger().head() + 1;
    Sequence next = work_.first;
    double seconds = 0;
    for (uint64_t i = 0; i < round_; ++i) {
      std::vector<v1::Event> commands = synthetic_.Next(batch_);
      work_.bytes.push_back(BytesOf(commands, &next));
      seconds += append_one(std::move(commands));
    }
    return seconds;
  }

  template <typename Batch, typename AppendOne>
  double StreamAll(std::vector<Batch>* batches, const AppendOne& append_one) {
    meter_.Begin();
    AppendStream stream(&ledger());
    for (Batch& batch : *batches) {
      const absl::Status appended = append_one(batch, &stream);
      TRANCHE_CHECK(appended.ok(), appended.ToString());
    }
    TRANCHE_CHECK(stream.Finish().ok(), "a write failed");
    return meter_.End(batches->size() * batch_);
  }

  uint64_t batch_;
  uint64_t round_ = 0;
  SyntheticLedger synthetic_;
  BenchDirectory raw_directory_;
  RawDatabase raw_;
  Work work_;
  Meter meter_;
};

void CompareWithRaw(double (AppendRounds::*append)(), benchmark::State& state) {
  AppendRounds rounds(state.range(0));
  RunInterleaved({{"ours", rounds.events(), Settle, nullptr, [&] { return (rounds.*append)(); }},
                  {"raw", rounds.events(), Settle, nullptr, [&] { return rounds.Raw(); }}},
                 state);
  rounds.meter().Report(state);
}

void BM_Append(benchmark::State& state) { CompareWithRaw(&AppendRounds::Append, state); }
void BM_AppendBytes(benchmark::State& state) { CompareWithRaw(&AppendRounds::AppendBytes, state); }

void CompareStreamWithRaw(double (AppendRounds::*stream)(), benchmark::State& state) {
  AppendRounds rounds(state.range(0));
  RunInterleaved({{"ours", rounds.events(), [&] { rounds.Prepare(); }, nullptr, [&] { return (rounds.*stream)(); }},
                  {"raw", rounds.events(), Settle, nullptr, [&] { return rounds.Raw(); }}},
                 state);
  rounds.meter().Report(state);
}

void BM_AppendStream(benchmark::State& state) { CompareStreamWithRaw(&AppendRounds::Stream, state); }
void BM_AppendBytesStream(benchmark::State& state) { CompareStreamWithRaw(&AppendRounds::StreamBytes, state); }

// Runs `each` for every index below `count`, on `threads` threads.
void InThreads(int threads, size_t count, const std::function<void(size_t)>& each) {
  std::atomic<size_t> next = 0;
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&] {
      for (size_t index = next++; index < count; index = next++) each(index);
    });
  }
  for (std::thread& thread : running) thread.join();
}

// Executions depend on nothing, so the order of the threads does not matter.
std::vector<v1::Event> Executions(size_t count) {
  static uint64_t number = 0;
  std::vector<v1::Event> events;
  for (size_t i = 0; i < count; ++i) {
    v1::Event event;
    event.set_event_id(absl::StrCat("execution-of-a-thread-", ++number));
    event.set_actor("synthetic");
    event.set_provenance(v1::PROVENANCE_RECORDED);
    event.set_effective_date(20200630);
    v1::ExecutionReported& execution = *event.mutable_execution_reported();
    execution.mutable_line()->set_unit_id("S07");
    execution.mutable_line()->set_source_id("national");
    execution.mutable_line()->set_fiscal_year(2020);
    execution.set_amount(1'000'000);
    events.push_back(event);
  }
  return events;
}

void BM_AppendThreads(benchmark::State& state) {
  constexpr size_t kEvents = 4000;
  const int threads = static_cast<int>(state.range(0));
  AppendRounds rounds(1);
  std::vector<v1::Event> events;
  std::vector<std::string> bytes;
  Sequence next = 0;
  const auto prepare = [&] {
    events = Executions(kEvents);
    bytes.clear();
    next = rounds.ledger().head() + 1;
    for (size_t i = 0; i < kEvents; ++i) {
      v1::Event event = events[i];
      event.set_sequence(next + i);
      SetRecordedAt(absl::FromUnixSeconds(1'700'000'000), &event);
      bytes.push_back(event.SerializeAsString());
    }
  };
  const auto ours = [&] {
    InThreads(threads, kEvents, [&](size_t i) {
      const auto receipts = rounds.ledger().Append({std::move(events[i])});
      TRANCHE_CHECK(receipts.ok(), receipts.status().ToString());
    });
  };
  const auto raw = [&] { InThreads(threads, kEvents, [&](size_t i) { rounds.raw().Put(next + i, {&bytes[i], 1}); }); };
  RunInterleaved({{"ours", kEvents, prepare, ours}, {"raw", kEvents, nullptr, raw}}, state);
}

// Everything late by up to ten years, compared with nothing late.
void BM_AppendLate(benchmark::State& state) {
  const auto batch = static_cast<uint64_t>(state.range(0));
  SyntheticOptions late_options = Options(batch);
  late_options.late_permille = 1000;
  late_options.late_days = 3650;
  SyntheticOptions today_options = Options(batch);
  today_options.late_permille = 0;
  AppendRounds late(batch, late_options);
  AppendRounds today(batch, today_options);
  RunInterleaved({{"late", late.events(), Settle, nullptr, [&] { return late.Append(); }},
                  {"today", today.events(), Settle, nullptr, [&] { return today.Append(); }}},
                 state);
}

// prepare_ours  before each turn of ours, not timed.
void CompareWithPeers(const std::function<void(AppendRounds&)>& prepare_ours, double (AppendRounds::*append)(),
                      benchmark::State& state) {
  const auto batch = static_cast<size_t>(state.range(0));
  AppendRounds rounds(batch, kHistoryBesidePeers);
  BenchDirectory directory;
  const std::vector<std::unique_ptr<Peer>> peers = MakePeers(directory.path());
  SyntheticOptions recorded = Options(1000);
  recorded.events = kHistoryBesidePeers + 100'000;
  const Ledger& source = RecordedLedger(recorded).ledger();
  PeerEvents history(&source);
  history.LoadInto(peers, kHistoryBesidePeers);
  std::vector<std::unique_ptr<PeerEvents>> events_of;  // each peer gets all remaining events, in order
  std::vector<Contender> contenders = {
      {"ours", rounds.events(), [&] { prepare_ours(rounds); }, nullptr, [&] { return (rounds.*append)(); }}};
  const size_t events = batch == 1 ? 300 : std::max<size_t>(kPeerEventsARound, batch);
  std::vector<std::vector<PeerEvent>> batches;
  for (const std::unique_ptr<Peer>& peer : peers) {
    PeerEvents* const own = events_of.emplace_back(std::make_unique<PeerEvents>(history)).get();
    const auto prepare = [&batches, own, events, batch] {
      batches.clear();
      for (size_t i = 0; i < events / batch; ++i) batches.push_back(own->Next(batch));
      Settle();
    };
    const auto run = [&batches, &peer] {
      for (const auto& each : batches) {
        const absl::Status appended = peer->Append(each);
        TRANCHE_CHECK(appended.ok(), appended.ToString());
      }
    };
    contenders.push_back({peer->name(), static_cast<int64_t>(events / batch * batch), prepare, run});
  }
  RunInterleaved(contenders, state);
  rounds.meter().Report(state);
}

void BM_AppendPeers(benchmark::State& state) {
  CompareWithPeers([](AppendRounds&) { Settle(); }, &AppendRounds::AppendBytes, state);
}
void BM_AppendStreamPeers(benchmark::State& state) {
  CompareWithPeers([](AppendRounds& rounds) { rounds.Prepare(); }, &AppendRounds::StreamBytes, state);
}

void EveryBatch(benchmark::internal::Benchmark* bench) {
  bench->ArgName("batch")->Arg(1)->Arg(1000)->Arg(8190)->UseManualTime()->Unit(benchmark::kMillisecond);
}
void LargeBatches(benchmark::internal::Benchmark* bench) {
  bench->ArgName("batch")->Arg(1000)->Arg(8190)->UseManualTime()->Unit(benchmark::kMillisecond);
}

BENCHMARK(BM_Append)->Apply(EveryBatch)->Iterations(15);
BENCHMARK(BM_AppendBytes)->Apply(EveryBatch)->Iterations(15);
BENCHMARK(BM_AppendStream)->Apply(LargeBatches)->Iterations(15);
BENCHMARK(BM_AppendBytesStream)->Apply(LargeBatches)->Iterations(15);
BENCHMARK(BM_AppendThreads)
    ->ArgName("threads")
    ->Arg(8)
    ->Arg(64)
    ->UseManualTime()
    ->Iterations(11)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(BM_AppendLate)->ArgName("batch")->Arg(1000)->UseManualTime()->Iterations(9)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_AppendPeers)->Apply(EveryBatch)->Iterations(7);
BENCHMARK(BM_AppendStreamPeers)->Apply(LargeBatches)->Iterations(7);

}  // namespace
}  // namespace tranche
