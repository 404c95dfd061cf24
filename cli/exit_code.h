// The exit codes of the command: 0 done; 1 refused by a rule, or a check that found
// something; 2 wrong usage or bad input, which includes a ledger that is not there or is
// of another version; 3 damaged data; 4 input or output failed.
#pragma once

#include "absl/status/status.h"

namespace tranche {

inline constexpr int kExitDone = 0;
inline constexpr int kExitRefused = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitDamaged = 3;
inline constexpr int kExitInputOutput = 4;

// The code that `status` ends a command with.
int ExitCodeOf(const absl::Status& status);

}  // namespace tranche
