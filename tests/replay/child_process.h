// Runs work in a child process, so that it can be killed or crash while the test continues. A
// test that uses this must never open a ledger itself: RocksDB's threads do not survive fork.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

// Runs `work` in a child and waits. Returns the result of `work`, or 128 + the number of the
// signal that killed the child.
int RunInChild(const std::function<int()>& work);

// For a child that has found something wrong: prints it to standard error; returns 1, the exit code.
int Complain(absl::string_view what);

// Starts `work` in a child. What it writes to `out` can be read from the result.
struct RunningChild {
  pid_t pid = 0;
  int in = -1;

  // Kills it with SIGKILL, waits, and returns its unread output.
  std::string Kill();

  // Waits for its end; returns its unread output, and the exit code as RunInChild.
  struct Ending {
    std::string text;
    int code = 0;
  };
  Ending Wait();
};
RunningChild StartChild(const std::function<void(int out)>& work);

}  // namespace tranche
