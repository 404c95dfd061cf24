// A served ledger with many clients, compared with PostgreSQL behind its own protocol doing the same job (bench/peers):
// both are processes of their own, both sync before every acknowledgement, each client has one connection and one call
// in flight. Ours answers over HTTP/1.1 on loopback, PostgreSQL on its Unix socket.
//
//   BM_ServedAppends/clients:N  one event a call
//   BM_ServedReads/clients:N    a province in a year, as of any date, as known at any moment: our whole report of all
//                               measures, PostgreSQL's sum of one
//   BM_ServedMixed/clients:N    every second client appends, the others read, until the appends are done
//
// Both hold the same million events before the first round. ratio_postgres is our rate divided by its; cpu_us is the
// processor time of the server a call, without that of the clients.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/interleaved.h"
#include "bench/peer_events.h"
#include "bench/peers/postgres_peer.h"
#include "bench/peers/postgres_server.h"
#include "bench/processor_time.h"
#include "bench/served_ledger.h"
#include "bench/synthetic_ledger.h"
#include "events/check.h"
#include "events/civil_date.h"
#include "proto/request.pb.h"
#include "proto/service.pb.h"

namespace tranche {
namespace {

constexpr Sequence kHistory = 1'000'000;
constexpr size_t kClientsMost = 256;
constexpr size_t kQuestions = 512;
constexpr int32_t kYear = 2020;          // that is asked about
constexpr int32_t kRecordedYear = 2024;  // that is recorded in: the history closes all earlier ones
constexpr int32_t kUnits = 63;

struct Asked {
  int32_t unit = 0;
  CivilDate as_of;
  Sequence known_at = 0;
  std::string request;  // for ours
};

std::string UnitName(int32_t unit) { return absl::StrCat(unit < 9 ? "S0" : "S", unit + 1); }

std::string RequestOf(const Asked& asked) {
  v1::GetBalanceRequest request;
  v1::QuestionText& question = *request.mutable_question();
  question.set_unit(UnitName(asked.unit));
  question.set_fiscal_year(kYear);
  question.set_as_of(asked.as_of.ToString());
  question.set_known_at(absl::StrCat(asked.known_at));
  question.set_boundaries("2020-01-01");
  return request.SerializeAsString();
}

std::vector<Asked> Questions() {
  std::mt19937_64 random(11);
  std::vector<Asked> questions(kQuestions);
  for (Asked& asked : questions) {
    asked.unit = static_cast<int32_t>(random() % kUnits);
    asked.as_of = CivilDate::Parse("2020-01-01").value().PlusDays(static_cast<int>(random() % 700));
    asked.known_at = 1 + random() % kHistory;
    asked.request = RequestOf(asked);
  }
  return questions;
}

// Executions depend on nothing, so that clients need not wait for each other. They are of all provinces in turn, as
// when each has a client of its own. No two are of the same amount, nor all of one day: a ledger looks for an earlier
// event that says the same, and tells of it.
int32_t UnitOf(uint64_t number) { return static_cast<int32_t>(number % kUnits); }
int64_t AmountOf(uint64_t number) { return 1'000'000 + static_cast<int64_t>(number); }
CivilDate DayOf(uint64_t number) {
  return CivilDate::Parse("2024-01-01").value().PlusDays(static_cast<int>(number % 366));
}

std::string RecordRequestOf(uint64_t number) {
  v1::RecordRequest request;
  request.set_kind("execution");
  request.set_unit(UnitName(UnitOf(number)));
  request.set_source("national");
  request.set_fiscal_year(kRecordedYear);
  request.set_amount(absl::StrCat(AmountOf(number)));
  request.set_effective(DayOf(number).ToString());
  request.mutable_options()->set_key(absl::StrCat("execution-of-a-client-", number));
  request.mutable_options()->set_actor("synthetic");
  request.mutable_options()->set_clock_is_right(true);  // the history ends years ago
  return request.SerializeAsString();
}

// What the clients of one server do, and how long its processes have worked.
struct Served {
  std::string name;
  std::function<void(size_t clients)> connect;  // before each round, not timed
  std::function<void(size_t client, uint64_t number)> append;
  std::function<void(size_t client, const Asked& asked)> read;
  std::function<double()> processor_seconds;
};

class Both {
 public:
  Both() : questions_(Questions()) {
    auto opened = OpenPostgresPeers(directory_.path(), kClientsMost);
    TRANCHE_CHECK(opened.ok(), opened.status().ToString());
    connections_ = *std::move(opened);
    SyntheticOptions options;
    options.events = kHistory;
    options.seed = 7;
    SyntheticLedger& synthetic = RecordedLedger(options);
    PeerEvents source(&synthetic.ledger());
    std::vector<std::unique_ptr<Peer>> loader;
    loader.push_back(std::move(connections_[0]));
    source.LoadInto(loader);
    connections_[0] = std::move(loader[0]);
    for (Asked& asked : questions_) rows_.push_back(source.RowOf(asked.known_at));
    next_row_ = source.RowOf(kHistory) + 1;
    synthetic.Close();
    ours_ = std::make_unique<ServedLedgerProcess>(synthetic.directory());
    Compare();
  }

  ~Both() {
    callers_.clear();
    ours_ = nullptr;
    ForgetRecordedLedger();
  }

  const std::vector<Asked>& questions() const { return questions_; }

  Served Ours() {
    return {"ours", [this](size_t clients) { Connect(clients); },
            [this](size_t client, uint64_t number) { callers_[client]->Call("Record", RecordRequestOf(number)); },
            [this](size_t client, const Asked& asked) { callers_[client]->Call("GetBalance", asked.request); },
            [this] { return ProcessorSeconds(ours_->process()); }};
  }

  Served Postgres() {
    return {"postgres", [](size_t /*clients*/) {},
            [this](size_t client, uint64_t number) { AppendToPostgres(client, number); },
            [this](size_t client, const Asked& asked) { benchmark::DoNotOptimize(SumOfPostgres(client, asked)); },
            [this] { return ProcessorSeconds(PostgresProcess(directory_.path())); }};
  }

 private:
  // The server hangs up on those who say nothing for half a minute.
  void Connect(size_t clients) {
    callers_.clear();
    while (callers_.size() < clients) callers_.push_back(std::make_unique<ServedCaller>(ours_->port()));
  }

  int64_t SumOfPostgres(size_t client, const Asked& asked) {
    const uint64_t row = rows_[static_cast<size_t>(&asked - questions_.data())];
    const auto sum = connections_[client]->Province({asked.unit, kYear, kPeerDisbursed}, {asked.as_of.number(), row});
    TRANCHE_CHECK(sum.ok(), sum.status().ToString());
    return *sum;
  }

  void AppendToPostgres(size_t client, uint64_t number) {
    PeerEvent event;
    event.sequence = next_row_++;
    event.key = absl::StrCat("execution-of-a-client-", number);
    event.unit = UnitOf(number);
    event.year = kRecordedYear;
    event.measure = 5;
    event.effective_date = DayOf(number).number();
    event.recorded_at = 1'700'000'000'000'000;
    event.amount = AmountOf(number);
    event.bytes = std::string(100, 'e');  // an event of ours has as many
    const absl::Status appended = connections_[client]->Append({&event, 1});
    TRANCHE_CHECK(appended.ok(), appended.ToString());
  }

  // Both give the same answers.
  void Compare() {
    Connect(1);
    for (const Asked& asked : questions_) {
      v1::GetBalanceResponse answer;
      TRANCHE_CHECK(answer.ParseFromString(callers_[0]->Call("GetBalance", asked.request)), "no answer");
      TRANCHE_CHECK(answer.report().total().disbursed() == absl::StrCat(SumOfPostgres(0, asked)), asked.unit,
                    " differs: ours ", answer.report().total().disbursed());
    }
  }

  BenchDirectory directory_;
  std::vector<Asked> questions_;
  std::vector<uint64_t> rows_;  // of PostgreSQL, for the known_at of each question
  std::atomic<uint64_t> next_row_ = 0;
  std::vector<std::unique_ptr<Peer>> connections_;
  std::unique_ptr<ServedLedgerProcess> ours_;
  std::vector<std::unique_ptr<ServedCaller>> callers_;
};

Both& Servers() {
  static Both both;
  return both;
}

// Numbers that no other call has, so that no key is used twice.
uint64_t NextNumber() {
  static std::atomic<uint64_t> number = 0;
  return ++number;
}

using Round = std::function<void(const Served& served, size_t clients)>;

void OnEachClient(size_t clients, const std::function<void(size_t client)>& run) {
  std::vector<std::thread> running;
  for (size_t i = 0; i < clients; ++i) running.emplace_back([&run, i] { run(i); });
  for (std::thread& thread : running) thread.join();
}

void Append(const Served& served, size_t clients, int64_t calls) {
  std::atomic<int64_t> left = calls;
  OnEachClient(clients, [&](size_t client) {
    while (left-- > 0) served.append(client, NextNumber());
  });
}

void Read(const Served& served, size_t clients, int64_t calls) {
  const std::vector<Asked>& questions = Servers().questions();
  std::atomic<int64_t> left = calls;
  OnEachClient(clients, [&](size_t client) {
    for (int64_t each = left--; each > 0; each = left--) {
      served.read(client, questions[static_cast<size_t>(each) % questions.size()]);
    }
  });
}

// Returns how many questions were answered meanwhile.
int64_t Mix(const Served& served, size_t clients, int64_t appends) {
  const std::vector<Asked>& questions = Servers().questions();
  std::atomic<int64_t> left = appends;
  std::atomic<int64_t> reads = 0;
  OnEachClient(clients, [&](size_t client) {
    if (client % 2 == 0) {
      while (left-- > 0) served.append(client, NextNumber());
      return;
    }
    for (size_t each = client; left > 0; ++each, ++reads) served.read(client, questions[each % questions.size()]);
  });
  return reads;
}

// Runs `round` with both in turn, and adds the processor time of each a call.
void Compare(benchmark::State& state, int64_t calls, const std::function<int64_t(const Served&)>& round) {
  const std::vector<Served> both = {Servers().Ours(), Servers().Postgres()};
  std::vector<double> seconds(both.size());
  std::vector<int64_t> done(both.size());
  std::vector<Contender> contenders;
  for (size_t i = 0; i < both.size(); ++i) {
    const auto connect = [&, i] { both[i].connect(static_cast<size_t>(state.range(0))); };
    contenders.push_back({both[i].name, calls, connect, [&, i] {
                            const double before = both[i].processor_seconds();
                            done[i] += round(both[i]);
                            seconds[i] += both[i].processor_seconds() - before;
                          }});
  }
  RunInterleaved(contenders, state);
  for (size_t i = 0; i < both.size(); ++i) {
    state.counters[both[i].name + "_cpu_us"] = seconds[i] * 1e6 / static_cast<double>(done[i]);
  }
}

int64_t Calls(benchmark::State& state, int64_t alone, int64_t many) { return state.range(0) == 1 ? alone : many; }

void BM_ServedAppends(benchmark::State& state) {
  const int64_t calls = Calls(state, 500, 4000);
  Compare(state, calls, [&](const Served& served) {
    Append(served, static_cast<size_t>(state.range(0)), calls);
    return calls;
  });
}

void BM_ServedReads(benchmark::State& state) {
  const int64_t calls = Calls(state, 2000, 10'000);
  Compare(state, calls, [&](const Served& served) {
    Read(served, static_cast<size_t>(state.range(0)), calls);
    return calls;
  });
}

// The rates are of the appends; reads of the questions beside each append.
void BM_ServedMixed(benchmark::State& state) {
  constexpr int64_t kAppends = 2000;
  std::map<std::string, int64_t> reads;
  Compare(state, kAppends, [&](const Served& served) {
    const int64_t answered = Mix(served, static_cast<size_t>(state.range(0)), kAppends);
    reads[served.name] += answered;
    return kAppends + answered;
  });
  for (const auto& [name, count] : reads)
    state.counters[name + "_reads"] = static_cast<double>(count) / static_cast<double>(state.iterations() * kAppends);
}

void OfClients(benchmark::internal::Benchmark* bench) {
  bench->ArgName("clients")->UseManualTime()->Iterations(7)->Unit(benchmark::kMillisecond);
  for (const int64_t clients : {8, 64, 256}) bench->Arg(clients);
}

BENCHMARK(BM_ServedAppends)->Arg(1)->Apply(OfClients);
BENCHMARK(BM_ServedReads)->Arg(1)->Apply(OfClients);
BENCHMARK(BM_ServedMixed)->Apply(OfClients);

}  // namespace
}  // namespace tranche
