#include "ledger/append_stream.h"

#include <utility>

namespace tranche {

AppendStream::AppendStream(Ledger* ledger) : ledger_(*ledger), writer_([this] { WriteAll(); }) {}

AppendStream::~AppendStream() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_closed_ = true;
  }
  changed_.notify_all();
  writer_.join();
}

void AppendStream::WriteAll() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return !submitted_.empty() || is_closed_; });
    if (submitted_.empty()) return;
    std::unique_ptr<Ledger::Submitted> next = std::move(submitted_.front());
    submitted_.pop_front();
    lock.unlock();
    absl::Status written = ledger_.Await(std::move(next)).status();
    lock.lock();
    if (status_.ok()) status_ = std::move(written);
    --in_flight_;
    changed_.notify_all();
  }
}

absl::Status AppendStream::Append(std::vector<v1::Event> commands) {
  {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return in_flight_ < kBatchesInFlight; });
    if (!status_.ok()) return status_;
  }
  absl::StatusOr<std::unique_ptr<Ledger::Submitted>> submitted = ledger_.Submit(std::move(commands));
  if (!submitted.ok()) return submitted.status();
  const std::lock_guard<std::mutex> lock(mutex_);
  submitted_.push_back(*std::move(submitted));
  ++in_flight_;
  changed_.notify_all();
  return absl::OkStatus();
}

absl::Status AppendStream::Finish() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return in_flight_ == 0; });
  return status_;
}

}  // namespace tranche
