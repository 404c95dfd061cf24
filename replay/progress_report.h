// How long work tells how far it has come.
#pragma once

#include <cstdint>
#include <functional>

namespace tranche {

// Called now and then with the events done and the events in all; `done` never
// decreases, and the last call of a finished work has done == total. May be null.
using ProgressCallback = std::function<void(uint64_t done, uint64_t total)>;

}  // namespace tranche
