// The areas that money is limited to. In the area field of a line they are one text: ids in ascending order joined by
// "|"; empty for any area.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "events/event_view.h"
#include "events/posting_list.h"
#include "google/protobuf/repeated_field.h"

namespace tranche {

// Joins the areas into that text; duplicates are dropped.
std::string JoinAreas(std::vector<std::string> areas);
std::string JoinAreas(const google::protobuf::RepeatedPtrField<std::string>& areas);

// As JoinAreas, returned as a view: into `limits` itself, or into a text that `postings` owns.
absl::string_view JoinedLimits(const AreaViews& limits, PostingList* postings);

// The inverse of JoinAreas: overwrites `*areas`.
void SetAreaLimits(absl::string_view joined, google::protobuf::RepeatedPtrField<std::string>* areas);
void SetAreaLimits(const AreaViews& limits, google::protobuf::RepeatedPtrField<std::string>* areas);

// Appends views of the areas that are joined in `joined`.
void AddAreaLimits(absl::string_view joined, AreaViews* areas);

// True when money held for `holder` (as JoinAreas writes it) may be spent in `area`.
bool AllowsArea(absl::string_view holder, absl::string_view area);

}  // namespace tranche
