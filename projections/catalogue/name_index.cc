#include "projections/catalogue/name_index.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "projections/catalogue/edit_distance.h"
#include "projections/catalogue/name_matching.h"

namespace tranche {
namespace {

constexpr size_t kStartBytes = 3;
constexpr size_t kDifferencesMax = 2;

}  // namespace

void NameIndex::Add(absl::string_view id, absl::string_view text, bool is_ambiguous) {
  const std::string folded = FoldName(text);
  if (!folded.empty()) by_folded_[folded].push_back({std::string(id), ExactName(text), is_ambiguous});
}

absl::Span<const NameIndex::Spelling> NameIndex::Find(absl::string_view folded) const {
  const std::vector<Spelling>* const found = by_folded_.Find(folded);
  return found == nullptr ? absl::Span<const Spelling>() : absl::MakeConstSpan(*found);
}

std::vector<std::string> NameIndex::Near(absl::string_view folded, size_t max) const {
  if (folded.empty()) return {};
  std::vector<std::pair<size_t, absl::string_view>> near;
  const absl::string_view start = folded.substr(0, kStartBytes);
  for (auto at = by_folded_.From(folded.substr(0, 1)); at != by_folded_.end(); ++at) {
    if (at->first[0] != folded[0]) break;
    const size_t distance = EditDistance(folded, at->first, kDifferencesMax);
    const bool begins_alike = start.size() == kStartBytes && absl::StartsWith(at->first, start);
    if (distance > kDifferencesMax && !begins_alike) continue;
    for (const Spelling& spelling : at->second) near.push_back({distance, spelling.id});
  }
  std::stable_sort(near.begin(), near.end());
  std::vector<std::string> ids;
  std::set<absl::string_view> seen;
  for (const auto& [distance, id] : near) {
    if (ids.size() < max && seen.insert(id).second) ids.emplace_back(id);
  }
  return ids;
}

}  // namespace tranche
