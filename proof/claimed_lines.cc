#include "proof/claimed_lines.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "proof/boundary_events.h"

namespace tranche {

absl::Status AddLeaf(absl::string_view leaf, const v1::BalanceClaim& claim, CivilDate as_of, Counted* sum) {
  if (absl::StartsWith(leaf, kBoundaryPrefix)) return absl::OkStatus();
  const absl::StatusOr<BalanceLeaf> parsed = BalanceLeaf::Parse(leaf);
  if (!parsed.ok()) return parsed.status();
  if (CountsIn(parsed->line, claim)) sum->Add(parsed->measure, parsed->At(as_of));
  return absl::OkStatus();
}

bool CountsIn(const LineView& line, const v1::BalanceClaim& claim) {
  const auto& units = claim.unit_ids();
  if (!units.empty() && !std::binary_search(units.begin(), units.end(), line.unit, std::less<absl::string_view>()))
    return false;
  return (!claim.has_source_id() || line.source == claim.source_id()) &&
         (!claim.has_area_id() || line.area == claim.area_id()) &&
         (!claim.has_fiscal_year() || line.fiscal_year == claim.fiscal_year()) &&
         (!claim.has_project_id() || line.project == claim.project_id());
}

LinePrefixes PrefixesOf(const v1::BalanceClaim& claim) {
  if (claim.unit_ids().empty()) return LinePrefixes({""});
  const int32_t fiscal_year = claim.fiscal_year();
  std::vector<std::string> prefixes = {std::string(kBoundaryPrefix)};
  for (const std::string& unit : claim.unit_ids()) {
    prefixes.push_back(LeafPrefix(unit, claim.has_fiscal_year() ? &fiscal_year : nullptr,
                                  claim.has_source_id() ? &claim.source_id() : nullptr));
  }
  return LinePrefixes(std::move(prefixes));
}

}  // namespace tranche
