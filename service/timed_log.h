// A log that says how long each of its appends took: what a server measures of its disk.
//
// Thread safety: as LogWriter; the visitor is called by the thread that appends.
#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ledger/opening.h"

namespace tranche {

// One append, which is one sync, however many calls share it.
struct TimedAppend {
  uint64_t events = 0;
  absl::Duration duration;  // until the events were durable, or it failed
  absl::Status status;      // as LogWriter::Append
};

// Must be quick: the next append waits for it.
using TimedAppendVisitor = std::function<void(const TimedAppend& append)>;

// `options`, with a log that does what theirs does and tells `visitor` of each append.
OpenOptions TimingAppends(OpenOptions options, TimedAppendVisitor visitor);

}  // namespace tranche
