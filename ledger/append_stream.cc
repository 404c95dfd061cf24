#include "ledger/append_stream.h"

#include <utility>

namespace tranche {

AppendStream::AppendStream(Ledger* ledger) : ledger_(*ledger), writer_([this] { WriteAll(); }) {}

AppendStream::~AppendStream() {
  {
    const MutexLock lock(mutex_);
    is_closed_ = true;
    changed_.WakeAll();
  }
  writer_.join();
}

// Null at the end.
std::unique_ptr<Ledger::Submitted> AppendStream::WaitForNext() {
  const MutexLock lock(mutex_);
  while (submitted_.empty() && !is_closed_) changed_.Wait(mutex_);
  if (submitted_.empty()) return nullptr;
  std::unique_ptr<Ledger::Submitted> next = std::move(submitted_.front());
  submitted_.pop_front();
  return next;
}

void AppendStream::WriteAll() {
  while (std::unique_ptr<Ledger::Submitted> next = WaitForNext()) {
    absl::Status written = ledger_.AwaitBytes(std::move(next)).status();
    const MutexLock lock(mutex_);
    if (status_.ok()) status_ = std::move(written);
    --in_flight_;
    changed_.WakeAll();
  }
}

// Errors: those of a batch that was taken before.
absl::Status AppendStream::WaitForRoom() {
  const MutexLock lock(mutex_);
  while (in_flight_ >= kBatchesInFlight) changed_.Wait(mutex_);
  return status_;
}

absl::Status AppendStream::Append(std::vector<v1::Event> commands) {
  if (absl::Status before = WaitForRoom(); !before.ok()) return before;
  return Take(ledger_.Submit(std::move(commands)));
}

absl::Status AppendStream::AppendBytes(const EventBytes& commands) {
  if (absl::Status before = WaitForRoom(); !before.ok()) return before;
  return Take(ledger_.SubmitBytes(commands));
}

absl::Status AppendStream::Take(absl::StatusOr<std::unique_ptr<Ledger::Submitted>> submitted) {
  if (!submitted.ok()) return submitted.status();
  const MutexLock lock(mutex_);
  submitted_.push_back(*std::move(submitted));
  ++in_flight_;
  changed_.WakeAll();
  return absl::OkStatus();
}

absl::Status AppendStream::Finish() {
  const MutexLock lock(mutex_);
  while (in_flight_ != 0) changed_.Wait(mutex_);
  return status_;
}

}  // namespace tranche
