// Compares speeds on a noisy machine: the contenders take turns within one run, and the result is the ratio of two that
// ran in the same minute, never a rate alone.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tranche {

struct Contender {
  std::string name;               // "ours", "raw", "sqlite"
  int64_t items = 0;              // how many items one `run` processes
  std::function<void()> prepare;  // before each run, not timed; may be empty
  std::function<void()> run;      // a unit of work
  // Instead of `run`, if only part of the work is timed: does the work and returns the seconds of that part.
  std::function<double()> run_timed;
};

// The median rate of a contender over all rounds, and the ratio of the first one's rate to it.
struct Standing {
  std::string name;
  double rate = 0;        // items per second
  double ratio = 1;       // median of the rounds' ratios; 1 for the first contender
  double ratio_low = 1;   // first quartile
  double ratio_high = 1;  // third quartile
};

// Times[r][c] is the time of contender c in round r, in seconds; every round has every contender.
using RoundTimes = std::vector<std::vector<double>>;

// Runs each contender once, every second round in reverse order, so that after-effects of one (a flush, a warm cache)
// do not always hit the same other.
std::vector<double> RunRound(const std::vector<Contender>& contenders, size_t round);

std::vector<Standing> Standings(const std::vector<Contender>& contenders, const RoundTimes& times);

// One iteration per round, timed by the first contender: register with UseManualTime() and Iterations(rounds).
// Counters: "NAME/s" for each; "ratio_NAME", "ratio_NAME_low" and "ratio_NAME_high" for each but the first.
void RunInterleaved(const std::vector<Contender>& contenders, benchmark::State& state);

}  // namespace tranche
