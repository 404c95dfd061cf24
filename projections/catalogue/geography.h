// Maps the money of a unit to the units and regions of a date: old units count in their successors; a new unit's money
// is never split among several predecessors.
//
// Thread safety: const members may run concurrently. The catalogue must outlive it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "projections/catalogue/catalogue.h"

namespace tranche {

// The place of a unit's money on the boundaries date.
struct Place {
  // The unit of that date that the money belongs to: the unit itself, its successor, or its only predecessor. If it has
  // several predecessors, the unit itself, and `attributed` is false.
  std::string unit;
  // The region of that date; empty for the nation, and for money of a unit whose predecessors are in several regions.
  std::string region;
  bool attributed = true;
};

class Geography {
 public:
  Geography(const Catalogue& catalogue, CivilDate boundaries);

  // The place of `unit`'s money. An unknown unit is its own place.
  Place PlaceOf(const std::string& unit) const;

  // True if money of `unit` counts in the total of `total`: the two are equal, or `total` is its place, its region or
  // the nation.
  bool CountsIn(const std::string& unit, const std::string& total) const;

  // The direct members of `total` on the boundaries date, ascending: the regions of the nation, the units of a region,
  // the predecessors of a unit that still existed on `since`; none for any other unit.
  std::vector<std::string> MembersOf(const std::string& total, CivilDate since = CivilDate()) const;

  // The units whose money may count in `total`, itself included.
  std::vector<std::string> UnitsIn(const std::string& total) const;

  bool IsRegion(const std::string& id) const;

  // The units of the region `id` on the boundaries date, ascending; nothing if it is no region.
  std::optional<std::vector<std::string>> UnitsOfRegion(const std::string& id) const;

  // The grouping in force; null when there is none.
  const RegionGrouping* grouping() const { return grouping_; }

  // The nation; empty when there is none.
  const std::string& nation() const { return catalogue_.nation(); }

  // The name of `unit` on the boundaries date; its id when it is unknown.
  std::string NameOf(const std::string& unit) const;

 private:
  // The unit that the money of `unit`, which is no group, belongs to: it exists on the boundaries date, or is the first
  // that did; see IsAttributed.
  const Unit& HolderOf(const Unit& unit) const;

  // False if the holder of money came after the boundaries date, from several units.
  bool IsAttributed(const Unit& holder) const;

  // The region of the holder; empty if it has none, or its predecessors have several.
  absl::string_view RegionOf(const Unit& holder) const;

  bool CountsIn(const Unit& unit, const std::string& total) const;
  std::set<std::string> RelatedTo(const std::string& id) const;

  const Catalogue& catalogue_;
  CivilDate boundaries_;
  const RegionGrouping* grouping_;
};

}  // namespace tranche
