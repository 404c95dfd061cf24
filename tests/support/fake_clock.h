// A clock that stands still until a test moves it, forwards or backwards.
#pragma once

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "events/clock.h"
#include "events/mutex.h"

namespace tranche {

// Thread safety: all members may be called by several threads.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(absl::Time now) : now_(now) {}
  absl::Time Now() override {
    const MutexLock lock(mutex_);
    return now_;
  }
  void Set(absl::Time now) {
    const MutexLock lock(mutex_);
    now_ = now;
  }
  void Advance(absl::Duration by) {
    const MutexLock lock(mutex_);
    now_ += by;
  }

 private:
  Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tranche
