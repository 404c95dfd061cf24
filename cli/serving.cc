#include "cli/serving.h"

#include <semaphore.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace tranche {
namespace {

// Posted by the first SIGTERM or SIGINT. sem_post is one of the few calls that a signal handler may make
// (POSIX, 2.4.3).
sem_t stop_asked;

// Files that a server has open beside its connections: those of RocksDB above all.
constexpr rlim_t kOtherFiles = 1024;

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

bool LogsRequests(const Arguments& arguments, const Console& console) {
  return arguments.log.value_or(console.err_is_terminal ? "off" : "json") != "off";
}

std::unique_ptr<RequestLog> MakeRequestLog(const Arguments& arguments, const Console& console) {
  const bool is_json = LogsRequests(arguments, console) && arguments.log.value_or("json") == "json";
  return std::make_unique<RequestLog>(STDERR_FILENO, is_json ? LogForm::kJson : LogForm::kText);
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
