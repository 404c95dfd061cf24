// Work in a process of its own, so that it may be killed or may crash, and the test goes
// on. A test that uses it never opens a ledger itself: RocksDB's threads would not
// follow into the child.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>

namespace tranche {

// Runs `work` in a child and waits. The exit code of the child is what `work` returns;
// 128 + the number of the signal when one ended it.
int RunInChild(const std::function<int()>& work);

// Starts `work` in a child. What it writes to `out` can be read from the result.
struct RunningChild {
  pid_t pid = 0;
  int in = -1;

  // Ends it with SIGKILL, waits, and returns all that it has written and that was not read yet.
  std::string Kill();

  // Waits for its end; all that it has written and that was not read yet, and how it
  // ended, as RunInChild says.
  struct Ending {
    std::string text;
    int code = 0;
  };
  Ending Wait();
};
RunningChild StartChild(const std::function<void(int out)>& work);

// The number in the environment variable `name`, or `otherwise`.
uint64_t NumberFromEnvironment(const char* name, uint64_t otherwise);

}  // namespace tranche
