#include "proof/claimed_lines.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "proof/balance_map.h"
#include "proof/boundary_events.h"

namespace tranche {

bool CountsIn(const LineView& line, const v1::BalanceClaim& claim) {
  const auto& units = claim.unit_ids();
  const auto is_unit = [&line](const std::string& unit) { return line.unit == unit; };
  if (!units.empty() && std::none_of(units.begin(), units.end(), is_unit)) return false;
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
