#include "log/commit_queue.h"

namespace tranche {

void CommitQueue::Push(std::shared_ptr<Entry> entry) {
  const std::lock_guard<std::mutex> lock(mutex_);
  waiting_.push_back(std::move(entry));
}

absl::Status CommitQueue::WriteGroup(const Group& group) {
  for (const std::shared_ptr<Entry>& entry : group) {
    absl::Status written = writer_(*entry->events_, entry == group.back(), &entry->rows_);
    entry->events_.reset();
    if (!written.ok()) return written;
  }
  return acknowledge_(group.back()->last_);
}

// One of those who wait writes for all; the first in line may not have come to wait yet.
void CommitQueue::WakeNext() {
  for (const std::shared_ptr<Entry>& entry : waiting_) {
    if (entry->is_awaited_) return entry->wake_.notify_one();
  }
}

absl::Status CommitQueue::Wait(const std::shared_ptr<Entry>& entry) {
  std::unique_lock<std::mutex> lock(mutex_);
  entry->is_awaited_ = true;
  entry->wake_.wait(lock, [&] { return entry->is_done_ || !is_writing_; });
  if (entry->is_done_) return entry->status_;
  is_writing_ = true;
  const Group group = std::exchange(waiting_, Group());
  if (failed_.ok()) {
    lock.unlock();
    absl::Status written = WriteGroup(group);
    lock.lock();
    failed_ = std::move(written);
  }
  for (const std::shared_ptr<Entry>& each : group) {
    each->is_done_ = true;
    each->status_ = failed_;
    each->wake_.notify_one();
  }
  is_writing_ = false;
  WakeNext();
  return entry->status_;
}

}  // namespace tranche
