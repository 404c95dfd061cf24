#include "server/work_lane.h"

#include <atomic>
#include <cstddef>
#include <future>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

TEST(WorkLaneTest, WhatWasTakenIsDoneBeforeItEnds) {
  std::atomic<int> done = 0;
  int taken = 0;
  {
    WorkLane lane(3, 1000);
    for (int i = 0; i < 500; ++i) taken += lane.TryRun([&done] { ++done; }) ? 1 : 0;
  }
  EXPECT_EQ(taken, 500);
  EXPECT_EQ(done, taken);
}

TEST(WorkLaneTest, WhatIsTooMuchIsRefusedAtOnceUntilThereIsPlace) {
  std::promise<void> gate;
  std::promise<void> is_running;
  std::promise<void> last;
  WorkLane lane(1, 2);  // ends before what its work uses
  EXPECT_TRUE(lane.TryRun([&is_running, opened = gate.get_future().share()] {
    is_running.set_value();
    opened.wait();
  }));
  is_running.get_future().wait();
  EXPECT_TRUE(lane.TryRun([] {}));
  EXPECT_FALSE(lane.TryRun([] {}));
  gate.set_value();
  while (!lane.TryRun([&last] { last.set_value(); })) std::this_thread::yield();
  last.get_future().wait();
}

TEST(WorkLaneTest, AsManyRunAtOnceAsThereAreThreads) {
  constexpr int kThreads = 8;
  WorkLane lane(kThreads, kThreads);
  std::atomic<int> running = 0;
  std::vector<std::future<void>> all;
  for (int i = 0; i < kThreads; ++i) {
    auto done = std::make_shared<std::promise<void>>();
    all.push_back(done->get_future());
    EXPECT_TRUE(lane.TryRun([&running, done] {
      ++running;
      while (running < kThreads) std::this_thread::yield();  // for the others, which must run beside it
      done->set_value();
    }));
  }
  for (std::future<void>& one : all) one.wait();
}

TEST(WorkLaneTest, WorkThatComesAloneIsDoneByFewThreads) {
  constexpr size_t kThreads = 32;
  WorkLane lane(kThreads, kThreads);
  std::set<std::thread::id> workers;
  for (size_t i = 0; i < kThreads; ++i) {
    const auto by = std::make_shared<std::promise<std::thread::id>>();
    EXPECT_TRUE(lane.TryRun([by] { by->set_value(std::this_thread::get_id()); }));
    workers.insert(by->get_future().get());
    absl::SleepFor(absl::Milliseconds(2));  // it is idle again, and the next one is its, too
  }
  EXPECT_LT(workers.size(), kThreads / 2);
}

}  // namespace
}  // namespace tranche
