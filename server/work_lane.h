// Threads for one sort of work, and how much of it there may be at once. What reads and writes sockets never waits for
// a ledger: it hands the work to a lane, and a lane that is full refuses it at once.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "events/mutex.h"

namespace tranche {

class WorkLane {
 public:
  // threads  how much runs at once.
  // most     how much there may be, running and waiting; at least `threads`.
  WorkLane(size_t threads, size_t most);
  WorkLane(const WorkLane&) = delete;
  WorkLane& operator=(const WorkLane&) = delete;
  // Waits until all work that was taken is done.
  ~WorkLane();

  // True: `work` will be run, after what was taken before. False: the lane is full.
  bool TryRun(std::function<void()> work);

 private:
  // A thread that waits for work. What it is told is guarded by the mutex. It lives as long as the lane: it is woken
  // without the lock, when the thread may have seen what it was told already, and be over.
  struct Idle {
    Signal wake;
    bool is_called = false;
  };

  std::function<void()> AwaitWork(Idle* self);
  void RunThread(Idle* self);

  const size_t most_;
  std::vector<Idle> places_;  // of the threads
  Mutex mutex_;
  // The one that has worked last is called first: its stack, and what its allocator has at hand, are still warm.
  std::vector<Idle*> idle_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
  size_t running_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace tranche
