// Appends one batch after the other, and decides on the next while those before it are
// written: what a caller with much to record uses, on two processors at once.
//
// Thread safety: one thread at a time.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "ledger/ledger.h"
#include "proto/event.pb.h"

namespace tranche {

class AppendStream {
 public:
  // At most this many batches are decided and not yet durable.
  static constexpr size_t kBatchesInFlight = 2;

  // `ledger` must outlive the stream.
  explicit AppendStream(Ledger* ledger);

  // Waits for everything.
  ~AppendStream();

  // Decides on a batch as Ledger::Submit does; waits while too many are in flight. On OK it
  // will be written after all before it.
  //
  // Errors: those of Ledger::Submit, and those of writing a batch before this one.
  absl::Status Append(std::vector<v1::Event> commands);

  // Waits until everything that was taken is durable and visible.
  // Errors: those of writing it. What the errors mean is said at Ledger::Append.
  absl::Status Finish();

 private:
  void WriteAll();

  Ledger& ledger_;
  std::mutex mutex_;  // guards all that follows, but for the thread
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Ledger::Submitted>> submitted_;
  size_t in_flight_ = 0;
  bool is_closed_ = false;
  absl::Status status_;
  std::thread writer_;
};

}  // namespace tranche
