// How much a server takes from its callers at once. Above each there is a refusal, or an end that says why.
#pragma once

#include <cstddef>

#include "absl/time/time.h"

namespace tranche {

struct HttpLimits {
  size_t header_bytes = 64 << 10;  // the first line too, which holds the message of a GET
  size_t body_bytes = 16 << 20;
  size_t large_bodies = 8;     // bodies above 64 KiB that are received at once
  size_t connections = 16384;  // some KiB each, of which most may be silent
  // Work in flight, running and waiting, and how many threads run it. What only asks never waits for what records.
  size_t asking = 1024;
  size_t asking_threads = 8;
  size_t recording = 1024;
  size_t recording_threads = 64;                 // concurrent appends share a sync
  size_t streams = 16;                           // each with its own thread
  size_t stream_bytes = 256 << 10;               // that wait for a slow reader of a stream
  size_t followers = 512;                        // of new events
  size_t waiting = 256;                          // for what the ledger does not have yet (Plan::is_ready)
  absl::Duration heartbeat = absl::Seconds(15);  // while there are none
  absl::Duration call_time = absl::Minutes(1);   // at most, whatever the caller asks for
  absl::Duration stream_time = absl::Hours(1);
  // Without a whole request, and for a caller that takes no more of its answer.
  absl::Duration idle_time = absl::Seconds(30);
  absl::Duration stop_time = absl::Seconds(10);  // for answers in flight when the server stops
};

}  // namespace tranche
