// serve: one process owns the ledger and answers others, until it is told to stop.
#include <semaphore.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/session.h"
#include "reports/texts.h"
#include "server/calls.h"
#include "server/grpc_server.h"
#include "server/http_limits.h"
#include "server/http_server.h"
#include "service/request_field.h"

namespace tranche {
namespace {

// Posted by the first SIGTERM or SIGINT. sem_post is one of the few calls that a signal handler may make
// (POSIX, 2.4.3).
sem_t stop_asked;

// SIGTERM and SIGINT, until one comes; what comes after that one ends the process as usual. Not by masks: threads that
// were there before have theirs.
class StopSignals {
 public:
  StopSignals() {
    ::sem_init(&stop_asked, 0, 0);
    struct sigaction post {};
    post.sa_flags = SA_RESTART;
    post.sa_handler = [](int) { ::sem_post(&stop_asked); };
    ::sigaction(SIGTERM, &post, &term_before_);
    ::sigaction(SIGINT, &post, &int_before_);
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals() { Restore(); }

  void Await() {
    while (::sem_wait(&stop_asked) != 0) {
    }
    Restore();
  }

 private:
  void Restore() {
    ::sigaction(SIGTERM, &term_before_, nullptr);
    ::sigaction(SIGINT, &int_before_, nullptr);
  }

  struct sigaction term_before_ {};
  struct sigaction int_before_ {};
};

// Files that a server has open beside its connections: those of RocksDB above all.
constexpr rlim_t kOtherFiles = 1024;

// Each connection is an open file; most systems give a process few unless it asks. Fewer connections than the server
// would take, if even then there are not enough: a ledger that can open no file answers nobody.
HttpLimits LimitsOfFiles() {
  HttpLimits limits;
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return limits;
  files.rlim_cur = files.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &files);
  const rlim_t most = files.rlim_max - std::min(files.rlim_max / 2, kOtherFiles);
  limits.connections = static_cast<size_t>(std::min<rlim_t>(limits.connections, most));
  return limits;
}

std::string ServingText(const std::string& ledger, const HttpServer& http, const GrpcServer* grpc, Locale locale) {
  std::string text =
      Say(locale, "serving {ledger} at http://{address}\n", {{"ledger", ledger}, {"address", http.address()}});
  if (grpc != nullptr)
    absl::StrAppend(&text, Say(locale, "and by gRPC at {address}\n", {{"address", grpc->address()}}));
  absl::StrAppend(&text, Say(locale,
                             "Whoever uses this machine can ask and record there: no password is asked for, nothing is "
                             "encrypted. Ctrl-C stops.\n"));
  return text;
}

// At the same time, so that streams of both have the same time to end.
void StopBoth(HttpServer* http, GrpcServer* grpc) {
  std::thread other;
  if (grpc != nullptr) other = std::thread([grpc] { grpc->Stop(HttpLimits().stop_time); });
  http->Stop();
  if (other.joinable()) other.join();
}

}  // namespace

Outcome RunServe(const Arguments& arguments, const Console& console) {
  const HttpLimits limits = LimitsOfFiles();
  StopSignals signals;
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kWrite);
  if (!session.ok()) return session.status();
  if (absl::Status warned = WarnOfClock(*session, console); !warned.ok()) return warned;
  const Calls calls(session->local());
  const absl::StatusOr<std::unique_ptr<HttpServer>> http = HttpServer::Listen(&calls, arguments.listen, limits);
  if (!http.ok()) return AtField("listen", http.status());
  std::unique_ptr<GrpcServer> grpc;
  if (!arguments.grpc.empty()) {
    absl::StatusOr<std::unique_ptr<GrpcServer>> started = GrpcServer::Start(session->local(), arguments.grpc);
    if (!started.ok()) return AtField("grpc", started.status());
    grpc = *std::move(started);
  }
  const Locale locale = session->reader().locale;
  if (absl::Status printed = PrintText(ServingText(arguments.ledger, **http, grpc.get(), locale), console);
      !printed.ok())
    return printed;
  signals.Await();
  StopBoth(http->get(), grpc.get());
  const absl::Status printed = PrintText(Say(locale, "stopped; what was acknowledged is recorded\n"), console);
  return printed.ok() ? Outcome(kExitDone) : printed;
}

}  // namespace tranche
