#include "cli/serving.h"

#include <semaphore.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <random>
#include <utility>

#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/service_manager.h"

namespace tranche {
namespace {

// Posted by the first SIGTERM or SIGINT. sem_post is one of the few calls that a signal handler may make
// (POSIX, 2.4.3).
sem_t stop_asked;

// Files that a server has open beside its connections: those of RocksDB above all.
constexpr rlim_t kOtherFiles = 1024;

bool LogsRequests(const Arguments& arguments, const Console& console) {
  return arguments.log.value_or(console.err_is_terminal ? "off" : "json") != "off";
}

}  // namespace

StopSignals::StopSignals() {
  ::sem_init(&stop_asked, 0, 0);
  struct sigaction post {};
  post.sa_flags = SA_RESTART;
  post.sa_handler = [](int) { ::sem_post(&stop_asked); };
  ::sigaction(SIGTERM, &post, &term_before_);
  ::sigaction(SIGINT, &post, &int_before_);
}

void StopSignals::Await() {
  while (::sem_wait(&stop_asked) != 0) {
  }
  Restore();
}

void StopSignals::Restore() {
  ::sigaction(SIGTERM, &term_before_, nullptr);
  ::sigaction(SIGINT, &int_before_, nullptr);
}

IgnoredBrokenPipes::IgnoredBrokenPipes() {
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &before_);
}

IgnoredBrokenPipes::~IgnoredBrokenPipes() { ::sigaction(SIGPIPE, &before_, nullptr); }

std::unique_ptr<RequestLog> MakeRequestLog(const Arguments& arguments, const Console& console) {
  const bool is_json = LogsRequests(arguments, console) && arguments.log.value_or("json") == "json";
  return std::make_unique<RequestLog>(STDERR_FILENO, is_json ? LogForm::kJson : LogForm::kText);
}

ServerWatch WatchOf(const Arguments& arguments, const Console& console, RequestLog* log) {
  std::random_device random;
  return ServerWatch(random(), LogsRequests(arguments, console) ? log : nullptr, &console.clock);
}

absl::StatusOr<std::optional<TlsKeys>> TlsOf(const Arguments& arguments) {
  if (arguments.tls_certificate.empty()) return std::optional<TlsKeys>();
  absl::StatusOr<TlsKeys> keys = ReadTlsFiles({arguments.tls_certificate, arguments.tls_key, arguments.client_ca});
  if (!keys.ok()) return keys.status();
  return std::optional<TlsKeys>(*std::move(keys));
}

std::function<void(const std::string& line)> NoticesInto(RequestLog* log, Clock* clock) {
  return [log, clock](const std::string& line) { log->AddNotice(line, clock->Now()); };
}

Outcome ServeUntilStopped(const std::string& begun, StopSignals* signals, const std::function<void()>& stop,
                          const std::string& ended, const Console& console) {
  if (absl::Status printed = PrintText(begun, console); !printed.ok()) return printed;
  TellServiceManager("READY=1");
  signals->Await();
  TellServiceManager("STOPPING=1");
  stop();
  const absl::Status printed = PrintText(ended, console);
  return printed.ok() ? Outcome(kExitDone) : printed;
}

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

}  // namespace tranche
