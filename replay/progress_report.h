// Progress of long operations.
#pragma once

#include <cstdint>
#include <functional>
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

}  // namespace tranche
