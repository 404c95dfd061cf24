// Pseudo-random numbers for synthetic histories: the same numbers for the same seed, on
// every machine and with every standard library (SplitMix64, Steele and others 2014).
//
// Thread safety: one thread.
#pragma once

#include <cstdint>

namespace tranche {

class SyntheticRandom {
 public:
  explicit SyntheticRandom(uint64_t seed) : state_(seed) {}

  // A number from 0 to `below` - 1; `below` is 1 or more. The modulo bias is less than
  // `below` in 2^64.
  uint64_t Pick(uint64_t below) { return Mix(state_ += kStep) % below; }

  // As Pick, for other counting types; `below` is 1 or more.
  int PickInt(int below) { return static_cast<int>(Pick(static_cast<uint64_t>(below))); }
  int64_t PickInt64(int64_t below) { return static_cast<int64_t>(Pick(static_cast<uint64_t>(below))); }

  // True `permille` times in a thousand.
  bool Chance(int permille) { return PickInt(1000) < permille; }

  // A bijection that scrambles numbers.
  static constexpr uint64_t Mix(uint64_t number) {
    number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
    number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
    return number ^ (number >> 31);
  }

 private:
  static constexpr uint64_t kStep = 0x9e3779b97f4a7c15;

  uint64_t state_;
};

}  // namespace tranche
