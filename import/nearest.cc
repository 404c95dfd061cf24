#include "import/nearest.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "events/refusal.h"
#include "projections/catalogue/edit_distance.h"
#include "projections/catalogue/name_matching.h"

namespace tranche {
namespace {

constexpr size_t kBeginningMin = 3;  // letters that say which word is meant

}  // namespace

std::string Nearest(absl::string_view text, const std::vector<std::string>& words) {
  const std::string asked = absl::AsciiStrToLower(text);
  for (const std::string& word : words) {
    if (asked.size() >= kBeginningMin && absl::StartsWith(absl::AsciiStrToLower(word), asked)) return word;
  }
  std::string nearest;
  size_t fewest = std::max<size_t>(asked.size() / 3, 1) + 1;
  for (const std::string& word : words) {
    const size_t changes = EditDistance(asked, absl::AsciiStrToLower(word), fewest);
    if (changes >= fewest || changes >= word.size()) continue;
    fewest = changes;
    nearest = word;
  }
  return nearest;
}

std::string NearestByName(absl::string_view text, const std::vector<NamedWord>& named) {
  const std::string asked = FoldName(text);
  if (asked.size() < kBeginningMin) return "";
  std::vector<std::string> names;
  for (const NamedWord& each : named) names.push_back(FoldName(each.name));
  const auto word_of = [&](const auto& is_meant) {
    const auto found = std::find_if(names.begin(), names.end(), is_meant);
    return found == names.end() ? std::string() : named[static_cast<size_t>(found - names.begin())].word;
  };
  std::string word = word_of([&](const std::string& name) { return name == asked; });
  if (word.empty()) word = word_of([&](const std::string& name) { return absl::StartsWith(name, asked); });
  if (word.empty()) word = word_of([&](const std::string& name) { return absl::StrContains(name, asked); });
  if (!word.empty()) return word;
  const std::string nearest = Nearest(asked, names);
  return nearest.empty() ? "" : word_of([&](const std::string& name) { return name == nearest; });
}

absl::Status WithNearest(const absl::Status& status, absl::string_view text, const std::vector<std::string>& words) {
  const std::string nearest = Nearest(text, words);
  return nearest.empty() ? status : Adding(status, "did you mean {nearest}?", {TextField("nearest", nearest)});
}

}  // namespace tranche
