// Bitemporal questions: at a random date, as known at a random moment. Every answer is checked against a fold over the
// postings, outside the measured time.
//
//   BM_BalanceLine/events:N/late:L/days:D      one budget line: unit, source, year, area, project
//   BM_BalanceProvince/...                     a province in a year, through the public report
//   BM_BalanceRegion/...                       a region of 28 provinces in a year
//   BM_BalanceNation/...                       the national report of a year by province, four measures
//   BM_BalancePeers/events:N                   a province in a year: the sum of a measure against SQLite's and
//                                              PostgreSQL's, and against our whole report
//
//   BM_LongHistory...                          the first four over 10^8 events: 20 minutes and 20 GB
//
// `late` is how many movements per thousand are late, `days` by how many days at most. Counters are in microseconds.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "bench/interleaved.h"
#include "bench/peer_events.h"
#include "bench/peers/peers.h"
#include "bench/synthetic_ledger.h"
#include "events/check.h"
#include "events/scope.h"
#include "log/stored_postings.h"
#include "projections/balances.h"

namespace tranche {
namespace {

SyntheticOptions Options(const benchmark::State& state) {
  SyntheticOptions options;
  options.events = static_cast<uint64_t>(state.range(0));
  options.seed = 7;
  options.late_permille = static_cast<int>(state.range(1));
  options.late_days = static_cast<int>(state.range(2));
  return options;
}

// The postings of a ledger by scope: the reference for answers.
class Fold {
 public:
  explicit Fold(const Ledger& ledger) : head_(ledger.head()) {
    const absl::Status visited = VisitWithPostings(
        ledger.log(), 1, head_, [this](const EventView& event, absl::Span<const PostingView> postings) {
          for (const PostingView& posting : postings) {
            scopes_[ToScope(ScopeOf(posting.line))].push_back({event.sequence, event.effective_date,
                                                               LineNumber(ToBudgetLine(posting.line)), posting.measure,
                                                               posting.amount});
          }
          return absl::OkStatus();
        });
    TRANCHE_CHECK(visited.ok(), visited.ToString());
  }

  Sequence head() const { return head_; }
  const std::vector<Scope>& scopes() {
    if (names_.empty()) {
      for (const auto& [scope, postings] : scopes_) names_.push_back(scope);
    }
    return names_;
  }

  // The area and project of one of the postings of `scope`.
  using Line = std::pair<std::string, std::string>;
  const Line& LineOf(const Scope& scope, uint64_t random) {
    const std::vector<Row>& rows = scopes_[scope];
    return line_names_[rows[random % rows.size()].line];
  }

  AmountSum Sum(const Scope& scope, std::optional<Line> line, Measure measure, const AsOf& at) {
    AmountSum sum = 0;
    const auto found = scopes_.find(scope);
    if (found == scopes_.end()) return sum;
    const std::optional<uint32_t> number = line ? std::optional<uint32_t>(lines_.at(*line)) : std::nullopt;
    for (const Row& row : found->second) {
      if (row.sequence > at.known_at) break;
      if (row.date <= at.as_of.number() && row.measure == measure && (!number || *number == row.line))
        sum += row.amount;
    }
    return sum;
  }

 private:
  struct Row {
    Sequence sequence;
    int32_t date;
    uint32_t line;
    Measure measure;
    int64_t amount;
  };

  uint32_t LineNumber(const BudgetLine& line) {
    const auto [found, is_new] = lines_.emplace(Line{line.area, line.project}, static_cast<uint32_t>(lines_.size()));
    if (is_new) line_names_.push_back(found->first);
    return found->second;
  }

  Sequence head_;
  std::map<Line, uint32_t> lines_;
  std::vector<Line> line_names_;
  std::map<Scope, std::vector<Row>> scopes_;
  std::vector<Scope> names_;
};

Fold& FoldOf(SyntheticLedger& synthetic) {
  static std::unique_ptr<Fold> kept;
  static std::string kept_directory;
  if (kept_directory != synthetic.directory()) kept = std::make_unique<Fold>(synthetic.ledger());
  kept_directory = synthetic.directory();
  return *kept;
}

class Asker {
 public:
  explicit Asker(Fold* fold) : fold_(*fold) {}

  AsOf NextAsOf() {
    return {CivilDate::Parse("2015-01-01").value().PlusDays(static_cast<int>(random_() % 3800)),
            1 + random_() % fold_.head()};
  }
  const Scope& NextScope() { return fold_.scopes()[random_() % fold_.scopes().size()]; }
  const Fold::Line& NextLine(const Scope& scope) { return fold_.LineOf(scope, random_()); }

 private:
  Fold& fold_;
  std::mt19937_64 random_{11};
};

using Clock = std::chrono::steady_clock;

// Times of many questions, in microseconds.
class Times {
 public:
  template <typename Ask>
  auto Time(const Ask& ask) {
    const auto begin = Clock::now();
    auto answer = ask();
    micros_.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
    return answer;
  }
  void Report(benchmark::State& state) {
    std::sort(micros_.begin(), micros_.end());
    double sum = 0;
    for (const double each : micros_) sum += each;
    state.counters["p50_us"] = micros_[micros_.size() / 2];
    state.counters["p99_us"] = micros_[micros_.size() * 99 / 100];
    state.counters["mean_us"] = sum / static_cast<double>(micros_.size());
    state.counters["questions"] = static_cast<double>(micros_.size());
    state.SetIterationTime(sum / 1e6);
  }

 private:
  std::vector<double> micros_;
};

AmountSum LineSum(const Ledger& ledger, const Scope& scope, const Fold::Line& line, Measure measure, const AsOf& at) {
  AmountSum sum = 0;
  const absl::Status visited = ledger.index().VisitAccounts(scope, AccountPrefix(line.first, line.second), at,
                                                            [&](const Account& account, AmountSum amount) {
                                                              if (account.measure == measure) sum += amount;
                                                            });
  TRANCHE_CHECK(visited.ok(), visited.ToString());
  return sum;
}

Question QuestionOf(const std::string& unit, int32_t year, const AsOf& at) {
  Question question;
  question.unit = unit;
  question.fiscal_year = year;
  question.as_of = at.as_of;
  question.known_at = at.known_at;
  question.boundaries = CivilDate::Parse("2020-01-01").value();
  return question;
}

v1::BalanceReport Ask(const Ledger& ledger, const Question& question, absl::Span<const Dimension> by) {
  auto report = Balance(ledger.View(), question, by);
  TRANCHE_CHECK(report.ok(), report.status().ToString());
  return *std::move(report);
}

// Asks every question once untimed and then again timed, so that it is answered from memory.
void BM_BalanceLine(benchmark::State& state) {
  SyntheticLedger& synthetic = RecordedLedger(Options(state));
  Fold& fold = FoldOf(synthetic);
  for (auto _ : state) {
    Times times;
    for (const bool is_warm : {false, true}) {
      Asker asker(&fold);
      for (int i = 0; i < 20'000; ++i) {
        const Scope& scope = asker.NextScope();
        const Fold::Line line = asker.NextLine(scope);
        const AsOf at = asker.NextAsOf();
        const auto ask = [&] { return LineSum(synthetic.ledger(), scope, line, Measure::kDisbursed, at); };
        const AmountSum sum = is_warm ? times.Time(ask) : ask();
        if (i % 20 == 0) TRANCHE_CHECK(sum == fold.Sum(scope, line, Measure::kDisbursed, at), "a wrong answer");
      }
    }
    times.Report(state);
  }
}

constexpr std::array<const char*, 2> kSources = {"national", "local"};

// The total disbursed to units in a year, by the fold.
AmountSum Disbursed(Fold* fold, const std::vector<std::string>& units, int32_t year, const AsOf& at) {
  AmountSum disbursed = 0;
  for (const std::string& unit : units) {
    for (const char* source : kSources)
      disbursed += fold->Sum({unit, source, year}, std::nullopt, Measure::kDisbursed, at);
  }
  return disbursed;
}

void CheckTotal(const v1::BalanceRow& row, Fold* fold, const std::vector<std::string>& units,
                const Question& question) {
  const AmountSum disbursed = Disbursed(fold, units, *question.fiscal_year, {question.as_of, question.known_at});
  TRANCHE_CHECK(row.disbursed() == ToDigits(disbursed), "a wrong answer: ", row.disbursed());
}

std::vector<std::string> Provinces(int first, int last) {
  std::vector<std::string> units;
  for (int i = first; i <= last; ++i) units.push_back(absl::StrCat("S", i < 10 ? "0" : "", i));
  return units;
}

// Reports of the totals of a unit, with rows by province when `by_unit`.
void AskReports(benchmark::State& state, const std::function<std::string(const Scope&)>& unit_of, bool by_unit,
                const std::function<std::vector<std::string>(const std::string&)>& members_of, int questions) {
  SyntheticLedger& synthetic = RecordedLedger(Options(state));
  Fold& fold = FoldOf(synthetic);
  const std::vector<Dimension> by = by_unit ? std::vector<Dimension>{Dimension::kUnit} : std::vector<Dimension>{};
  for (auto _ : state) {
    Times times;
    for (const bool is_warm : {false, true}) {
      Asker asker(&fold);
      for (int i = 0; i < questions; ++i) {
        const Scope& scope = asker.NextScope();
        const Question question = QuestionOf(unit_of(scope), scope.fiscal_year, asker.NextAsOf());
        const auto ask = [&] { return Ask(synthetic.ledger(), question, by); };
        const v1::BalanceReport report = is_warm ? times.Time(ask) : ask();
        if (i % 20 == 0) CheckTotal(report.total(), &fold, members_of(question.unit), question);
      }
    }
    times.Report(state);
  }
}

void BM_BalanceProvince(benchmark::State& state) {
  AskReports(
      state, [](const Scope& scope) { return scope.unit; }, false,
      [](const std::string& unit) { return std::vector<std::string>{unit}; }, 5000);
}

void BM_BalanceRegion(benchmark::State& state) {
  AskReports(
      state, [](const Scope&) { return std::string("region:north"); }, false,
      [](const std::string&) { return Provinces(1, 28); }, 500);
}

void BM_BalanceNation(benchmark::State& state) {
  AskReports(
      state, [](const Scope&) { return std::string("N"); }, true, [](const std::string&) { return Provinces(1, 63); },
      200);
}

// The same by the index for the province and year of a scope, from all sources.
AmountSum Disbursed(const Ledger& ledger, const Scope& scope, const AsOf& at) {
  AmountSum sum = 0;
  for (const char* source : kSources) {
    const auto measures = ledger.index().Measures({scope.unit, source, scope.fiscal_year}, at);
    TRANCHE_CHECK(measures.ok(), measures.status().ToString());
    sum += (*measures)[Measure::kDisbursed];
  }
  return sum;
}

void BM_BalancePeers(benchmark::State& state) {
  SyntheticLedger& synthetic = RecordedLedger(Options(state));
  Fold& fold = FoldOf(synthetic);
  BenchDirectory directory;
  const std::vector<std::unique_ptr<Peer>> peers = MakePeers(directory.path());
  PeerEvents source(&synthetic.ledger());
  source.LoadInto(peers);
  constexpr int kQuestions = 100;
  struct Asked {
    Scope scope;
    AsOf at;
    AmountSum answer;
  };
  std::vector<Asked> asked;
  Asker asker(&fold);
  for (int i = 0; i < kQuestions; ++i) {
    const Scope& scope = asker.NextScope();
    const AsOf at = asker.NextAsOf();
    asked.push_back({scope, at, Disbursed(&fold, {scope.unit}, scope.fiscal_year, at)});
  }
  const auto sum = [&] {
    for (const Asked& each : asked)
      TRANCHE_CHECK(Disbursed(synthetic.ledger(), each.scope, each.at) == each.answer, "a wrong answer");
  };
  const auto report = [&] {
    for (const Asked& each : asked)
      benchmark::DoNotOptimize(Ask(synthetic.ledger(), QuestionOf(each.scope.unit, each.scope.fiscal_year, each.at), {})
                                   .total()
                                   .disbursed());
  };
  std::vector<Contender> contenders = {{"ours", kQuestions, nullptr, sum}, {"report", kQuestions, nullptr, report}};
  for (const auto& peer : peers) {
    const auto province = [&peer, &source](const Asked& each) {
      return *peer->Province(
          {PeerUnit(each.scope.unit), each.scope.fiscal_year, static_cast<int32_t>(Measure::kDisbursed)},
          {each.at.as_of.number(), source.RowOf(each.at.known_at)});
    };
    for (const Asked& each : asked) TRANCHE_CHECK(each.answer == province(each), peer->name(), " gave a wrong answer");
    contenders.push_back({peer->name(), kQuestions, nullptr, [&asked, province] {
                            for (const Asked& each : asked) benchmark::DoNotOptimize(province(each));
                          }});
  }
  RunInterleaved(contenders, state);
}

// All questions about one history are consecutive, so that it is recorded only once.
bool RegisterHistories() {
  using Function = void (*)(benchmark::State&);
  const std::vector<std::pair<std::string, Function>> questions = {{"Line", BM_BalanceLine},
                                                                   {"Province", BM_BalanceProvince},
                                                                   {"Region", BM_BalanceRegion},
                                                                   {"Nation", BM_BalanceNation}};
  const auto add = [&](const std::string& prefix, const std::string& suffix, const std::vector<int64_t>& history) {
    for (const auto& [name, function] : questions) {
      benchmark::RegisterBenchmark((prefix + name + suffix).c_str(), function)
          ->ArgNames({"events", "late", "days"})
          ->Args(history)
          ->UseManualTime()
          ->Iterations(1)
          ->Unit(benchmark::kMillisecond);
    }
  };
  for (const int64_t events : {10'000, 100'000, 1'000'000, 10'000'000}) add("BM_Balance", "", {events, 50, 365});
  for (const int64_t late : {0, 50, 500}) add("BM_Balance", "Late", {1'000'000, late, 365});
  add("BM_Balance", "Late", {1'000'000, 500, 3650});
  add("BM_LongHistory", "", {100'000'000, 50, 365});
  return true;
}

const bool kRegistered = RegisterHistories();

BENCHMARK(BM_BalancePeers)
    ->ArgNames({"events", "late", "days"})
    ->Args({1'000'000, 50, 365})
    ->Args({10'000'000, 50, 365})
    ->UseManualTime()
    ->Iterations(7)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tranche
