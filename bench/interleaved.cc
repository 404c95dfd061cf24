#include "bench/interleaved.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace tranche {
namespace {

double SecondsOf(const Contender& contender) {
  if (contender.prepare) contender.prepare();
  if (contender.run_timed) return contender.run_timed();
  const auto begin = std::chrono::steady_clock::now();
  contender.run();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// Interpolates linearly between two values; `share` is in [0, 1].
double Quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double position = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<size_t>(std::floor(position));
  const size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (values[above] - values[below]) * (position - std::floor(position));
}

}  // namespace

std::vector<double> RunRound(const std::vector<Contender>& contenders, size_t round) {
  const size_t count = contenders.size();
  std::vector<double> seconds(count);
  for (size_t i = 0; i < count; ++i) {
    const size_t turn = round % 2 == 0 ? i : count - 1 - i;
    seconds[turn] = SecondsOf(contenders[turn]);
  }
  return seconds;
}

std::vector<Standing> Standings(const std::vector<Contender>& contenders, const RoundTimes& times) {
  std::vector<Standing> standings;
  if (times.empty()) return standings;
  for (size_t c = 0; c < contenders.size(); ++c) {
    std::vector<double> rates;
    std::vector<double> ratios;
    for (const std::vector<double>& round : times) {
      rates.push_back(static_cast<double>(contenders[c].items) / round[c]);
      ratios.push_back(static_cast<double>(contenders[0].items) / round[0] / rates.back());
    }
    standings.push_back({contenders[c].name, Quantile(rates, 0.5), Quantile(ratios, 0.5), Quantile(ratios, 0.25),
                         Quantile(ratios, 0.75)});
  }
  return standings;
}

void RunInterleaved(const std::vector<Contender>& contenders, benchmark::State& state) {
  RoundTimes times;
  for (auto _ : state) {
    times.push_back(RunRound(contenders, times.size()));
    state.SetIterationTime(times.back()[0]);
  }
  const std::vector<Standing> standings = Standings(contenders, times);
  for (size_t c = 0; c < standings.size(); ++c) {
    const Standing& standing = standings[c];
    state.counters[standing.name + "/s"] = standing.rate;
    if (c == 0) continue;
    state.counters["ratio_" + standing.name] = standing.ratio;
    state.counters["ratio_" + standing.name + "_low"] = standing.ratio_low;
    state.counters["ratio_" + standing.name + "_high"] = standing.ratio_high;
  }
}

}  // namespace tranche
