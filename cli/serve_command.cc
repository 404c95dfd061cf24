// serve: one process owns the ledger and answers others, until it is told to stop.
#include <sys/resource.h>

#include <csignal>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/session.h"
#include "reports/texts.h"
#include "server/calls.h"
#include "server/http_server.h"
#include "service/request_field.h"

namespace tranche {
namespace {

// SIGTERM and SIGINT, kept back in this thread and all that it starts from now on, until it asks for one. What comes
// after that one ends the process as usual.
class StopSignals {
 public:
  StopSignals() {
    ::sigemptyset(&signals_);
    ::sigaddset(&signals_, SIGTERM);
    ::sigaddset(&signals_, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  void Await() {
    int signal = 0;
    while (::sigwait(&signals_, &signal) != 0) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t signals_{};
  sigset_t before_{};
};

// Each connection is an open file; most systems give a process few unless it asks.
void AllowManyFiles() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace

Outcome RunServe(const Arguments& arguments, const Console& console) {
  AllowManyFiles();
  StopSignals signals;  // before the threads of the ledger and of the server
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kWrite);
  if (!session.ok()) return session.status();
  if (absl::Status warned = WarnOfClock(*session, console); !warned.ok()) return warned;
  const Calls calls(&session->service());
  const absl::StatusOr<std::unique_ptr<HttpServer>> server = HttpServer::Listen(&calls, arguments.listen);
  if (!server.ok()) return AtField("listen", server.status());
  const Locale locale = session->reader().locale;
  const std::string text =
      Say(locale,
          "serving {ledger} at http://{address}\n"
          "Whoever uses this machine can ask and record there: no password is asked for, nothing is encrypted. Ctrl-C "
          "stops.\n",
          {{"ledger", arguments.ledger}, {"address", (*server)->address()}});
  if (absl::Status printed = PrintText(text, console); !printed.ok()) return printed;
  signals.Await();
  (*server)->Stop();
  const absl::Status printed = PrintText(Say(locale, "stopped; what was acknowledged is recorded\n"), console);
  return printed.ok() ? Outcome(kExitDone) : printed;
}

}  // namespace tranche
