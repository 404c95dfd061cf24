#include "server/part_queue.h"

#include <atomic>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

TEST(PartQueueTest, WhatIsPushedIsTakenOnceAndInOrder) {
  std::atomic<int> changes = 0;
  PartQueue queue(100, [&] { ++changes; });
  EXPECT_EQ(queue.Take().bytes, "");
  EXPECT_THAT(queue.Push("a"), IsOk());
  EXPECT_THAT(queue.Push("b"), IsOk());
  const PartQueue::Taken first = queue.Take();
  EXPECT_EQ(first.bytes, "ab");
  EXPECT_FALSE(first.is_end);
  queue.End("!");
  const PartQueue::Taken last = queue.Take();
  EXPECT_EQ(last.bytes, "!");
  EXPECT_TRUE(last.is_end);
  EXPECT_EQ(changes, 3);
}

TEST(PartQueueTest, AMakerWaitsUntilThereIsRoom) {
  PartQueue queue(10, [] {});
  std::thread maker([&] {
    for (int i = 0; i < 1000; ++i) EXPECT_THAT(queue.Push("12345"), IsOk());
    queue.End("");
  });
  size_t received = 0;
  for (bool is_end = false; !is_end;) {
    const PartQueue::Taken taken = queue.Take();
    EXPECT_LE(taken.bytes.size(), 14u);  // below the limit, and one part
    received += taken.bytes.size();
    is_end = taken.is_end;
  }
  maker.join();
  EXPECT_EQ(received, 5000u);
}

TEST(PartQueueTest, ACloseWakesTheMakerWithItsReason) {
  PartQueue queue(1, [] {});
  EXPECT_THAT(queue.Push("full"), IsOk());
  absl::Status pushed;
  std::thread maker([&] { pushed = queue.Push("more"); });
  queue.Close(absl::CancelledError("gone"));
  maker.join();
  EXPECT_EQ(pushed, absl::CancelledError("gone"));
  queue.Close(absl::UnavailableError("later"));
  EXPECT_EQ(queue.Push("again"), absl::CancelledError("gone"));
}

}  // namespace
}  // namespace tranche
