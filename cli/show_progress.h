// What the library tells of its progress, shown to the person who waits.
#pragma once

#include "cli/console.h"
#include "cli/progress.h"
#include "replay/progress_report.h"

namespace tranche {

// Both must outlive the callback.
inline ProgressCallback ShowOn(Progress* progress, const Console& console) {
  return [progress, &console](uint64_t done, uint64_t total) { progress->Update(done, total, console.clock.Now()); };
}

}  // namespace tranche
