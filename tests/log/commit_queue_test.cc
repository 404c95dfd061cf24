#include "log/commit_queue.h"

#include <atomic>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

class CommitQueueTest : public ::testing::Test {
 protected:
  CommitQueueTest() : database_(*storage::Database::Open(directory_.File("db"), storage::Database::Mode::kCreate)) {}

  std::shared_ptr<CommitQueue::Entry> Entry(Sequence last) {
    return std::make_shared<CommitQueue::Entry>(database_->NewBatch(), std::make_shared<CommitQueue::Events>(), last);
  }

  TemporaryDirectory directory_;
  std::unique_ptr<storage::Database> database_;
};

TEST_F(CommitQueueTest, OneSyncServesAllThatAreInLine) {
  int writes = 0;
  int syncs = 0;
  std::vector<Sequence> acknowledged;
  CommitQueue queue(
      [&](const CommitQueue::Events&, bool sync, storage::Batch*) {
        ++writes;
        syncs += sync ? 1 : 0;
        return absl::OkStatus();
      },
      [&](Sequence last) {
        acknowledged.push_back(last);
        return absl::OkStatus();
      });
  const auto first = Entry(1);
  const auto second = Entry(2);
  queue.Push(first);
  queue.Push(second);
  EXPECT_THAT(queue.Wait(second), IsOk());
  EXPECT_THAT(queue.Wait(first), IsOk());
  EXPECT_EQ(writes, 2);
  EXPECT_EQ(syncs, 1);
  EXPECT_THAT(acknowledged, ::testing::ElementsAre(2));
}

TEST_F(CommitQueueTest, AfterAFailedWriteNothingIsWrittenOrAcknowledged) {
  int writes = 0;
  int acknowledged = 0;
  CommitQueue queue(
      [&](const CommitQueue::Events&, bool, storage::Batch*) {
        ++writes;
        return absl::UnavailableError("no disk");
      },
      [&](Sequence) {
        ++acknowledged;
        return absl::OkStatus();
      });
  for (Sequence last : {1, 2}) {
    const auto entry = Entry(last);
    queue.Push(entry);
    EXPECT_THAT(queue.Wait(entry), StatusIs(absl::StatusCode::kUnavailable));
  }
  EXPECT_EQ(writes, 1);
  EXPECT_EQ(acknowledged, 0);
}

TEST_F(CommitQueueTest, ManyThreadsAreAllServedInTheOrderInWhichTheyCame) {
  constexpr int kThreads = 8;
  constexpr int kEach = 200;
  std::mutex order;
  Sequence pushed = 0;
  std::atomic<Sequence> durable = 0;
  std::atomic<int> wrong = 0;
  CommitQueue queue([](const CommitQueue::Events&, bool, storage::Batch*) { return absl::OkStatus(); },
                    [&](Sequence last) {
                      if (last <= durable) ++wrong;
                      durable = last;
                      return absl::OkStatus();
                    });
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < kEach; ++n) {
        std::shared_ptr<CommitQueue::Entry> entry;
        Sequence own = 0;
        {
          const std::lock_guard<std::mutex> lock(order);
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
