#include "server/part_queue.h"

#include <utility>

namespace tranche {

PartQueue::PartQueue(size_t most_bytes, std::function<void()> on_change)
    : most_bytes_(most_bytes), on_change_(std::move(on_change)) {}

absl::Status PartQueue::Push(const std::string& part) {
  {
    const MutexLock lock(mutex_);
    while (closed_.ok() && bytes_.size() >= most_bytes_) changed_.Wait(mutex_);
    if (!closed_.ok()) return closed_;
    bytes_ += part;
  }
  on_change_();
  return absl::OkStatus();
}

void PartQueue::End(const std::string& last, const std::string& code) {
  {
    const MutexLock lock(mutex_);
    bytes_ += last;
    is_end_ = true;
    code_ = code;
  }
  on_change_();
}

PartQueue::Taken PartQueue::Take() {
  const MutexLock lock(mutex_);
  changed_.WakeAll();
  return {std::exchange(bytes_, ""), is_end_, code_};
}

void PartQueue::Close(const absl::Status& why) {
  const MutexLock lock(mutex_);
  if (closed_.ok()) closed_ = why;
  changed_.WakeAll();
}

}  // namespace tranche
