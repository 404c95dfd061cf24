// Progress of long operations.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"

namespace tranche {

// Called now and then with the number of events done and in total; `done` never
// decreases, and the last call of a completed operation has done == total. May be
// null.
using ProgressCallback = std::function<void(uint64_t done, uint64_t total)>;

// As ProgressCallback, of work that whoever waits for it can end: a status that is not OK ends the work and is what it
// returns, so whoever is no longer interested returns CANCELLED. May be null.
using EndableProgress = std::function<absl::Status(uint64_t done, uint64_t total)>;

// `progress` of work that is done to its end; null if that is null.
inline EndableProgress NeverEnding(ProgressCallback progress) {
  if (progress == nullptr) return nullptr;
  return [progress = std::move(progress)](uint64_t done, uint64_t total) {
    progress(done, total);
    return absl::OkStatus();
  };
}

// `progress` of work that may have to begin anew: what was told once is not taken back. Null if that is null. Copies
// share what was told.
template <typename Result>
std::function<Result(uint64_t done, uint64_t total)> NeverDecreasing(
    std::function<Result(uint64_t done, uint64_t total)> progress) {
  if (progress == nullptr) return nullptr;
  return [progress = std::move(progress), told = std::make_shared<uint64_t>(0)](uint64_t done, uint64_t total) {
    *told = std::max(*told, done);
    return progress(*told, total);
  };
}

}  // namespace tranche
