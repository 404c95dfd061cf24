// Failed attempts to come in, by the address from which they came and in all: how long the answer to the next one
// waits, and when there were too many.
//
// Nobody guesses a token of 256 bits; what is limited is the work and the noise. So whoever has a token that counts is
// let in whatever others at the same address have tried.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "events/mutex.h"

namespace tranche {

struct AttemptLimits {
  uint64_t at_an_address = 20;                           // failures within `window`; those beyond are too many
  uint64_t in_all = 2000;                                // likewise, from everywhere
  absl::Duration window = absl::Minutes(15);             // from the first failure on; then it is counted anew
  absl::Duration first_delay = absl::Milliseconds(100);  // doubled with each failure
  absl::Duration most_delay = absl::Seconds(5);
  size_t addresses = 4096;  // that are remembered; those beyond share one count
};

// For whoever watches the server; each only grows.
struct AttemptCounters {
  std::atomic<uint64_t> failed = 0;
  std::atomic<uint64_t> too_many = 0;  // of those, beyond a limit
  std::atomic<uint64_t> let_in = 0;    // sign-ins of the page and requests that were recognized
};

class Attempts {
 public:
  struct Failure {
    uint64_t count = 0;  // from there, with this one
    bool is_too_many = false;
    absl::Duration delay;  // of its answer
  };

  explicit Attempts(const AttemptLimits& limits = {}) : limits_(limits) {}

  // One more failure from `address` at `now`.
  Failure Fail(const std::string& address, absl::Time now);

  const AttemptCounters& counters() const { return counters_; }
  void LetIn() { ++counters_.let_in; }

 private:
  struct Seen {
    uint64_t count = 0;
    absl::Time began = absl::InfinitePast();  // of the window in which they are counted
  };

  // The count of an address, or the one that those beyond the limit share.
  Seen& SeenAt(const std::string& address, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  uint64_t Count(absl::Time now, Seen* seen) const;

  const AttemptLimits limits_;
  AttemptCounters counters_;
  Mutex mutex_;
  std::map<std::string, Seen> by_address_ ABSL_GUARDED_BY(mutex_);
  Seen others_ ABSL_GUARDED_BY(mutex_);
  Seen all_ ABSL_GUARDED_BY(mutex_);
};

// What counts as one address: an address of IPv4, also one that is written as IPv6; of IPv6 the first 64 bits, which
// one customer has. Another text counts as it is.
std::string AddressToCount(const std::string& ip);

}  // namespace tranche
