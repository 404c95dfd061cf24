#include "tests/faults/killed_process.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <vector>

#include "events/check.h"

namespace tranche {
namespace {

// The child could not be stopped at its calls.
constexpr int kUnsupported = 76;

constexpr uint32_t kStop = SECCOMP_RET_TRACE;
constexpr uint32_t kGoOn = SECCOMP_RET_ALLOW;

sock_filter Load(size_t offset) { return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(offset)); }
// The lower half of argument `i`, on a little-endian machine.
sock_filter LoadArgument(size_t i) { return Load(offsetof(seccomp_data, args) + 8 * i); }
sock_filter Return(uint32_t action) { return BPF_STMT(BPF_RET | BPF_K, action); }
// Skips `count` instructions unless the loaded number is `value`.
sock_filter SkipUnless(long value, uint8_t count) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(value), 0, count);
}

// Stops at `call` when argument `i` has any of `bits`.
void AddIfBits(long call, size_t i, uint32_t bits, std::vector<sock_filter>* filter) {
  filter->insert(filter->end(), {SkipUnless(call, 4), LoadArgument(i), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1),
                                 Return(kStop), Return(kGoOn)});
}

// Stops at `call` when argument 0 is none of the standard streams.
void AddIfFile(long call, std::vector<sock_filter>* filter) {
  filter->insert(filter->end(),
                 {SkipUnless(call, 4), LoadArgument(0), BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, STDERR_FILENO, 0, 1),
                  Return(kStop), Return(kGoOn)});
}

std::vector<sock_filter> Filter() {
  std::vector<sock_filter> filter = {Load(offsetof(seccomp_data, nr))};
#ifdef SYS_open
  AddIfBits(SYS_open, 1, O_CREAT | O_TRUNC, &filter);
#endif
  AddIfBits(SYS_openat, 2, O_CREAT | O_TRUNC, &filter);
  for (const long call : {SYS_write, SYS_pwrite64, SYS_writev, SYS_pwritev, SYS_pwritev2}) AddIfFile(call, &filter);
  std::vector<long> always = {SYS_renameat2, SYS_linkat,          SYS_unlinkat,        SYS_mkdirat,  SYS_symlinkat,
                              SYS_truncate,  SYS_ftruncate,       SYS_fallocate,       SYS_fsync,    SYS_fdatasync,
                              SYS_msync,     SYS_sync_file_range, SYS_copy_file_range, SYS_sendfile, SYS_syncfs,
                              SYS_fchmod,    SYS_fchmodat};
#ifdef SYS_rename
  always.insert(always.end(), {SYS_rename, SYS_renameat, SYS_link, SYS_unlink, SYS_mkdir, SYS_rmdir, SYS_creat});
#endif
  for (const long call : always) filter.insert(filter.end(), {SkipUnless(call, 1), Return(kStop)});
  filter.push_back(Return(kGoOn));
  return filter;
}

// Lets the parent trace this process, and stops it until the parent does.
bool ToBeTraced() {
  std::vector<sock_filter> filter = Filter();
  const sock_fprog program = {static_cast<unsigned short>(filter.size()), filter.data()};
  return ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0 && ::raise(SIGSTOP) == 0 &&
         ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

// A signal that stopped `pid` goes on to it, unless it is one of tracing itself.
int SignalToPass(int status) {
  const int signal = WSTOPSIG(status);
  return status >> 16 != 0 || signal == SIGTRAP || signal == SIGSTOP ? 0 : signal;
}

}  // namespace

KilledProcess RunUntilChange(uint64_t number, const std::function<int()>& work) {
  KilledProcess process;
  const pid_t child = ::fork();
  TRANCHE_CHECK(child >= 0, "fork");
  if (child == 0) ::_exit(ToBeTraced() ? work() : kUnsupported);
  int status = 0;
  TRANCHE_CHECK(::waitpid(child, &status, 0) == child, "waitpid");
  if (WIFEXITED(status)) return process;
  constexpr long kOptions = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
  TRANCHE_CHECK(::ptrace(PTRACE_SETOPTIONS, child, nullptr, kOptions) == 0, "ptrace");
  (void)::ptrace(PTRACE_CONT, child, nullptr, nullptr);
  while (true) {
    const pid_t stopped = ::waitpid(-1, &status, __WALL);
    TRANCHE_CHECK(stopped > 0, "waitpid");
    if (stopped == child && (WIFEXITED(status) || WIFSIGNALED(status))) break;
    if (!WIFSTOPPED(status)) continue;  // the end of a thread
    const bool is_change = status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8);
    if (is_change && ++process.changing == number) (void)::kill(child, SIGKILL);
    (void)::ptrace(PTRACE_CONT, stopped, nullptr, SignalToPass(status));
  }
  process.was_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  process.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  process.is_supported = process.code != kUnsupported;
  return process;
}

}  // namespace tranche
