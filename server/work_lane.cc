#include "server/work_lane.h"

#include <utility>

#include "events/check.h"

namespace tranche {

WorkLane::WorkLane(size_t threads, size_t most) : most_(most), places_(threads) {
  TRANCHE_CHECK(threads > 0 && threads <= most, threads, " threads for ", most, " pieces of work");
  for (Idle& place : places_) threads_.emplace_back([this, &place] { RunThread(&place); });
}

WorkLane::~WorkLane() {
  std::vector<Idle*> called;
  {
    const MutexLock lock(mutex_);
    is_ending_ = true;
    called.swap(idle_);
    for (Idle* const each : called) each->is_called = true;
  }
  for (Idle* const each : called) each->wake.WakeOne();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkLane::TryRun(std::function<void()> work) {
  Idle* called = nullptr;
  {
    const MutexLock lock(mutex_);
    if (waiting_.size() + running_ >= most_) return false;
    waiting_.push_back(std::move(work));
    if (idle_.empty()) return true;
    called = std::exchange(idle_.back(), nullptr);
    idle_.pop_back();
    called->is_called = true;
  }
  called->wake.WakeOne();  // without the lock, which the thread that wakes takes first
  return true;
}

// The next work; null when there is none, and none will come.
std::function<void()> WorkLane::AwaitWork(Idle* self) {
  const MutexLock lock(mutex_);
  while (waiting_.empty()) {
    if (is_ending_) return nullptr;
    self->is_called = false;
    idle_.push_back(self);
    while (!self->is_called) self->wake.Wait(mutex_);
  }
  std::function<void()> work = std::move(waiting_.front());
  waiting_.pop_front();
  ++running_;
  return work;
}

void WorkLane::RunThread(Idle* self) {
  while (std::function<void()> work = AwaitWork(self)) {
    work();
    work = nullptr;
    const MutexLock lock(mutex_);
    --running_;
  }
}

}  // namespace tranche
