#include "service/nearest.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "events/refusal.h"

namespace tranche {
namespace {

constexpr size_t kBeginningMin = 3;  // letters that say which word is meant

// How many changes make `a` of `b` (optimal string alignment). Cost: the product of their lengths, in memory too.
size_t Changes(absl::string_view a, absl::string_view b) {
  std::vector<std::vector<size_t>> changes(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) changes[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) changes[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t other = changes[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      changes[i][j] = std::min({changes[i - 1][j] + 1, changes[i][j - 1] + 1, other});
      const bool change_places = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (change_places) changes[i][j] = std::min(changes[i][j], changes[i - 2][j - 2] + 1);
    }
  }
  return changes[a.size()][b.size()];
}

}  // namespace

std::string Nearest(absl::string_view text, const std::vector<std::string>& words) {
  const std::string asked = absl::AsciiStrToLower(text);
  for (const std::string& word : words) {
    if (asked.size() >= kBeginningMin && absl::StartsWith(absl::AsciiStrToLower(word), asked)) return word;
  }
  std::string nearest;
  size_t fewest = std::max<size_t>(asked.size() / 3, 1) + 1;
  for (const std::string& word : words) {
    const size_t longer = std::max(asked.size(), word.size()) - std::min(asked.size(), word.size());
    if (longer >= fewest || longer >= word.size()) continue;  // at least so many letters differ
    const size_t changes = Changes(asked, absl::AsciiStrToLower(word));
    if (changes >= fewest || changes >= word.size()) continue;
    fewest = changes;
    nearest = word;
  }
  return nearest;
}

absl::Status WithNearest(const absl::Status& status, absl::string_view text, const std::vector<std::string>& words) {
  const std::string nearest = Nearest(text, words);
  return nearest.empty() ? status : Adding(status, "did you mean {nearest}?", {TextField("nearest", nearest)});
}

}  // namespace tranche
