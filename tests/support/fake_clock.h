// A clock that stands still until a test moves it, forwards or backwards.
#pragma once

#include "absl/time/time.h"
#include "events/clock.h"

namespace tranche {

class FakeClock final : public Clock {
 public:
  explicit FakeClock(absl::Time now) : now_(now) {}
  absl::Time Now() override { return now_; }
  void Set(absl::Time now) { now_ = now; }
  void Advance(absl::Duration by) { now_ += by; }

 private:
  absl::Time now_;
};

}  // namespace tranche
