// The effect of a batch on the funds it touches: its amounts are summed before a peer sees them,
// so that the guard costs one row per fund, not one per event.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "bench/peers/peer.h"

namespace tranche {

struct FundChange {
  int32_t unit = 0;
  int32_t source = 0;
  int32_t year = 0;
  int64_t allocated = 0;
  int64_t disbursed = 0;
};

// One change for each fund that `events` allocate to or disburse from, ordered by unit, source
// and year.
std::vector<FundChange> FundChangesOf(absl::Span<const PeerEvent> events);

}  // namespace tranche
