// Group commit: hands batches to the log writer in the order in which they were decided, many at a time. The first
// thread that waits becomes the leader and takes what is in the queue as one group; the others wait for it.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "events/mutex.h"
#include "log/event_bytes.h"

namespace tranche {

class CommitQueue {
 public:
  // Batches in the order of the log.
  using Group = std::vector<std::shared_ptr<const EventBatch>>;

  // The most that a group has, unless it is a single batch.
  struct GroupMax {
    size_t events = std::numeric_limits<size_t>::max();
    size_t bytes = std::numeric_limits<size_t>::max();
  };

  // A queued batch. If it has no events, its caller only waits for the batches ahead of it.
  class Entry {
   public:
    explicit Entry(std::shared_ptr<const EventBatch> events) : events_(std::move(events)) {}

   private:
    friend class CommitQueue;
    // Every member is guarded by the queue's mutex.
    std::shared_ptr<const EventBatch> events_;
    bool is_awaited_ = false;
    bool is_done_ = false;
    absl::Status status_;
    Signal wake_;
  };

  // Makes a group durable and visible, or returns the error. Called for one group at a time.
  using WriteGroup = std::function<absl::Status(const Group& group)>;

  explicit CommitQueue(WriteGroup write_group) : CommitQueue(std::move(write_group), GroupMax()) {}
  CommitQueue(WriteGroup write_group, const GroupMax& group_max)
      : write_group_(std::move(write_group)), group_max_(group_max) {}

  // Enqueues `entry`. The order of the calls is that of the log.
  void Push(std::shared_ptr<Entry> entry);

  // Blocks until the group of `entry` has been written, and returns the status of that write. Every entry must be
  // awaited by exactly one thread.
  absl::Status Wait(const std::shared_ptr<Entry>& entry);

 private:
  using Line = std::deque<std::shared_ptr<Entry>>;

  bool TakeLine(const std::shared_ptr<Entry>& entry, Line* line, Group* group);
  void TakeGroup(Line* line, Group* group) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Finish(const Line& line, const absl::Status& status);

  const WriteGroup write_group_;
  const GroupMax group_max_;
  Mutex mutex_;
  Line waiting_ ABSL_GUARDED_BY(mutex_);
  bool is_writing_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace tranche
