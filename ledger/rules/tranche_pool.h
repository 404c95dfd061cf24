// A tranche of a scope as decisions see it, and how tranches are ordered and described.
//
// Thread safety: values and pure functions.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/sequence.h"
#include "proto/refusal.pb.h"

namespace tranche {

// A tranche that money was given to and not reversed.
struct TranchePool {
  uint32_t number = 0;
  std::string areas;  // as JoinAreas writes them; empty: any area
  CivilDate since;
  Sequence sequence = 0;    // the event that brought the first money
  bool is_carried = false;  // of carried-over money
};

// The oldest first: by effective date, then by sequence.
struct IsOlderPool {
  bool operator()(const TranchePool& a, const TranchePool& b) const;
};
using TranchePools = std::set<TranchePool, IsOlderPool>;

// "1, 2 (conferences|fairs)" as a field of a refusal: the number, and the areas of one that is limited to some;
// ", ... (+7)" after the first ten.
v1::RefusalField PoolsField(absl::string_view name, const TranchePools& pools);
v1::RefusalField PoolsField(absl::string_view name, const std::vector<TranchePool>& pools);

}  // namespace tranche
