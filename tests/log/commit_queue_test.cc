#include "log/commit_queue.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "events/sequence.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

std::shared_ptr<CommitQueue::Entry> Entry(Sequence sequence) {
  auto events = std::make_shared<EventBatch>();
  events->first = sequence;
  return std::make_shared<CommitQueue::Entry>(std::move(events));
}

std::vector<Sequence> SequencesOf(const CommitQueue::Group& group) {
  std::vector<Sequence> sequences;
  for (const auto& events : group) sequences.push_back(events->first);
  return sequences;
}

TEST(CommitQueueTest, AllInLineAreOneGroupInTheirOrder) {
  std::vector<std::vector<Sequence>> written;
  CommitQueue queue([&](const CommitQueue::Group& group) {
    written.push_back(SequencesOf(group));
    return absl::OkStatus();
  });
  const auto first = Entry(1);
  const auto second = Entry(2);
  queue.Push(first);
  queue.Push(second);
  EXPECT_THAT(queue.Wait(second), IsOk());
  EXPECT_THAT(queue.Wait(first), IsOk());
  EXPECT_THAT(written, ::testing::ElementsAre(::testing::ElementsAre(1, 2)));
}

// A batch of so many events of so many bytes each.
std::shared_ptr<CommitQueue::Entry> Entry(Sequence first, size_t events, size_t bytes) {
  auto batch = std::make_shared<EventBatch>();
  batch->first = first;
  for (size_t i = 0; i < events; ++i) batch->events.Add(std::string(bytes, 'x'));
  return std::make_shared<CommitQueue::Entry>(std::move(batch));
}

TEST(CommitQueueTest, GroupsAreCutBetweenBatchesAndWhoWaitsWritesUpToItsOwn) {
  std::vector<std::vector<Sequence>> written;
  CommitQueue queue(
      [&](const CommitQueue::Group& group) {
        written.push_back(SequencesOf(group));
        return absl::OkStatus();
      },
      {.events = 4, .bytes = 100});
  const std::vector<std::shared_ptr<CommitQueue::Entry>> entries = {Entry(1, 2, 10),  Entry(3, 2, 10),  // four events
                                                                    Entry(5, 9, 1),  // more than a group has, alone
                                                                    Entry(14, 1, 90), Entry(15, 1, 10),
                                                                    Entry(16, 1, 1)};
  for (const auto& entry : entries) queue.Push(entry);
  EXPECT_THAT(queue.Wait(entries[3]), IsOk());
  using ::testing::ElementsAre;
  EXPECT_THAT(written, ElementsAre(ElementsAre(1, 3), ElementsAre(5), ElementsAre(14, 15)));
  for (const size_t i : {0, 1, 2, 4, 5}) EXPECT_THAT(queue.Wait(entries[i]), IsOk());
  EXPECT_THAT(written.back(), ElementsAre(16));
}

TEST(CommitQueueTest, AllOfAGroupGetItsStatusAndTheNextGroupItsOwn) {
  int writes = 0;
  CommitQueue queue(
      [&](const CommitQueue::Group&) { return ++writes == 1 ? absl::UnavailableError("no disk") : absl::OkStatus(); });
  const auto first = Entry(1);
  const auto second = Entry(2);
  queue.Push(first);
  queue.Push(second);
  EXPECT_THAT(queue.Wait(first), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(queue.Wait(second), StatusIs(absl::StatusCode::kUnavailable));
  const auto third = Entry(3);
  queue.Push(third);
  EXPECT_THAT(queue.Wait(third), IsOk());
}

TEST(CommitQueueTest, ManyThreadsAreAllServedInTheOrderInWhichTheyCame) {
  constexpr int kThreads = 8;
  constexpr int kEach = 200;
  Mutex order;
  Sequence pushed = 0;
  std::atomic<Sequence> durable = 0;
  std::atomic<int> wrong = 0;
  CommitQueue queue([&](const CommitQueue::Group& group) {
    for (const Sequence sequence : SequencesOf(group)) {
      if (sequence != durable + 1) ++wrong;
      durable = sequence;
    }
    return absl::OkStatus();
  });
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < kEach; ++n) {
        std::shared_ptr<CommitQueue::Entry> entry;
        Sequence own = 0;
        {
          const MutexLock lock(order);
          own = ++pushed;
          queue.Push(entry = Entry(own));
        }
        if (!queue.Wait(entry).ok() || durable < own) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(durable, Sequence{kThreads} * kEach);
}

}  // namespace
}  // namespace tranche
