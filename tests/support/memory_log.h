// An in-memory log whose outcomes a test scripts. Like a log shared by several machines, it outlives the ledgers opened
// on it, and what it acknowledges is applied to their databases as to a replica.
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
    kDurable,          // the default
    kNotWritten,       // failed, nothing appended
    kUnknownNotThere,  // no answer, nothing appended
    kUnknownThere,     // no answer, but appended
  };

  // The options to open a ledger on this log, which must outlive it.
  OpenOptions options();

  // Scripts the outcome of the next append without one.
  void Script(Outcome next);

  // Delays the answer to the next append until Release.
  void HoldNext();
  // Waits until an append is held.
  void WaitUntilHeld();
  void Release();

  // The last sequence in the log, and the number of calls of Append.
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
