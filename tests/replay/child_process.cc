#include "tests/replay/child_process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "events/check.h"

namespace tranche {

namespace {

std::string ReadAll(int in) {
  std::string text;
  char buffer[4096];
  for (ssize_t n; (n = ::read(in, buffer, sizeof(buffer))) > 0;) text.append(buffer, static_cast<size_t>(n));
  ::close(in);
  return text;
}

int WaitFor(pid_t pid) {
  int status = 0;
  TRANCHE_CHECK(::waitpid(pid, &status, 0) == pid, "waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

int Complain(absl::string_view what) {
  std::fprintf(stderr, "%s\n", std::string(what).c_str());
  return 1;
}

int RunInChild(const std::function<int()>& work) {
  const pid_t pid = ::fork();
  TRANCHE_CHECK(pid >= 0, "fork");
  if (pid == 0) ::_exit(work());
  return WaitFor(pid);
}

RunningChild StartChild(const std::function<void(int out)>& work) {
  int ends[2];
  TRANCHE_CHECK(::pipe(ends) == 0, "pipe");
  const pid_t pid = ::fork();
  TRANCHE_CHECK(pid >= 0, "fork");
  if (pid == 0) {
    ::close(ends[0]);
    work(ends[1]);
    ::_exit(0);
  }
  ::close(ends[1]);
  return {pid, ends[0]};
}

std::string RunningChild::Kill() {
  ::kill(pid, SIGKILL);
  (void)WaitFor(pid);
  return ReadAll(in);
}

RunningChild::Ending RunningChild::Wait() {
  std::string text = ReadAll(in);
  return {std::move(text), WaitFor(pid)};
}

}  // namespace tranche
