#include "events/area_limits.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace tranche {

std::string JoinAreas(std::vector<std::string> areas) {
  std::sort(areas.begin(), areas.end());
  areas.erase(std::unique(areas.begin(), areas.end()), areas.end());
  return absl::StrJoin(areas, "|");
}

std::string JoinAreas(const google::protobuf::RepeatedPtrField<std::string>& areas) {
  return areas.empty() ? "" : JoinAreas(std::vector<std::string>(areas.begin(), areas.end()));
}

absl::string_view JoinedLimits(const AreaViews& limits, PostingList* postings) {
  if (limits.empty()) return "";
  if (limits.size() == 1) return limits.front();
  return postings->Keep(JoinAreas(std::vector<std::string>(limits.begin(), limits.end())));
}

void AddAreaLimits(absl::string_view joined, AreaViews* areas) {
  for (absl::string_view area : absl::StrSplit(joined, '|', absl::SkipEmpty())) areas->push_back(area);
}

void SetAreaLimits(absl::string_view joined, google::protobuf::RepeatedPtrField<std::string>* areas) {
  AreaViews views;
  AddAreaLimits(joined, &views);
  SetAreaLimits(views, areas);
}

void SetAreaLimits(const AreaViews& limits, google::protobuf::RepeatedPtrField<std::string>* areas) {
  areas->Clear();
  for (absl::string_view area : limits) areas->Add(std::string(area));
}

bool AllowsArea(absl::string_view holder, absl::string_view area) {
  if (holder.empty()) return true;
  for (absl::string_view allowed : absl::StrSplit(holder, '|')) {
    if (allowed == area) return true;
  }
  return false;
}

}  // namespace tranche
