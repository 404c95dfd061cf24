#include "projections/coverage.h"

#include <algorithm>

namespace tranche {

void Coverage::Add(const std::string& unit) {
  if (!reported_.insert(unit).second) return;
  recorded_.insert(unit);
  const Place place = geography_.PlaceOf(unit);
  if (place.attributed) recorded_.insert(place.unit);
  if (!place.region.empty()) recorded_.insert(place.region);
}

std::vector<std::string> Coverage::MissingMembers(const std::string& total) const {
  std::vector<std::string> missing;
  if (reported_.contains(total)) return missing;
  for (const std::string& member : MembersOf(total)) {
    if (!HasRecord(member)) missing.push_back(member);
  }
  return missing;
}

std::vector<std::string> Coverage::IncompleteMembers(const std::string& total) const {
  std::vector<std::string> incomplete;
  if (reported_.contains(total)) return incomplete;
  for (const std::string& member : MembersOf(total)) {
    if (HasRecord(member) && IsIncomplete(member)) incomplete.push_back(member);
  }
  return incomplete;
}

bool Coverage::IsIncomplete(const std::string& total) const {
  if (reported_.contains(total)) return false;
  const std::vector<std::string> members = MembersOf(total);
  return std::any_of(members.begin(), members.end(),
                     [&](const std::string& member) { return !HasRecord(member) || IsIncomplete(member); });
}

bool Coverage::Covers(const std::string& unit) const {
  if (reported_.contains(unit) || reported_.contains(geography_.nation())) return true;
  const Place place = geography_.PlaceOf(unit);
  if ((place.attributed && reported_.contains(place.unit)) || reported_.contains(place.region)) return true;
  const std::vector<std::string> members = MembersOf(unit);
  return !members.empty() && !IsIncomplete(unit);
}

bool Coverage::CoversAll(const Coverage& other) const {
  return std::all_of(other.reported_.begin(), other.reported_.end(),
                     [this](const std::string& unit) { return Covers(unit); });
}

}  // namespace tranche
