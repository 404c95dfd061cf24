// The log of a server for its operators: one line for each request that was answered, and for whoever was turned away,
// on a file descriptor, as JSON or for people. Never what was asked, answered, or proves who calls.
//
// Writing never holds a request up: a thread of its own writes, and what does not fit is left out and counted. What
// reads the log may be slow, stop or go away; the server goes on.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "events/mutex.h"
#include "server/exchange.h"

namespace tranche {

enum class LogForm { kJson, kText };

// The line of `exchange`, which was answered at `now`, with its "\n".
//   kJson  {"time":"2026-06-15T01:02:03.004Z","request_id":...,"door":...,"call":...,"code":...,"duration_us":...,
//          "received_bytes":...,"sent_bytes":...}, and "actor" if it is known
//   kText  2026-06-15T01:02:03.004Z http GetBalance ok 1.234ms 12B 345B ID [ACTOR]
// left_out  how many lines before it were not written: said when it is not 0.
std::string LogLine(const Exchange& exchange, absl::Time now, LogForm form, uint64_t left_out);

// The line of a notice, which is English text for people: {"time":...,"notice":...}, or the time and the text; with its
// "\n". left_out  as above.
std::string NoticeLine(const std::string& notice, absl::Time now, LogForm form, uint64_t left_out);

struct RequestLogLimits {
  size_t lines_waiting = 1024;
  uint64_t lines_a_second = 1000;
};

class RequestLog {
 public:
  // file  where to write, open for as long as the log: not closed. Whoever makes a log ignores SIGPIPE.
  RequestLog(int file, LogForm form, const RequestLogLimits& limits = {});
  RequestLog(const RequestLog&) = delete;
  RequestLog& operator=(const RequestLog&) = delete;
  // Writes what waits, if that can be done at once.
  ~RequestLog();

  void Add(const Exchange& exchange, absl::Time now);

  // Something that operators should know beside the requests: see NoticeLine.
  void AddNotice(const std::string& notice, absl::Time now);

 private:
  using LineOf = std::function<std::string(uint64_t left_out)>;

  void AddLine(const LineOf& line_of, absl::Time now);
  void WriteLines();
  bool AwaitLines();
  std::optional<std::string> NextLine();
  bool Admits(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int file_;
  const LogForm form_;
  const RequestLogLimits limits_;
  Mutex mutex_;
  Signal changed_;
  std::deque<std::string> waiting_ ABSL_GUARDED_BY(mutex_);
  uint64_t left_out_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t second_ ABSL_GUARDED_BY(mutex_) = 0;  // the last one in which a line came, in Unix time
  uint64_t lines_in_second_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace tranche
