// Compares speeds on a noisy machine: the contenders work in turn within one run, and what counts
// is the ratio of two that worked in the same minute, never a rate by itself.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tranche {

struct Contender {
  std::string name;               // "ours", "raw", "sqlite"
  int64_t items = 0;              // what one `run` gets done
  std::function<void()> prepare;  // before each run, not timed; may be empty
  std::function<void()> run;      // a unit of work
  // In place of `run` where only a part of the work counts: does it, and tells the seconds of that part.
  std::function<double()> run_timed;
};

// The median of a contender over all rounds, and how many times its rate the first one has.
struct Standing {
  std::string name;
  double rate = 0;        // items a second
  double ratio = 1;       // median of the rounds' ratios; 1 for the first contender
  double ratio_low = 1;   // first quartile
  double ratio_high = 1;  // third quartile
};

// Times[r][c] is what contender c needed in round r, in seconds; every round has every contender.
using RoundTimes = std::vector<std::vector<double>>;

// Lets each contender work once, every second round in the opposite order, so that what one
// leaves behind (a flush, a warm cache) does not always meet the same other.
std::vector<double> RunRound(const std::vector<Contender>& contenders, size_t round);

std::vector<Standing> Standings(const std::vector<Contender>& contenders, const RoundTimes& times);

// One iteration a round, timed by the first contender: register with UseManualTime() and
// Iterations(rounds). Counters: "NAME/s" for each; "ratio_NAME", "ratio_NAME_low" and
// "ratio_NAME_high" for each but the first.
void RunInterleaved(const std::vector<Contender>& contenders, benchmark::State& state);

}  // namespace tranche
