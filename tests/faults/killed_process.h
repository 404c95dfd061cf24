// Runs work in a child process that is killed before one of its system calls that change files: by a seccomp filter
// that stops the child at each of them, in any of its threads and libraries, and ptrace. A test that uses this must
// never open a ledger itself (tests/replay/child_process.h).
#pragma once

#include <cstdint>
#include <functional>

namespace tranche {

struct KilledProcess {
  bool is_supported = false;  // false: this system does not let a process trace its child
  bool was_killed = false;
  int code = 0;           // its exit code, unless it was killed
  uint64_t changing = 0;  // how many such calls it began
};

// Runs `work` in a child and kills it with SIGKILL before changing call number `number`, from 1 on, is executed; with 0
// never. Changing calls are open with O_CREAT or O_TRUNC, write beyond standard error, rename, link, unlink, mkdir,
// rmdir, truncate, fallocate, sync ... and their variants.
KilledProcess RunUntilChange(uint64_t number, const std::function<int()>& work);

}  // namespace tranche
