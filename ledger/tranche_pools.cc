#include "ledger/tranche_pools.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace tranche {
namespace {

absl::StatusOr<std::set<Sequence>> ReversedAndReversals(const Book& book, absl::Span<const BookedPosting> postings) {
  std::set<Sequence> dead;
  for (const BookedPosting& booked : postings) {
    const auto reversal = book.ReversalOf(booked.sequence);
    if (!reversal.ok()) return reversal.status();
    if (!reversal->has_value()) continue;
    dead.insert(booked.sequence);
    dead.insert(**reversal);
  }
  return dead;
}

}  // namespace

absl::StatusOr<std::vector<TranchePool>> LivePools(const Book& book, const GuardScope& scope) {
  std::vector<BookedPosting> allocations;
  const absl::Status visited =
      book.Visit({scope.unit, scope.source, scope.fiscal_year}, [&](const BookedPosting& booked) {
        if (booked.posting.measure == Measure::kAllocated) allocations.push_back(booked);
      });
  if (!visited.ok()) return visited;
  const auto dead = ReversedAndReversals(book, allocations);
  if (!dead.ok()) return dead.status();
  std::map<uint32_t, TranchePool> pools;
  for (const BookedPosting& booked : allocations) {
    if (dead->contains(booked.sequence) || booked.posting.amount < 0) continue;
    const TranchePool pool{booked.posting.tranche_number, booked.posting.line.area, booked.effective_date,
                           booked.sequence};
    TranchePool& first = pools.try_emplace(pool.number, pool).first->second;
    if (std::tie(pool.since, pool.sequence) < std::tie(first.since, first.sequence)) first = pool;
  }
  std::vector<TranchePool> oldest_first;
  for (auto& [number, pool] : pools) oldest_first.push_back(std::move(pool));
  std::sort(oldest_first.begin(), oldest_first.end(), [](const TranchePool& a, const TranchePool& b) {
    return std::tie(a.since, a.sequence, a.number) < std::tie(b.since, b.sequence, b.number);
  });
  return oldest_first;
}

std::string DescribePools(absl::Span<const TranchePool> pools) {
  if (pools.empty()) return "none";
  return absl::StrJoin(pools, ", ", [](std::string* out, const TranchePool& pool) {
    absl::StrAppend(out, pool.number, " (", pool.areas.empty() ? "any area" : pool.areas, ")");
  });
}

std::string DescribeScope(const GuardScope& scope) {
  return absl::StrCat(scope.unit, ", ", scope.source, ", ", scope.fiscal_year);
}

GuardScope ScopeOf(const BudgetLine& line) { return {line.unit, line.source, line.fiscal_year}; }

}  // namespace tranche
