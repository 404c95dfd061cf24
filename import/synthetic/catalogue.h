// The country of a synthetic history: a nation, three regions of 28, 15 and 20
// provinces, three sources of money and nine programme areas, all since 2008-08-01, with a merger and a renaming; an
// indicator, a spending rule, an actor and a role that has ended.
// Every name in it says that it is synthetic.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "proto/event.pb.h"

namespace tranche {

inline constexpr int kSyntheticProvinces = 63;
inline constexpr int kSyntheticSources = 2;  // which movements are drawn for
inline constexpr int kSyntheticWholeYearSource = kSyntheticSources;
inline constexpr int kSyntheticAreas = 9;
inline constexpr char kSyntheticIndicator[] = "synthetic-enterprises";

// The province `number`, from 0: "S01" to "S63".
std::string SyntheticProvinceId(int number);

// The source `number`, from 0: "national", "local"; and kSyntheticWholeYearSource, "targeted".
std::string SyntheticSourceId(int number);

// The area `number`, from 0.
std::string SyntheticAreaId(int number);

// The catalogue events in an order that a ledger accepts, with only their kind and
// effective date set.
std::vector<v1::Event> SyntheticCatalogue();

}  // namespace tranche
