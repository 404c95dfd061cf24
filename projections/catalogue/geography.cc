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

const Unit& Geography::HolderOf(const Unit& unit) const {
  const Unit* found = &unit;
  while (found->last_day < boundaries_) found = catalogue_.FindUnit(found->successor);
  while (found->first_day > boundaries_ && found->predecessors.size() == 1)
    found = catalogue_.FindUnit(found->predecessors.front());
  return *found;
}

bool Geography::IsAttributed(const Unit& holder) const {
  return holder.first_day <= boundaries_ || holder.predecessors.empty();
}

absl::string_view Geography::RegionOf(const Unit& holder) const {
  if (grouping_ == nullptr) return "";
  if (IsAttributed(holder)) {
    const auto found = grouping_->region_of.find(holder.id);
    return found == grouping_->region_of.end() ? "" : absl::string_view(found->second);
  }
  const auto region_of = [this](const std::string& id) { return RegionOf(HolderOf(*catalogue_.FindUnit(id))); };
  const absl::string_view region = region_of(holder.predecessors.front());
  const bool is_common = std::all_of(holder.predecessors.begin(), holder.predecessors.end(),
                                     [&](const std::string& id) { return region_of(id) == region; });
  return is_common ? region : "";
}

Place Geography::PlaceOf(const std::string& unit) const {
  const Unit* found = catalogue_.FindUnit(unit);
  if (found == nullptr || unit == catalogue_.nation()) return {unit, "", true};
  if (IsGroup(*found)) return {unit, unit, true};
  const Unit& holder = HolderOf(*found);
  return {holder.id, std::string(RegionOf(holder)), IsAttributed(holder)};
}

bool Geography::CountsIn(const std::string& unit, const std::string& total) const {
  if (unit == total || total == catalogue_.nation()) return true;
  const Unit* found = catalogue_.FindUnit(unit);
  return found != nullptr && CountsIn(*found, total);
}

bool Geography::CountsIn(const Unit& unit, const std::string& total) const {
  if (unit.id == total || total == catalogue_.nation()) return true;
  if (IsGroup(unit)) return false;
  const Unit& holder = HolderOf(unit);
  return (holder.id == total && IsAttributed(holder)) || RegionOf(holder) == total;
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

bool Geography::IsRegion(const std::string& id) const {
  const Unit* const unit = catalogue_.FindUnit(id);
  return unit != nullptr && unit->names.back().type == v1::UNIT_TYPE_REGION;
}

std::optional<std::vector<std::string>> Geography::UnitsOfRegion(const std::string& id) const {
  if (!IsRegion(id)) return std::nullopt;
  if (grouping_ == nullptr || !grouping_->members.contains(id)) return std::vector<std::string>();
  return grouping_->members.at(id);
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
  const Unit* unit = catalogue_.FindUnit(total);
  if (unit == nullptr) return {total};
  std::vector<std::string> units;
  if (IsGroup(*unit)) {
    for (const auto& [id, each] : catalogue_.units()) {
      if (CountsIn(each, total)) units.push_back(id);
    }
    return units;
  }
  for (const std::string& id : RelatedTo(total)) {
    if (CountsIn(id, total)) units.push_back(id);
  }
  return units;
}

std::string Geography::NameOf(const std::string& unit) const {
  const Unit* found = catalogue_.FindUnit(unit);
  return found == nullptr ? unit : found->NameOn(boundaries_).name;
}

}  // namespace tranche
