#include "log/commit_queue.h"

#include <algorithm>

namespace tranche {

void CommitQueue::Push(std::shared_ptr<Entry> entry) {
  const MutexLock lock(mutex_);
  waiting_.push_back(std::move(entry));
}

// Blocks until `entry` is done (returns false) or there is no leader: then the caller becomes the leader, takes a
// group, and true is returned.
bool CommitQueue::TakeLine(const std::shared_ptr<Entry>& entry, Line* line, Group* group) {
  const MutexLock lock(mutex_);
  entry->is_awaited_ = true;
  while (!entry->is_done_ && is_writing_) entry->wake_.Wait(mutex_);
  if (entry->is_done_) return false;
  is_writing_ = true;
  TakeGroup(line, group);
  return true;
}

void CommitQueue::TakeGroup(Line* line, Group* group) {
  size_t events = 0;
  size_t bytes = 0;
  for (; !waiting_.empty(); waiting_.pop_front()) {
    const EventBytes& next = waiting_.front()->events_->events;
    events += next.size();
    bytes += next.bytes();
    if (!group->empty() && (events > group_max_.events || bytes > group_max_.bytes)) return;
    group->push_back(std::move(waiting_.front()->events_));
    line->push_back(std::move(waiting_.front()));
  }
}

// Completes every entry of the group and wakes the next leader: the first queued entry that is being awaited.
void CommitQueue::Finish(const Line& line, const absl::Status& status) {
  std::shared_ptr<Entry> next;
  {
    const MutexLock lock(mutex_);
    for (const std::shared_ptr<Entry>& each : line) {
      each->is_done_ = true;
      each->status_ = status;
    }
    is_writing_ = false;
    const auto awaited = std::find_if(waiting_.begin(), waiting_.end(),
                                      [](const std::shared_ptr<Entry>& each) { return each->is_awaited_; });
    if (awaited != waiting_.end()) next = *awaited;
  }
  // Without the lock, which each thread that wakes takes first.
  for (const std::shared_ptr<Entry>& each : line) each->wake_.WakeOne();
  if (next != nullptr) next->wake_.WakeOne();
}

absl::Status CommitQueue::Wait(const std::shared_ptr<Entry>& entry) {
  // A leader goes on until its own batch is done: it need not be in the first group.
  for (;;) {
    Line line;
    Group group;
    if (!TakeLine(entry, &line, &group)) break;
    Finish(line, write_group_(std::as_const(group)));
  }
  const MutexLock lock(mutex_);
  return entry->status_;
}

}  // namespace tranche
