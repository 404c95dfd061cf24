// BM_Command/WHAT/events:N: the program as a person calls it from a shell, with a process for each command. If
// TRANCHE_BENCH_BEFORE names another program (an older build), both take turns, each on its own copy of the ledger.
//
// The time of a row is processor time of user and system, which other work on the machine spoils least.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bench/interleaved.h"
#include "bench/synthetic_ledger.h"
#include "events/check.h"

namespace tranche {
namespace {

using Arguments = std::vector<std::string>;

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// Runs `program` with what it prints thrown away, and returns its processor time in seconds. Aborts if it fails.
double ProcessorTimeOf(const std::string& program, const Arguments& arguments) {
  std::vector<char*> words = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t process = 0;
  const int started = ::posix_spawn(&process, program.c_str(), &files, nullptr, words.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  TRANCHE_CHECK(started == 0, "cannot start ", program);
  int ended = 0;
  rusage used{};
  TRANCHE_CHECK(::wait4(process, &ended, 0, &used) == process, "lost ", program);
  TRANCHE_CHECK(ended == 0, program, " failed: ", absl::StrJoin(arguments, " "));
  return Seconds(used.ru_utime) + Seconds(used.ru_stime);
}

// A program with the ledger that it alone is asked about.
class Caller {
 public:
  Caller(std::string program, std::string ledger) : program_(std::move(program)), ledger_(std::move(ledger)) {}

  double Call(const Arguments& command) const {
    Arguments arguments = {"--lang", "en", "--ledger", ledger_};
    arguments.insert(arguments.end(), command.begin(), command.end());
    return ProcessorTimeOf(program_, arguments);
  }

 private:
  std::string program_;
  std::string ledger_;
};

// The command of a round. Only `record` needs the round: each of its events has another key.
using CommandOf = std::function<Arguments(size_t round)>;

Arguments RecordExecution(size_t round) {
  return {
      "record", "execution", "--unit",  "S07",         "--source",   "national", "--year",
      "2020",   "--amount",  "1000000", "--effective", "2020-06-30", "--key",    absl::StrCat("command-bench-", round)};
}

CommandOf Always(Arguments command) {
  return [command = std::move(command)](size_t) { return command; };
}

// A checkpoint, which proofs need.
void Publish(const std::string& ledger) {
  const std::string key = ledger + "/checkpoint.key";
  if (std::filesystem::exists(key)) return;
  (void)ProcessorTimeOf(TRANCHE_PROGRAM, {"key", "generate", "--file", key});
  (void)Caller(TRANCHE_PROGRAM, ledger).Call({"checkpoint", "--clock-is-right"});
}

void BM_Command(benchmark::State& state, const CommandOf& command) {
  SyntheticOptions options;
  options.events = static_cast<uint64_t>(state.range(0));
  options.seed = 7;
  SyntheticLedger& synthetic = RecordedLedger(options);
  synthetic.Close();
  Publish(synthetic.directory());
  const BenchDirectory copies;
  static size_t round = 0;  // of the process, since what was recorded stays in the ledger
  std::vector<Contender> contenders;
  const auto enter = [&](const std::string& name, const std::string& program, const std::string& ledger) {
    const Caller caller(program, ledger);
    contenders.push_back({name, 1, nullptr, nullptr, [caller, &command] { return caller.Call(command(++round)); }});
  };
  if (const char* const before = std::getenv("TRANCHE_BENCH_BEFORE"); before != nullptr) {
    const std::string copy = copies.path() + "/before";
    std::error_code failed;
    std::filesystem::copy(synthetic.directory(), copy, std::filesystem::copy_options::recursive, failed);
    TRANCHE_CHECK(!failed, "cannot copy the ledger: ", failed.message());
    enter("before", before, copy);
  }
  enter("now", TRANCHE_PROGRAM, synthetic.directory());
  std::swap(contenders.front(), contenders.back());  // ratios are those of the program as it is now
  RunInterleaved(contenders, state);
  synthetic.Reopen();
}

void OfEvents(benchmark::internal::Benchmark* bench, int64_t events, int rounds) {
  bench->ArgName("events")->Arg(events)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(rounds);
}
void OftenOfAMillion(benchmark::internal::Benchmark* bench) { OfEvents(bench, 1'000'000, 15); }
void OfAMillion(benchmark::internal::Benchmark* bench) { OfEvents(bench, 1'000'000, 5); }
void OfTenMillion(benchmark::internal::Benchmark* bench) { OfEvents(bench, 10'000'000, 15); }

const CommandOf kBalance = Always({"balance", "--unit", "S07", "--year", "2020"});

BENCHMARK_CAPTURE(BM_Command, balance, kBalance)->Apply(OftenOfAMillion);
BENCHMARK_CAPTURE(BM_Command, record, RecordExecution)->Apply(OftenOfAMillion);
BENCHMARK_CAPTURE(BM_Command, explain, Always({"explain", "--unit", "region:north", "--year", "2020"}))
    ->Apply(OfAMillion);
BENCHMARK_CAPTURE(BM_Command, prove, Always({"prove", "balance", "--unit", "S07", "--year", "2020"}))
    ->Apply(OfAMillion);
BENCHMARK_CAPTURE(BM_Command, export_jsonl, Always({"export", "log", "-", "--as", "jsonl"}))->Apply(OfAMillion);
BENCHMARK_CAPTURE(BM_Command, verify, Always({"verify"}))->Apply(OfAMillion);
BENCHMARK_CAPTURE(BM_Command, rebuild, Always({"rebuild"}))->Apply(OfAMillion);
// Last, since one history is kept at a time.
BENCHMARK_CAPTURE(BM_Command, balance, kBalance)->Apply(OfTenMillion);
BENCHMARK_CAPTURE(BM_Command, record, RecordExecution)->Apply(OfTenMillion);

}  // namespace
}  // namespace tranche
