// Between who makes the parts of a long answer and who sends them: when the reader is slow, the maker waits, so that
// memory does not grow with the answer.
//
// Thread safety: all members may be called by several threads; one makes, one sends.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "events/mutex.h"

namespace tranche {

class PartQueue {
 public:
  // most_bytes  what may lie here when another part comes.
  // on_change   called, by the thread of the maker, whenever there is something to take.
  PartQueue(size_t most_bytes, std::function<void()> on_change);

  // Adds a part; waits while the queue is full.
  // Errors: what Close said.
  absl::Status Push(const std::string& part);

  // Adds what ends the answer, without waiting. Nothing is pushed after it.
  // code  what became of the answer: "ok", or the code of a refusal.
  void End(const std::string& last, const std::string& code = "ok");

  // What lies here, and whether it ends the answer, with what code. Does not wait.
  struct Taken {
    std::string bytes;
    bool is_end = false;
    std::string code;
  };
  Taken Take();

  // Nobody takes anything any more: what waits in Push, and every later Push, returns `why`.
  void Close(const absl::Status& why);

 private:
  const size_t most_bytes_;
  const std::function<void()> on_change_;
  Mutex mutex_;
  Signal changed_;
  std::string bytes_ ABSL_GUARDED_BY(mutex_);
  bool is_end_ ABSL_GUARDED_BY(mutex_) = false;
  std::string code_ ABSL_GUARDED_BY(mutex_);
  absl::Status closed_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tranche
