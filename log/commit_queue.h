// Writes batches to the database in the order in which they were decided, many at a
// time: whoever waits first writes for all that are there and syncs once (group commit).
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "events/sequence.h"
#include "proto/event.pb.h"
#include "storage/database.h"

namespace tranche {

class CommitQueue {
 public:
  using Events = std::vector<v1::Event>;

  // A batch on its way: its events, the rows that were staged when they were decided, and
  // its last sequence. Without events the caller only waits for what was decided before.
  class Entry {
   public:
    Entry(storage::Batch rows, std::shared_ptr<const Events> events, Sequence last)
        : rows_(std::move(rows)), events_(std::move(events)), last_(last) {}

   private:
    friend class CommitQueue;
    storage::Batch rows_;
    std::shared_ptr<const Events> events_;
    Sequence last_;
    bool is_awaited_ = false;
    bool is_done_ = false;
    absl::Status status_;
    std::condition_variable wake_;
  };

  // Writes one batch; the sync covers those that were written without one before it.
  using Writer = std::function<absl::Status(const Events& events, bool sync, storage::Batch* rows)>;
  // Called after each sync, by one thread at a time, with the last sequence that is durable.
  using Acknowledge = std::function<absl::Status(Sequence last)>;

  CommitQueue(Writer writer, Acknowledge acknowledge)
      : writer_(std::move(writer)), acknowledge_(std::move(acknowledge)) {}

  // Puts `entry` behind those that are there. The order of the calls is that of the log.
  void Push(std::shared_ptr<Entry> entry);

  // Returns when `entry` is durable and acknowledged, or with the error that any write
  // had: after a failed one nothing more is written.
  absl::Status Wait(const std::shared_ptr<Entry>& entry);

 private:
  using Group = std::deque<std::shared_ptr<Entry>>;

  absl::Status WriteGroup(const Group& group);
  void WakeNext();

  Writer writer_;
  Acknowledge acknowledge_;
  std::mutex mutex_;  // guards all that follows, and what is in the entries but for their rows
  Group waiting_;
  bool is_writing_ = false;
  absl::Status failed_;
};

}  // namespace tranche
