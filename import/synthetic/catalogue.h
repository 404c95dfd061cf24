// The country of a synthetic history: a nation, three regions of 28, 15 and 20
// provinces, two sources of money and nine programme areas, all since 2008-08-01.
// Every name in it says that it is synthetic.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "proto/event.pb.h"

namespace tranche {

inline constexpr int kSyntheticProvinces = 63;
inline constexpr int kSyntheticSources = 2;
inline constexpr int kSyntheticAreas = 9;

// The province `number`, from 0: "S01" to "S63".
std::string SyntheticProvinceId(int number);

// The source `number`, from 0: "national", "local".
std::string SyntheticSourceId(int number);

// The area `number`, from 0.
std::string SyntheticAreaId(int number);

// The catalogue events in an order that a ledger accepts, with only their kind and
// effective date set.
std::vector<v1::Event> SyntheticCatalogue();

}  // namespace tranche
