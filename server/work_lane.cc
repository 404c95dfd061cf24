#include "server/work_lane.h"

#include <utility>

#include "events/check.h"

namespace tranche {

WorkLane::WorkLane(size_t threads, size_t most) : most_(most) {
  TRANCHE_CHECK(threads > 0 && threads <= most, threads, " threads for ", most, " pieces of work");
  for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { RunThread(); });
}

WorkLane::~WorkLane() {
  {
    const MutexLock lock(mutex_);
    is_ending_ = true;
    changed_.WakeAll();
  }
  for (std::thread& thread : threads_) thread.join();
}

bool WorkLane::TryRun(std::function<void()> work) {
  const MutexLock lock(mutex_);
  if (waiting_.size() + running_ >= most_) return false;
  waiting_.push_back(std::move(work));
  changed_.WakeOne();
  return true;
}

void WorkLane::RunThread() {
  while (true) {
    std::function<void()> work;
    {
      const MutexLock lock(mutex_);
      while (waiting_.empty() && !is_ending_) changed_.Wait(mutex_);
      if (waiting_.empty()) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
      ++running_;
    }
    work();
    work = nullptr;
    const MutexLock lock(mutex_);
    --running_;
  }
}

}  // namespace tranche
