// Which unit follows which.
//
// Thread safety: pure functions.
#pragma once

#include "events/civil_date.h"
#include "projections/catalogue/catalogue.h"

namespace tranche {

// The unit that exists on `date`: `unit` itself, or the first of those that follow it one after the other. Null when
// there is none. Owned by `catalogue`, as `unit` is. Cost: a look-up for each unit that follows.
const Unit* HeirOn(const Catalogue& catalogue, const Unit& unit, CivilDate date);

}  // namespace tranche
