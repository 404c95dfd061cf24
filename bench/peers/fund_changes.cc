#include "bench/peers/fund_changes.h"

#include <algorithm>
#include <tuple>

namespace tranche {
namespace {

auto Fund(const FundChange& change) { return std::tie(change.unit, change.source, change.year); }

}  // namespace

std::vector<FundChange> FundChangesOf(absl::Span<const PeerEvent> events) {
  std::vector<FundChange> changes;
  for (const PeerEvent& event : events) {
    if (event.measure != kPeerAllocated && event.measure != kPeerDisbursed) continue;
    const bool allocates = event.measure == kPeerAllocated;
    changes.push_back(
        {event.unit, event.source, event.year, allocates ? event.amount : 0, allocates ? 0 : event.amount});
  }
  std::sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return Fund(a) < Fund(b); });
  size_t kept = 0;
  for (size_t i = 1; i < changes.size(); ++i) {
    if (Fund(changes[i]) != Fund(changes[kept])) {
      changes[++kept] = changes[i];
      continue;
    }
    changes[kept].allocated += changes[i].allocated;
    changes[kept].disbursed += changes[i].disbursed;
  }
  if (!changes.empty()) changes.resize(kept + 1);
  return changes;
}

}  // namespace tranche
