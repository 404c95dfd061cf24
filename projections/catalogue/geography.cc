#include "projections/catalogue/geography.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace tranche {
namespace {

bool IsGroup(const Unit& unit) {
  const v1::UnitType type = unit.names.back().type;
  return type == v1::UNIT_TYPE_NATION || type == v1::UNIT_TYPE_REGION;
}

}  // namespace

Geography::Geography(const Catalogue& catalogue, CivilDate boundaries)
    : catalogue_(catalogue), boundaries_(boundaries), grouping_(catalogue.GroupingOn(boundaries)) {}

Place Geography::PlaceOf(const std::string& unit) const {
  const Unit* found = catalogue_.FindUnit(unit);
  if (found == nullptr || unit == catalogue_.nation()) return {unit, "", true};
  if (IsGroup(*found)) return {unit, unit, true};
  while (found->last_day < boundaries_) found = catalogue_.FindUnit(found->successor);
  while (found->first_day > boundaries_ && found->predecessors.size() == 1)
    found = catalogue_.FindUnit(found->predecessors.front());
  if (found->first_day <= boundaries_ || found->predecessors.empty()) return {found->id, RegionOf(found->id), true};
  std::set<std::string> regions;
  for (const std::string& predecessor : found->predecessors) regions.insert(PlaceOf(predecessor).region);
  return {found->id, regions.size() == 1 ? *regions.begin() : "", false};
}

std::string Geography::RegionOf(const std::string& unit) const {
  if (grouping_ == nullptr) return "";
  const auto found = grouping_->region_of.find(unit);
  return found == grouping_->region_of.end() ? "" : found->second;
}

bool Geography::CountsIn(const std::string& unit, const std::string& total) const {
  if (unit == total || total == catalogue_.nation()) return true;
  const Place place = PlaceOf(unit);
  return (place.attributed && place.unit == total) || place.region == total;
}

std::vector<std::string> Geography::MembersOf(const std::string& total, CivilDate since) const {
  std::vector<std::string> members;
  if (grouping_ != nullptr && total == catalogue_.nation()) {
    for (const auto& [region, units] : grouping_->members) members.push_back(region);
    return members;
  }
  if (grouping_ != nullptr && grouping_->members.contains(total)) return grouping_->members.at(total);
  const Unit* unit = catalogue_.FindUnit(total);
  if (unit == nullptr || !unit->ExistsOn(boundaries_)) return members;
  std::copy_if(unit->predecessors.begin(), unit->predecessors.end(), std::back_inserter(members),
               [&](const std::string& id) { return catalogue_.FindUnit(id)->last_day >= since; });
  std::sort(members.begin(), members.end());
  return members;
}

// Money counts in a unit that is not a group only through successions, so only these are
// followed.
std::set<std::string> Geography::RelatedTo(const std::string& id) const {
  std::set<std::string> related = {id};
  std::vector<const Unit*> open = {catalogue_.FindUnit(id)};
  while (!open.empty()) {
    const Unit* unit = open.back();
    open.pop_back();
    if (unit == nullptr) continue;
    std::vector<std::string> next = unit->predecessors;
    if (!unit->successor.empty()) next.push_back(unit->successor);
    for (const std::string& each : next) {
      if (related.insert(each).second) open.push_back(catalogue_.FindUnit(each));
    }
  }
  return related;
}

std::vector<std::string> Geography::UnitsIn(const std::string& total) const {
  std::set<std::string> units = {total};
  const Unit* unit = catalogue_.FindUnit(total);
  if (unit != nullptr && !IsGroup(*unit)) {
    for (const std::string& id : RelatedTo(total)) {
      if (CountsIn(id, total)) units.insert(id);
    }
    return {units.begin(), units.end()};
  }
  for (const auto& [id, any] : catalogue_.units()) {
    if (CountsIn(id, total)) units.insert(id);
  }
  return {units.begin(), units.end()};
}

std::string Geography::NameOf(const std::string& unit) const {
  const Unit* found = catalogue_.FindUnit(unit);
  return found == nullptr ? unit : found->NameOn(boundaries_).name;
}

}  // namespace tranche
