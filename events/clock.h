// Where `recorded_at` comes from. Time is injected: the ledger never reads the
// system clock itself.
#pragma once

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace tranche {

// Thread safety: Now may be called concurrently.
class Clock {
 public:
  virtual ~Clock() = default;

  // The current instant. It may jump backwards; recorded_at does not follow it.
  virtual absl::Time Now() = 0;
};

// The system clock.
class SystemClock final : public Clock {
 public:
  absl::Time Now() override { return absl::Now(); }
};

}  // namespace tranche
