// What every command that serves has around its server: when it ends, how it logs, how much it may take.
//
// Thread safety: for the thread of the command.
#pragma once

#include <csignal>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "access/tls_keys.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "events/clock.h"
#include "server/http_limits.h"
#include "server/request_log.h"
#include "server/server_watch.h"

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
std::unique_ptr<RequestLog> MakeRequestLog(const Arguments& arguments, const Console& console);

// What is measured and logged of a server: requests go into `log`, which must outlive it, if --log asks for them.
ServerWatch WatchOf(const Arguments& arguments, const Console& console, RequestLog* log);

// What --tls-certificate, --tls-key and --client-ca say; nothing: no TLS.
// Errors: those of ReadTlsFiles.
absl::StatusOr<std::optional<TlsKeys>> TlsOf(const Arguments& arguments);

// Whoever operates the server is told a line, by any thread. `log` and the clock must outlive it.
std::function<void(const std::string& line)> NoticesInto(RequestLog* log, Clock* clock);

// A server that answers: says `begun`, waits for one of `signals`, calls `stop` and says `ended`; the service manager
// is told of both. Errors: those of PrintText; a server of which nothing could be said is not awaited.
Outcome ServeUntilStopped(const std::string& begun, StopSignals* signals, const std::function<void()>& stop,
                          const std::string& ended, const Console& console);

// The usual limits, with fewer connections if the system lets this process open too few files: each is one, and a
// server that can open no file answers nobody. Asks the system for as many as there may be.
HttpLimits LimitsOfFiles();

}  // namespace tranche
