// Progress of long operations.
#pragma once

#include <cstdint>
#include <functional>

namespace tranche {

// Called now and then with the number of events done and in total; `done` never
// decreases, and the last call of a completed operation has done == total. May be
// null.
using ProgressCallback = std::function<void(uint64_t done, uint64_t total)>;

}  // namespace tranche
