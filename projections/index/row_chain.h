// Which rows of a scope together cover its first n rows, each epoch exactly once. A
// row covers what the last non-zero digit of its number stands for: row 39, 213 in
// base 4, is reached by the rows 200 (32), 210 (36) and 213 (39), which cover 1 to 32,
// 33 to 36 and 37 to 39. So a question reads one row for each non-zero digit, however
// long history is, and no row is ever overwritten.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/inlined_vector.h"

namespace tranche {

inline constexpr uint32_t kChainBase = 4;
// Chains of up to so many rows, which cover 65,536 epochs, allocate nothing.
inline constexpr size_t kChainInlined = 8;

// Exclusive lower bound of what row `number` (1 or more) covers; 0: it covers from the
// start.
constexpr uint32_t CoversAfter(uint32_t number) {
  uint32_t digit = 1;
  while (number / digit % kChainBase == 0) digit *= kChainBase;
  return number - number / digit % kChainBase * digit;
}

// The rows that together cover 1 to `number` (inclusive), ascending; none for 0.
inline absl::InlinedVector<uint32_t, kChainInlined> ChainTo(uint32_t number) {
  absl::InlinedVector<uint32_t, kChainInlined> chain;
  for (; number > 0; number = CoversAfter(number)) chain.insert(chain.begin(), number);
  return chain;
}

// The rows that row `number` summarizes besides its own epoch, ascending.
inline std::vector<uint32_t> MadeOf(uint32_t number) {
  std::vector<uint32_t> rows;
  for (uint32_t row = number - 1; row > CoversAfter(number); row = CoversAfter(row)) rows.insert(rows.begin(), row);
  return rows;
}

}  // namespace tranche
