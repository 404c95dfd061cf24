// Appends one batch after the other, and decides on the next while those before it are
// written: what a caller with much to record uses, on two processors at once.
//
// Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "events/mutex.h"
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
  std::unique_ptr<Ledger::Submitted> WaitForNext();

  Ledger& ledger_;
  Mutex mutex_;
  Signal changed_;
  std::deque<std::unique_ptr<Ledger::Submitted>> submitted_ ABSL_GUARDED_BY(mutex_);
  size_t in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_closed_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  std::thread writer_;
};

}  // namespace tranche
