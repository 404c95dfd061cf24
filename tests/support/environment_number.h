// What a test is told by its environment: TRANCHE_SEED and TRANCHE_ROUNDS.
#pragma once

#include <cstdint>
#include <cstdlib>

#include "absl/strings/numbers.h"

namespace tranche {

// The number in the environment variable `name`; `otherwise` when it is not there, or is none.
inline uint64_t NumberFromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  uint64_t number = 0;
  return text != nullptr && absl::SimpleAtoi(text, &number) ? number : otherwise;
}

}  // namespace tranche
