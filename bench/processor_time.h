// How long processes have worked, for the benchmarks.
#pragma once

#include <sys/types.h>

namespace tranche {

// The processor time, in seconds, of a process of this machine, of its children, and of those that have ended. In steps
// of the kernel's clock tick, 10 ms as a rule. 0 for a process that is gone.
double ProcessorSeconds(pid_t process);

}  // namespace tranche
