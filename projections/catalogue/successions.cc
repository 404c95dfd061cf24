#include "projections/catalogue/successions.h"

namespace tranche {

const Unit* HeirOn(const Catalogue& catalogue, const Unit& unit, CivilDate date) {
  const Unit* heir = &unit;
  while (heir != nullptr && !heir->ExistsOn(date)) heir = catalogue.FindUnit(heir->successor);
  return heir;
}

}  // namespace tranche
