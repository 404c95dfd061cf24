// Hands batches to whoever makes them durable, in the order in which they were decided, many at a time: the first
// thread that waits takes everything in line as one group, and the others wait for it (group commit with a leader).
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "events/mutex.h"
#include "proto/event.pb.h"

namespace tranche {

class CommitQueue {
 public:
  using Events = std::vector<v1::Event>;
  // Batches in the order of the log.
  using Group = std::vector<std::shared_ptr<const Events>>;

  // A batch in line. Without events its caller only waits for what is in line before it.
  class Entry {
   public:
    explicit Entry(std::shared_ptr<const Events> events) : events_(std::move(events)) {}

   private:
    friend class CommitQueue;
    // All of it is guarded by the mutex of the queue.
    std::shared_ptr<const Events> events_;
    bool is_awaited_ = false;
    bool is_done_ = false;
    absl::Status status_;
    Signal wake_;
  };

  // Makes a group durable and visible, or says why it is not. Called for one group at a time.
  using WriteGroup = std::function<absl::Status(const Group& group)>;

  explicit CommitQueue(WriteGroup write_group) : write_group_(std::move(write_group)) {}

  // Enqueues `entry`. The order of the calls is that of the log.
  void Push(std::shared_ptr<Entry> entry);

  // Returns when the group of `entry` was written; its status. Every entry must be waited for, by one thread.
  absl::Status Wait(const std::shared_ptr<Entry>& entry);

 private:
  using Line = std::deque<std::shared_ptr<Entry>>;

  bool TakeLine(const std::shared_ptr<Entry>& entry, Line* line, Group* group);
  void Finish(const Line& line, const absl::Status& status);

  const WriteGroup write_group_;
  Mutex mutex_;
  Line waiting_ ABSL_GUARDED_BY(mutex_);
  bool is_writing_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace tranche
