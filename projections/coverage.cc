#include "projections/coverage.h"

#include <algorithm>

namespace tranche {

void Coverage::Add(const std::string& unit) {
  if (!reported_.empty() && reported_.back() == unit) return;
  const auto place = reported_.empty() || reported_.back() < unit
                         ? reported_.end()
                         : std::lower_bound(reported_.begin(), reported_.end(), unit);
  if (place != reported_.end() && *place == unit) return;
  reported_.insert(place, unit);
  recorded_.reset();
}

bool Coverage::IsReported(const std::string& unit) const {
  return std::binary_search(reported_.begin(), reported_.end(), unit);
}

bool Coverage::HasRecord(const std::string& unit) const {
  if (recorded_) return recorded_->contains(unit);
  recorded_.emplace(reported_.begin(), reported_.end());
  for (const std::string& reported : reported_) {
    const Place place = geography_.PlaceOf(reported);
    if (place.attributed) recorded_->insert(place.unit);
    if (!place.region.empty()) recorded_->insert(place.region);
  }
  return recorded_->contains(unit);
}

std::vector<std::string> Coverage::MissingMembers(const std::string& total) const {
  std::vector<std::string> missing;
  if (IsReported(total)) return missing;
  for (const std::string& member : MembersOf(total)) {
    if (!HasRecord(member)) missing.push_back(member);
  }
  return missing;
}

std::vector<std::string> Coverage::IncompleteMembers(const std::string& total) const {
  std::vector<std::string> incomplete;
  if (IsReported(total)) return incomplete;
  for (const std::string& member : MembersOf(total)) {
    if (HasRecord(member) && IsIncomplete(member)) incomplete.push_back(member);
  }
  return incomplete;
}

bool Coverage::IsIncomplete(const std::string& total) const {
  if (IsReported(total)) return false;
  const std::vector<std::string> members = MembersOf(total);
  return std::any_of(members.begin(), members.end(),
                     [&](const std::string& member) { return !HasRecord(member) || IsIncomplete(member); });
}

bool Coverage::Covers(const std::string& unit) const {
  if (IsReported(unit) || IsReported(geography_.nation())) return true;
  const Place place = geography_.PlaceOf(unit);
  if ((place.attributed && IsReported(place.unit)) || IsReported(place.region)) return true;
  const std::vector<std::string> members = MembersOf(unit);
  return !members.empty() && !IsIncomplete(unit);
}

bool Coverage::CoversAll(const Coverage& other) const {
  return std::all_of(other.reported_.begin(), other.reported_.end(),
                     [this](const std::string& unit) { return Covers(unit); });
}

}  // namespace tranche
