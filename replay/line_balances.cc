#include "replay/line_balances.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "absl/hash/hash.h"

namespace tranche {

AmountSum LineBalances::Add(const PostingView& posting) {
  const ScopeView scope = ScopeOf(posting.line);
  const PurposeView purpose = {posting.line.area, posting.line.project};
  Share& share = shares_[absl::HashOf(scope) % kShares];
  const MutexLock lock(share.mutex);
  auto lines = share.scopes.find(scope);
  if (lines == share.scopes.end()) lines = share.scopes.emplace(ToScope(scope), Lines()).first;
  auto line = lines->second.find(purpose);
  if (line == lines->second.end()) line = lines->second.emplace(Purpose(purpose), MeasureSums()).first;
  line->second.Add(posting.measure, posting.amount);
  return line->second[posting.measure];
}

absl::Status LineBalances::Visit(const BalanceVisitor& visitor) const {
  std::vector<const Scopes::value_type*> scopes;
  for (const Share& share : shares_) {
    const MutexLock lock(share.mutex);
    for (const Scopes::value_type& scope : share.scopes) scopes.push_back(&scope);
  }
  std::sort(scopes.begin(), scopes.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
  for (const Scopes::value_type* scope : scopes) {
    if (absl::Status visited = VisitScope(*scope, visitor); !visited.ok()) return visited;
  }
  return absl::OkStatus();
}

absl::Status LineBalances::VisitScope(const Scopes::value_type& scope, const BalanceVisitor& visitor) {
  std::vector<const Lines::value_type*> lines;
  lines.reserve(scope.second.size());
  for (const Lines::value_type& line : scope.second) lines.push_back(&line);
  std::sort(lines.begin(), lines.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
  BudgetLine of = {scope.first.unit, scope.first.source, scope.first.fiscal_year, "", ""};
  for (const Lines::value_type* line : lines) {
    std::tie(of.area, of.project) = line->first;
    for (const Measure measure : kMeasures) {
      if (!line->second.Has(measure)) continue;
      if (absl::Status visited = visitor(of, measure, line->second[measure]); !visited.ok()) return visited;
    }
  }
  return absl::OkStatus();
}

}  // namespace tranche
