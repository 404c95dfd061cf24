// Appends batches as a pipeline: decides on the next one while those before it are being
// written. For bulk loading; uses two processors.
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
#include "absl/status/statusor.h"
#include "events/mutex.h"
#include "ledger/ledger.h"
#include "log/event_bytes.h"
#include "proto/event.pb.h"

namespace tranche {

class AppendStream {
 public:
  // The maximum number of batches decided and not yet durable.
  static constexpr size_t kBatchesInFlight = 2;

  // `ledger` must outlive the stream.
  explicit AppendStream(Ledger* ledger);

  // Waits until everything accepted is written.
  ~AppendStream();

  // Decides on a batch as Ledger::Submit does; blocks while too many are in flight. On OK
  // it will be written, after all before it.
  //
  // Errors: those of Ledger::Submit, and those of writing a batch before this one.
  absl::Status Append(std::vector<v1::Event> commands);

  // As Append, of commands that are serialized already, as Ledger::SubmitBytes takes them; faster.
  absl::Status AppendBytes(const EventBytes& commands);

  // Waits until everything accepted is durable and visible.
  // Errors: those of writing it; Ledger::Append says what they mean.
  absl::Status Finish();

 private:
  absl::Status WaitForRoom();
  absl::Status Take(absl::StatusOr<std::unique_ptr<Ledger::Submitted>> submitted);
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
