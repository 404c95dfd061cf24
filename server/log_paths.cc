#include "server/log_paths.h"

#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace tranche {
namespace {

constexpr int kLevelMax = 63;
constexpr size_t kGroupDigits = 3;
constexpr size_t kGroupsMax = 6;  // 18 digits

bool AreDigits(absl::string_view text) { return !text.empty() && absl::c_all_of(text, absl::ascii_isdigit); }

// A number without leading zeros.
std::optional<uint32_t> ReadNumber(absl::string_view text, uint32_t most) {
  uint32_t number = 0;
  if (!AreDigits(text) || (text.size() > 1 && text[0] == '0') || !absl::SimpleAtoi(text, &number) || number > most)
    return std::nullopt;
  return number;
}

// "x001", "x234", "067" is 1234067.
std::optional<uint64_t> ReadPlace(const std::vector<absl::string_view>& groups) {
  if (groups.empty() || groups.size() > kGroupsMax || (groups.size() > 1 && groups[0] == "x000")) return std::nullopt;
  uint64_t place = 0;
  for (size_t i = 0; i < groups.size(); ++i) {
    absl::string_view digits = groups[i];
    if ((i + 1 < groups.size()) != absl::ConsumePrefix(&digits, "x")) return std::nullopt;
    uint32_t group = 0;
    if (digits.size() != kGroupDigits || !AreDigits(digits) || !absl::SimpleAtoi(digits, &group)) return std::nullopt;
    place = place * 1000 + group;
  }
  return place;
}

}  // namespace

std::optional<TilePath> ReadTilePath(absl::string_view path) {
  TilePath tile;
  if (!absl::ConsumePrefix(&path, kTilesPath)) return std::nullopt;
  std::vector<absl::string_view> groups = absl::StrSplit(path, '/');
  if (groups[0] != "entries") {
    const std::optional<uint32_t> level = ReadNumber(groups[0], kLevelMax);
    if (!level) return std::nullopt;
    tile.level = static_cast<int>(*level);
  }
  groups.erase(groups.begin());
  if (groups.size() >= 2 && absl::ConsumeSuffix(&groups[groups.size() - 2], ".p")) {
    const std::optional<uint32_t> width = ReadNumber(groups.back(), kFullTile - 1);
    if (!width || *width == 0) return std::nullopt;
    tile.width = *width;
    groups.pop_back();
  }
  const std::optional<uint64_t> place = ReadPlace(groups);
  if (!place) return std::nullopt;
  tile.place = *place;
  return tile;
}

}  // namespace tranche
