// A log in memory whose outcomes a test scripts. Like a log that other machines share it outlives the ledgers that are
// opened on it, and what it acknowledges goes into their database as into a copy.
#pragma once

#include <deque>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "events/mutex.h"
#include "events/sequence.h"
#include "ledger/opening.h"
#include "log/log_writer.h"
#include "storage/database.h"

namespace tranche {

class MemoryLog {
 public:
  enum class Outcome {
    kDurable,          // as long as nothing else is scripted
    kNotWritten,       // failed, and nothing is there
    kUnknownNotThere,  // no answer, and nothing is there
    kUnknownThere,     // no answer, but it is there
  };

  // How a ledger is opened on this log, which must outlive it.
  OpenOptions options();

  // What becomes of the next append that was not scripted yet.
  void Script(Outcome next);

  // The next append is answered only after Release.
  void HoldNext();
  // Waits until an append is held.
  void WaitUntilHeld();
  void Release();

  // The last sequence that is there, and how often Append was called.
  Sequence last() const;
  int appends() const;

 private:
  class Writer;
  absl::Status Append(const LogGroup& group, storage::Database* database);
  Outcome TakeOutcome(const LogGroup& group);

  mutable Mutex mutex_;
  Signal changed_;
  std::deque<Outcome> script_ ABSL_GUARDED_BY(mutex_);
  bool holds_next_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_held_ ABSL_GUARDED_BY(mutex_) = false;
  Sequence last_ ABSL_GUARDED_BY(mutex_) = 0;
  int appends_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace tranche
