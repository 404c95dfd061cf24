// Where `recorded_at` comes from. Time is an argument: the ledger never asks the
// machine by itself.
#pragma once

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace tranche {

// Thread safety: Now may be called concurrently.
class Clock {
 public:
  virtual ~Clock() = default;

  // The present instant. It may jump back; the log does not follow it there.
  virtual absl::Time Now() = 0;
};

// The clock of the machine.
class SystemClock final : public Clock {
 public:
  absl::Time Now() override { return absl::Now(); }
};

}  // namespace tranche
