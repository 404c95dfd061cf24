#include "service/nearest.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "events/refusal.h"
#include "projections/catalogue/edit_distance.h"

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

absl::Status WithNearest(const absl::Status& status, absl::string_view text, const std::vector<std::string>& words) {
  const std::string nearest = Nearest(text, words);
  return nearest.empty() ? status : Adding(status, "did you mean {nearest}?", {TextField("nearest", nearest)});
}

}  // namespace tranche
