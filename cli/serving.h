// What every command that serves has around its server: when it ends, how it logs, how much it may take.
//
// Thread safety: for the thread of the command.
#pragma once

#include <csignal>
#include <memory>

#include "cli/arguments.h"
#include "cli/console.h"
#include "server/http_limits.h"
#include "server/request_log.h"

namespace tranche {

// SIGTERM and SIGINT, until one comes; what comes after that one ends the process as usual. One at a time. Not by
// masks: threads that were there before have theirs.
class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals() { Restore(); }

  // Returns when one has come.
  void Await();

 private:
  void Restore();

  struct sigaction term_before_ {};
  struct sigaction int_before_ {};
};

// Who reads what is printed or logged may go away; that ends no server.
class IgnoredBrokenPipes {
 public:
  IgnoredBrokenPipes();
  IgnoredBrokenPipes(const IgnoredBrokenPipes&) = delete;
  IgnoredBrokenPipes& operator=(const IgnoredBrokenPipes&) = delete;
  ~IgnoredBrokenPipes();

 private:
  struct sigaction before_ {};
};

// The log on standard error: of requests in the form that --log asks for, if it does, and whatever that is, of notices.
bool LogsRequests(const Arguments& arguments, const Console& console);
std::unique_ptr<RequestLog> MakeRequestLog(const Arguments& arguments, const Console& console);

// The usual limits, with fewer connections if the system lets this process open too few files: each is one, and a
// server that can open no file answers nobody. Asks the system for as many as there may be.
HttpLimits LimitsOfFiles();

}  // namespace tranche
